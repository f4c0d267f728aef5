#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

// A bit for each byte of a block of comparisons, in order: set where it is all ones.
inline std::uint32_t bits_of(const ByteBlock& flags)
{
#if defined(__SSE2__)
    return static_cast<std::uint32_t>(_mm_movemask_epi8(std::bit_cast<__m128i>(flags)));
#else
    // The product gathers the highest bit of each of eight bytes in its highest byte.
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    constexpr std::uint64_t gather = 0x0002040810204081U;
    constexpr std::size_t half_bytes = sizeof(std::uint64_t);
    std::uint32_t out = 0;
    for (std::size_t half = 0; half < byte_block_bytes; half += half_bytes) {
        const std::uint64_t bits = ((half_of(flags, half) & high_bits) * gather) >> 56U;
        out |= static_cast<std::uint32_t>(bits) << half;
    }
    return out;
#endif
}

// The same for sixty-four bytes, all readable: a bit for each that `are` (of a block) holds for.
inline constexpr std::size_t byte_stretch_bytes = 64;
template <typename Are>
std::uint64_t stretch_bits(const char* bytes, Are are)
{
    const auto part = [&](std::size_t at) {
        return std::uint64_t{bits_of(are(block_at(bytes + at)))} << at;
    };
    static_assert(byte_stretch_bytes == 4 * byte_block_bytes);
    return part(0) | part(byte_block_bytes) | part(2 * byte_block_bytes) |
           part(3 * byte_block_bytes);
}

// Calls `found(i)` for each bit that is set, in order.
template <typename Found>
void for_each_bit(std::uint64_t bits, Found found)
{
    for (; bits != 0; bits &= bits - 1) {
        found(static_cast<std::size_t>(std::countr_zero(bits)));
    }
}

} // namespace redactor
