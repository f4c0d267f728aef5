#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "char_class.h"
#include "dense_text.h"
#include "label.h"

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
        static constexpr CharacterTable before =
            table_of([](char c) { return may_stand_before(c); });
        char last = ' ';
        for (std::size_t at = 0; at + start_bytes <= text.size(); ++at) {
            // One branch for both questions: each alone goes either way too often to be foretold.
            const unsigned may = unsigned{has(before, last)} &
                                 unsigned{starts_[slot_of(start_at(text.data() + at))]};
            last = text[at];
            if (may != 0) {
                match_at(text, at, found);
            }
        }
    }

private:
    static constexpr std::size_t start_bytes = 4;
    static constexpr std::size_t short_bytes = 3; // the least a name has
    static constexpr unsigned slot_bits = 16;
    static constexpr std::uint32_t small_letters =
        0x20202020U; // parts them from capitals; set in digits already

    struct Name {
        std::uint32_t start = 0; // the first four bytes, or three and a zero
        std::uint32_t label = 0;
        std::string text;
    };

    // What service_key.cpp refuses before a name need not be looked up.
    static constexpr bool may_stand_before(char c)
    {
        return !is_alnum(c) && c != '.' && c != '@' && c != '/' && c != '+';
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

    std::size_t first_of(std::uint32_t start) const;

    template <typename Found>
    void match_at(std::string_view text, std::size_t at, Found& found) const
    {
        const std::uint32_t start = start_at(text.data() + at);
        for (const std::uint32_t wanted : {start, short_start(start)}) {
            for (std::size_t i = first_of(wanted); i < names_.size() && names_[i].start == wanted;
                ++i) {
                if (at_caseless(text, at, names_[i].text)) {
                    found(at, names_[i].label);
                }
            }
        }
    }

    std::bitset<(std::size_t{1} << slot_bits)> starts_;
    std::vector<Name> names_; // by start
};

} // namespace redactor
