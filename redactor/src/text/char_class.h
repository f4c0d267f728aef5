#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

// Character classes of ASCII, free of locale. Bytes from 0x80 belong to UTF-8 letters or to nothing we know.
namespace redactor {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_alpha(char c) { return is_lower(c) || is_upper(c); }
constexpr bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
constexpr bool is_word(char c) { return is_alnum(c) || c == '_'; }
constexpr bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
constexpr bool is_high(char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; }
constexpr bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }

// Membership of each byte, for loops over text.
using CharacterTable = std::array<bool, 256>;

template <typename Predicate>
constexpr CharacterTable table_of(Predicate predicate)
{
    CharacterTable out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = predicate(static_cast<char>(i));
    }
    return out;
}

constexpr bool has(const CharacterTable& table, char c)
{
    return table[static_cast<unsigned char>(c)];
}

constexpr CharacterTable members_of(std::string_view set)
{
    return table_of([set](char c) { return set.find(c) != std::string_view::npos; });
}

constexpr CharacterTable either(const CharacterTable& one, const CharacterTable& other)
{
    CharacterTable out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = one[i] || other[i];
    }
    return out;
}

// Where the first member stands at or behind `from`; npos when there is none. As find_first_of, without a search of the set for
// each byte.
inline std::size_t find_member(
    std::string_view text, const CharacterTable& table, std::size_t from = 0)
{
    for (std::size_t at = from; at < text.size(); ++at) {
        if (has(table, text[at])) {
            return at;
        }
    }
    return std::string_view::npos;
}

inline bool holds_member(std::string_view text, const CharacterTable& table, std::size_t from = 0)
{
    return find_member(text, table, from) != std::string_view::npos;
}

inline std::string lower_copy(std::string_view text)
{
    std::string out(text);
    for (char& c : out) {
        c = to_lower(c);
    }
    return out;
}

inline bool equal_caseless(std::string_view a, std::string_view b)
{
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (to_lower(a[i]) != to_lower(b[i])) {
            return false;
        }
    }
    return true;
}

// Whether `text` has `word` (lower case) at `at`, without regard to case.
inline bool at_caseless(std::string_view text, std::size_t at, std::string_view word)
{
    return at <= text.size() && text.size() - at >= word.size() &&
           equal_caseless(text.substr(at, word.size()), word);
}

// Whether `word` (lower case) stands anywhere in `text`, without regard to case.
inline bool contains_caseless(std::string_view text, std::string_view word)
{
    for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
        if (at_caseless(text, at, word)) {
            return true;
        }
    }
    return false;
}

} // namespace redactor
