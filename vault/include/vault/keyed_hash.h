#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vault {

using HashKey = std::array<std::byte, 16>;

// SipHash-2-4 of libsodium: for tables whose keys strangers choose. Too short for anything else. Threads: pure.
[[nodiscard]] std::uint64_t keyed_hash(const HashKey& key, std::string_view text) noexcept;

} // namespace vault
