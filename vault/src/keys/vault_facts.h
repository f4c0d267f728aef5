#pragma once

#include "vault/error.h"
#include "vault/vault.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vault {

// vault.json: what a keys folder says about itself without being unlocked. Nothing in it is secret; a checksum finds accidents, and the
// wrapped keys are bound to store and origin, so an edit with a new checksum opens nothing.
struct VaultFacts {
    std::string store; // StoreId text
    std::string origin;
    Custody::Kind custody = Custody::Kind::key_file;
    // Argon2id, for a passphrase; empty salt and zeros for a key file.
    std::vector<std::byte> salt;
    std::uint64_t passes = 0;
    std::uint64_t memory_bytes = 0;
};

inline constexpr std::size_t origin_bytes_max = 100;

// 1 to 100 characters of [a-z0-9./-].
[[nodiscard]] bool is_valid_origin(std::string_view origin) noexcept;
[[nodiscard]] std::string write_vault_facts(const VaultFacts& facts);
// Accepts exactly what write_vault_facts writes; anything else is corrupt.
[[nodiscard]] Expected<VaultFacts> parse_vault_facts(std::string_view text);

} // namespace vault
