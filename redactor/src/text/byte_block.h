#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace redactor {

// Sixteen bytes at once, for loops that look at every byte of a text: the compiler makes one instruction of each operation on any
// processor. A comparison gives all ones in the bytes where it holds.
using ByteBlock [[gnu::vector_size(16)]] = std::uint8_t;
inline constexpr std::size_t byte_block_bytes = 16;

// The block at `bytes`, which need not be aligned; all of it must be readable.
inline ByteBlock block_at(const char* bytes)
{
    ByteBlock out;
    std::memcpy(&out, bytes, sizeof out);
    return out;
}

inline ByteBlock are_digits(ByteBlock c) { return ByteBlock((c - '0') < 10); }

inline ByteBlock are_alnum(ByteBlock c)
{
    return ByteBlock(((c | 0x20U) - 'a') < 26) | are_digits(c);
}

// Eight bytes of a block, from its byte `at`.
inline std::uint64_t half_of(const ByteBlock& block, std::size_t at)
{
    std::uint64_t out = 0;
    std::memcpy(&out, reinterpret_cast<const char*>(&block) + at, sizeof out);
    return out;
}

// Calls `found(i)` for each byte of a block of comparisons that is all ones, in order.
template <typename Found>
void for_each_set(const ByteBlock& flags, Found found)
{
    constexpr std::uint64_t low_bits = 0x0101010101010101U;
    for (std::size_t half = 0; half < byte_block_bytes; half += sizeof(std::uint64_t)) {
        for (std::uint64_t rest = half_of(flags, half) & low_bits; rest != 0; rest &= rest - 1) {
            found(half + static_cast<std::size_t>(std::countr_zero(rest)) / 8);
        }
    }
}

} // namespace redactor
