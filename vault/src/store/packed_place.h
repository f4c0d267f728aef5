#pragma once

#include "vault/assert.h"

#include <cstdint>

namespace vault {

// The name of a node of a tree as one positive integer, level * 2^56 + index: a row of its own without an index beside it, and rows of a
// level next to each other. Levels stay below 128 and indexes below 2^56.
[[nodiscard]] inline std::int64_t packed_place(std::uint32_t level, std::uint64_t index)
{
    constexpr unsigned index_bits = 56;
    TV_ASSERT(level < 128 && index < (std::uint64_t{1} << index_bits));
    return static_cast<std::int64_t>(std::uint64_t{level} << index_bits | index);
}

} // namespace vault
