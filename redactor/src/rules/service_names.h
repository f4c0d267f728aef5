#pragma once

#include <array>
#include <bit>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "rules/label.h"
#include "text/byte_block.h"
#include "text/char_class.h"

namespace redactor {

// The labels that name a service, found wherever one begins a word. There are thousands, which would slow the finder of the other
// labels down for every byte; here a place that begins none costs a load and a bit. Immutable after construction.
class ServiceNames {
public:
    ServiceNames() = default;

    // Takes those of class service; the indices it reports are those of `labels`.
    explicit ServiceNames(const std::vector<Label>& labels);

    // Calls `found(begin, label)` for each name in `text`, in any case.
    template <typename Found>
    void for_each(std::string_view text, Found found) const
    {
        const char* const bytes = text.data();
        const std::size_t stop = text.size() < start_bytes ? 0 : text.size() - start_bytes + 1;
        if (stop > 0) {
            try_at(text, 0, found);
        }
        std::size_t at = 1;
        for (; at + stretch_bytes < stop; at += stretch_bytes) {
            std::array<std::uint8_t, stretch_bytes> starts;
            const std::size_t count = starts_in_stretch(bytes + at, starts);
            for (std::size_t i = 0; i < count; ++i) {
                match_at(text, at + starts[i], found);
            }
        }
        for (; at < stop; ++at) {
            if (begins_word(bytes[at - 1], bytes[at])) {
                try_at(text, at, found);
            }
        }
    }

private:
    void add_fifths(const std::string& name);

    static constexpr std::size_t start_bytes = 4;
    static constexpr std::size_t short_bytes = 3; // the least a name has
    static constexpr unsigned slot_bits = 16;
    static constexpr unsigned fifth_bits = 18;
    static constexpr std::size_t stretch_bytes = 128;
    static constexpr std::uint32_t unknown_next = 0; // no text gives it: small_letters are set
    static constexpr std::uint32_t small_letters =
        0x20202020U; // parts them from capitals; set in digits already

    struct Name {
        std::uint32_t start = 0; // the first four bytes, or three and a zero
        std::uint32_t slot = 0;  // of the start
        std::uint32_t label = 0;
        std::uint32_t next = 0; // the four bytes behind them, as far as the name has them
        std::uint32_t next_mask = 0;
        std::string text;
    };

    // Ones where a name may begin: before it nothing that service_key.cpp refuses, a letter or digit at its start.
    static ByteBlock begin_word(ByteBlock before, ByteBlock first)
    {
        const ByteBlock refused = are_alnum(before) | ByteBlock(before == '.') |
                                  ByteBlock(before == '@') | ByteBlock(before == '/') |
                                  ByteBlock(before == '+');
        return are_alnum(first) & ~refused;
    }
    static bool begins_word(char before, char first)
    {
        return is_alnum(first) && !is_alnum(before) && before != '.' && before != '@' &&
               before != '/' && before != '+';
    }
    static std::uint32_t start_at(const char* text)
    {
        std::uint32_t start = 0;
        std::memcpy(&start, text, sizeof start);
        return start | small_letters;
    }
    static std::uint32_t short_start(std::uint32_t start)
    {
        char bytes[sizeof start];
        std::memcpy(bytes, &start, sizeof start);
        bytes[short_bytes] = 0;
        std::memcpy(&start, bytes, sizeof start);
        return start;
    }
    static std::size_t slot_of(std::uint32_t start)
    {
        constexpr std::uint32_t knuth = 2654435761U;
        return static_cast<std::uint32_t>(start * knuth) >> (32U - slot_bits);
    }

    // Of the first five bytes, as far as a name has them.
    static std::size_t fifth_slot(std::uint32_t start, char fifth)
    {
        constexpr std::uint32_t spread = 0x9E3779B1U;
        const auto letter = static_cast<std::uint32_t>(static_cast<unsigned char>(fifth)) | 0x20U;
        return static_cast<std::uint32_t>((start ^ (letter * spread)) * 0x85EBCA6BU) >>
               (32U - fifth_bits);
    }

