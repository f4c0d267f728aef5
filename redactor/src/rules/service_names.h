#pragma once

#include <array>
#include <bit>
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

// A set of small numbers, two to the power of `bits` of them.
template <unsigned bits>
class BitTable {
public:
    void set(std::size_t number)
    {
        words_[number / word_bits] |= std::uint64_t{1} << (number % word_bits);
    }
    // 1 when the number is in the set, else 0.
    std::size_t bit(std::size_t number) const
    {
        return (words_[number / word_bits] >> (number % word_bits)) & 1U;
    }

private:
    static constexpr std::size_t word_bits = 64;
    static_assert(bits > 6);
    std::array<std::uint64_t, (std::size_t{1} << bits) / word_bits> words_{};
};

// The labels that name a service, found wherever one begins a word. There are thousands, which would slow the finder of the other
// labels down for every byte; here a word that begins none costs a look at two bits. Immutable after construction.
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
            match_at(text, 0, found);
        }
        std::size_t at = 1;
        for (; at + stretch_bytes + 2 * start_bytes <= text.size(); at += stretch_bytes) {
            std::array<std::uint8_t, stretch_bytes> starts;
            const std::size_t count = starts_in_stretch(bytes + at, starts);
            for (std::size_t i = 0; i < count; ++i) {
                match_at(text, at + starts[i], found);
            }
        }
        for (; at < stop; ++at) {
            if (begins_word(bytes[at - 1], bytes[at])) {
                match_at(text, at, found);
            }
        }
    }

private:
    static constexpr std::size_t start_bytes = 4;
    static constexpr std::size_t short_bytes = 3; // the least a name has
    static constexpr std::size_t long_bytes = 7;
    static constexpr unsigned slot_bits = 13;
    static constexpr std::size_t slot_count = std::size_t{1} << slot_bits;
    static constexpr unsigned short_bits = 12; // few names are so short
    static constexpr std::size_t stretch_bytes = byte_stretch_bytes;
    static constexpr std::uint32_t unknown_next = 0; // no text gives it: small_letters are set
    static constexpr std::uint32_t small_letters =
        0x20202020U; // parts them from capitals; set in digits already

    struct Name {
        std::uint32_t start = 0; // the first four bytes, or three and a zero
        std::uint32_t slot = 0;  // of the start
        std::uint32_t next = 0;  // the four bytes behind them, as far as the name has them
        std::uint32_t next_mask = 0;
        std::uint32_t label = 0;
        std::uint32_t text = 0; // index of its text
    };

    // Nothing that service_key.cpp refuses stands before a name, which a letter or digit begins.
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
        constexpr std::uint32_t fourth =
            std::endian::native == std::endian::little ? 0xFF000000U : 0x000000FFU;
        return start & ~fourth;
    }
    static std::uint32_t spread(std::uint32_t start)
    {
        constexpr std::uint32_t knuth = 2654435761U;
        return start * knuth;
    }
    static std::size_t slot_of(std::uint32_t start) { return spread(start) >> (32U - slot_bits); }
    static std::size_t short_slot(std::uint32_t start)
    {
        return spread(short_start(start)) >> (32U - short_bits);
    }

    // Bits of a row: names of seven bytes and more by their fifth to seventh byte, shorter ones by their fifth.
    static unsigned long_bit(std::uint32_t next) { return spread(short_start(next)) >> 27U; }
    static unsigned shorter_bit(char fifth)
    {
        return 32U + (spread(static_cast<unsigned char>(fifth) | 0x20U) >> 27U);
    }

    // Offsets of the words that may be names, in order. Whether a word may be one decides no branch: it cannot be foretold, and
    // each wrong guess costs as much as ten bytes.
    std::size_t starts_in_stretch(
        const char* bytes, std::array<std::uint8_t, stretch_bytes>& out) const
    {
        const std::uint64_t letters = stretch_bits(bytes, are_alnum);
        const std::uint64_t refused = letters | stretch_bits(bytes, [](ByteBlock c) {
            return ByteBlock(c == '.') | ByteBlock(c == '@') | ByteBlock(c == '/') |
                   ByteBlock(c == '+');
        });
        const std::uint64_t words =
            letters & ~((refused << 1U) | (begins_word(bytes[-1], 'a') ? 0U : 1U));
        std::size_t kept = 0;
        for_each_bit(words, [&](std::size_t at) {
            const std::uint32_t start = start_at(bytes + at);
            const std::uint64_t row = rows_[slot_of(start)];
            const std::uint32_t next = start_at(bytes + at + start_bytes);
            out[kept] = static_cast<std::uint8_t>(at);
            kept += ((row >> long_bit(next)) | (row >> shorter_bit(bytes[at + start_bytes])) |
                        shorts_.bit(short_slot(start))) &
                    1U;
        });
        return kept;
    }

    template <typename Found>
    void match_at(std::string_view text, std::size_t at, Found& found) const
    {
        const std::uint32_t start = start_at(text.data() + at);
        const std::uint32_t next = at + 2 * start_bytes <= text.size()
                                       ? start_at(text.data() + at + start_bytes)
                                       : unknown_next;
        match_names(text, at, start, next, found);
        if (shorts_.bit(short_slot(start)) != 0) {
            match_names(text, at, short_start(start), next, found);
        }
    }

    template <typename Found>
    void match_names(std::string_view text, std::size_t at, std::uint32_t start, std::uint32_t next,
        Found& found) const
    {
        const std::size_t slot = slot_of(start);
        for (std::size_t i = slots_[slot]; i < names_.size() && names_[i].slot == slot; ++i) {
            const Name& name = names_[i];
            // Most places differ here already, without a look at the name itself.
            if (name.start == start &&
                ((next & name.next_mask) == name.next || next == unknown_next) &&
                at_caseless(text, at, texts_[name.text])) {
                found(at, name.label);
            }
        }
    }

    BitTable<short_bits> shorts_; // the names of three bytes
    // The longer ones: a row for each start, so that a word needs one look.
    std::vector<std::uint64_t> rows_ = std::vector<std::uint64_t>(slot_count);
    std::vector<std::string> texts_;
    std::vector<Name> names_; // by slot and start
    std::vector<std::uint32_t>
        slots_; // for each slot the index of its first name, or one past the last
};

} // namespace redactor
