#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "text/byte_block.h"
#include "text/char_class.h"

namespace redactor {

// Most bytes of ordinary text cannot belong to a long random token, because the runs of characters there are too short. What
// follows finds the few places where one is long enough, looking at about a fifth of the bytes.

// The characters that tokens are made of: no blanks, quotes, brackets, commas.
constexpr bool is_token_character(char c)
{
    return is_alnum(c) || c == '_' || c == '-' || c == '+' || c == '/' || c == '=' || c == '.' ||
           c == ':' || c == '~' || c == '%' || c == '!' || c == '$' || c == '#' || c == '*' ||
           c == '@' || c == '&' || c == '?' || c == '|' || c == '^' || c == '\\';
}

constexpr bool is_token_word(char c) { return is_word(c) || c == '-'; }

// Groups of digits as cards are printed with.
constexpr bool is_grouped_digit(char c) { return is_digit(c) || c == ' ' || c == '-'; }

// Where a database must look: everywhere, only in stretches of token characters that hold a long run of one class, or only in
// groups of digits.
enum class Where : std::uint8_t { anywhere, alnum_runs, word_runs, digit_groups };
inline constexpr std::size_t where_count = 4;
inline constexpr std::size_t alnum_run_bytes_min = 14;
inline constexpr std::size_t word_run_bytes_min = 24;
inline constexpr std::size_t digit_group_bytes_min = 16; // a blank or dash between each few

struct TextRange {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// The next maximal run of at least `least` members that begins at or behind `from`, or an empty range at the end of the text.
// `from` must not lie inside a run. Every `least`-th byte is looked at, and those before it only if it is a member.
inline TextRange next_run(
    std::string_view text, std::size_t from, std::size_t least, const CharacterTable& members)
{
    std::size_t begin = from; // no run of the wanted length begins before it
    while (text.size() - begin >= least) {
        std::size_t at = begin + least;
        while (at > begin && has(members, text[at - 1])) {
            --at;
        }
        if (at == begin) {
            std::size_t end = begin + least;
            while (end < text.size() && has(members, text[end])) {
                ++end;
            }
            return {begin, end};
        }
        begin = at;
    }
    return {text.size(), text.size()};
}

// Whether blocks consist of members: those of is_token_word and of is_grouped_digit.
struct AreTokenWord {
    ByteBlock operator()(ByteBlock c) const
    {
        return are_alnum(c) | ByteBlock(c == '_') | ByteBlock(c == '-');
    }
};
struct AreGroupedDigits {
    ByteBlock operator()(ByteBlock c) const
    {
        return are_digits(c) | ByteBlock(c == ' ') | ByteBlock(c == '-');
    }
};

// next_run for runs of at least run_in_blocks_bytes_min, by blocks: a run of fourteen holds eight bytes that begin at a multiple of
// seven, so that two looks at a block of sixteen miss none.
inline constexpr std::size_t run_in_blocks_bytes_min = 14;

template <typename AreMembers>
TextRange next_long_run(std::string_view text, std::size_t from, std::size_t least,
    const CharacterTable& members, AreMembers are_members)
{
    constexpr std::size_t stride = 7;
    constexpr std::uint64_t all = ~std::uint64_t{0};
    std::size_t at = from;
    while (at + byte_block_bytes <= text.size()) {
        const ByteBlock inside = are_members(block_at(text.data() + at));
        if (half_of(inside, 0) != all && half_of(inside, stride) != all) {
            at += 2 * stride;
            continue;
        }
        const std::size_t hit = half_of(inside, 0) == all ? at : at + stride;
        std::size_t begin = hit;
        while (begin > from && has(members, text[begin - 1])) {
            --begin;
        }
        std::size_t end = hit + sizeof(std::uint64_t);
        while (end < text.size() && has(members, text[end])) {
            ++end;
        }
        if (end - begin >= least) {
            return {begin, end};
        }
        at = from = end;
    }
    // What is left may hold the tail of a run that began before it.
    while (at > from && has(members, text[at - 1])) {
        --at;
    }
    return next_run(text, at, least, members);
}

// A stretch of token characters, whole, and what runs it holds.
struct DenseRange {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool alnum_runs = false;
    bool word_runs = false;

    bool suits(Where where) const
    {
        return where == Where::alnum_runs ? alnum_runs : where == Where::word_runs && word_runs;
    }
};

// Each stretch with a run long enough for one of Where, in order, in place of what `out` holds.
inline void find_dense_ranges(std::string_view text, std::vector<DenseRange>& out)
{
    out.clear();
    static constexpr CharacterTable alnum = table_of([](char c) { return is_alnum(c); });
    static constexpr CharacterTable word = table_of([](char c) { return is_token_word(c); });
    static constexpr CharacterTable token = table_of([](char c) { return is_token_character(c); });
    static_assert(alnum_run_bytes_min >= run_in_blocks_bytes_min);
    static_assert(alnum_run_bytes_min <= word_run_bytes_min); // so each is a run of words, too
    std::size_t from = 0;
    while (true) {
        const TextRange run = next_long_run(text, from, alnum_run_bytes_min, word, AreTokenWord{});
        if (run.begin == text.size()) {
            return;
        }
        DenseRange range{run.begin, run.end};
        while (range.begin > from && has(token, text[range.begin - 1])) {
            --range.begin;
        }
        while (range.end < text.size() && has(token, text[range.end])) {
            ++range.end;
        }
        from = range.end;
        const std::string_view whole = text.substr(range.begin, range.end - range.begin);
        const auto holds = [&](std::size_t least, const CharacterTable& members) {
            return next_run(whole, 0, least, members).begin < whole.size();
        };
        range.alnum_runs = holds(alnum_run_bytes_min, alnum);
        range.word_runs =
            run.end - run.begin >= word_run_bytes_min || holds(word_run_bytes_min, word);
        if (range.alnum_runs || range.word_runs) {
            out.push_back(range);
        }
    }
}

// Calls `found` (a TextRange) for the parts of a text that a database of dense tokens must look at, whose dense ranges are given. What
// lies close together is one part: a look costs as much as these bytes, and between the ranges nothing matches.
template <typename Found>
void for_each_dense_part(std::span<const DenseRange> ranges, Where where, Found found)
{
    constexpr std::size_t gap_bytes_max = 96;
    TextRange part;
    for (const DenseRange& range : ranges) {
        if (!range.suits(where)) {
            continue;
        }
        if (part.end > 0 && range.begin - part.end > gap_bytes_max) {
            if (!found(part)) {
                return;
            }
            part = {};
        }
        part = {part.end > 0 ? part.begin : range.begin, range.end};
    }
    if (part.end > 0) {
        found(part);
    }
}

// Calls `found` for each run of grouped digits that is long enough and not mostly blanks, in order. Ends early when it returns
// false.
template <typename Found>
void for_each_digit_range(std::string_view text, Found found)
{
    static constexpr CharacterTable grouped = table_of([](char c) { return is_grouped_digit(c); });
    constexpr std::size_t digits_min = 12;
    static_assert(digit_group_bytes_min >= run_in_blocks_bytes_min);
    TextRange run = next_long_run(text, 0, digit_group_bytes_min, grouped, AreGroupedDigits{});
    while (run.begin < text.size()) {
        std::size_t digits = 0;
        for (std::size_t at = run.begin; at < run.end; ++at) {
            digits += is_digit(text[at]) ? 1U : 0U;
        }
        if (digits >= digits_min && !found(run)) {
            return;
        }
        run = next_long_run(text, run.end, digit_group_bytes_min, grouped, AreGroupedDigits{});
    }
}

} // namespace redactor