    // Offsets of the words that may be names, in order. Without a branch that depends on the text: where words begin cannot be
    // foretold, and each wrong guess costs as much as ten bytes.
    std::size_t starts_in_stretch(
        const char* bytes, std::array<std::uint8_t, stretch_bytes>& out) const
    {
        constexpr std::uint64_t low_bits = 0x0101010101010101U;
        constexpr int words_max = 4; // no more can begin in eight bytes
        std::array<std::uint8_t, stretch_bytes> words;
        std::size_t count = 0;
        for (std::size_t at = 0; at < stretch_bytes; at += byte_block_bytes) {
            const ByteBlock begins = begin_word(block_at(bytes + at - 1), block_at(bytes + at));
            for (std::size_t half = 0; half < byte_block_bytes; half += sizeof(std::uint64_t)) {
                std::uint64_t flags = half_of(begins, half) & low_bits;
                // The sum of its bytes, each 0 or 1, comes out in the highest: without an instruction not every processor has.
                const auto more = static_cast<std::size_t>((flags * low_bits) >> 56U);
                for (int i = 0; i < words_max; ++i) {
                    words[count + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(
                        at + half + static_cast<unsigned>(std::countr_zero(flags)) / 8);
                    flags &= flags - 1;
                }
                count += more;
            }
        }
        std::size_t kept = 0;
        for (std::size_t i = 0; i < count; ++i) {
            out[kept] = words[i];
            const std::uint32_t start = start_at(bytes + words[i]);
            // All three are looked up, so that nothing has to be guessed at a branch.
            const unsigned fifth =
                fifths_[fifth_slot(start, bytes[words[i] + start_bytes])] ? 1 : 0;
            const unsigned whole = shorts_[slot_of(short_start(start))] ? 1 : 0;
            kept += (starts_[slot_of(start)] ? 1U : 0U) & (fifth | whole);
        }
        return kept;
    }

    template <typename Found>
    void try_at(std::string_view text, std::size_t at, Found& found) const
    {
        if (starts_[slot_of(start_at(text.data() + at))]) {
            match_at(text, at, found);
        }
    }

    // Index of the first name with this start, or one past the last.
    std::size_t first_of(std::uint32_t start) const
    {
        for (std::size_t i = slots_[slot_of(start)]; i < names_.size(); ++i) {
            if (names_[i].start == start) {
                return i;
            }
            if (names_[i].slot != slot_of(start)) {
                break;
            }
        }
        return names_.size();
    }

    template <typename Found>
    void match_at(std::string_view text, std::size_t at, Found& found) const
    {
        const std::uint32_t start = start_at(text.data() + at);
        const std::uint32_t next = at + 2 * start_bytes <= text.size()
                                       ? start_at(text.data() + at + start_bytes)
                                       : unknown_next;
        for (const std::uint32_t wanted : {start, short_start(start)}) {
            for (std::size_t i = first_of(wanted); i < names_.size() && names_[i].start == wanted;
                ++i) {
                // Most places differ here already, without a look at the name itself.
                if ((next & names_[i].next_mask) != names_[i].next && next != unknown_next) {
                    continue;
                }
                if (at_caseless(text, at, names_[i].text)) {
                    found(at, names_[i].label);
                }
            }
        }
    }

    std::bitset<(std::size_t{1} << slot_bits)> starts_;
    std::bitset<(std::size_t{1} << fifth_bits)> fifths_; // a second look before the names' table …
    std::bitset<(std::size_t{1} << slot_bits)> shorts_;  // … which names of three bytes pass
    std::vector<Name> names_;                            // by slot and start
    std::vector<std::uint32_t>
        slots_; // for each slot the index of its first name, or one past the last
};

} // namespace redactor
