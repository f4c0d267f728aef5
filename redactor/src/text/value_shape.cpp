#include "text/value_shape.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "text/bigram_table.h"
#include "text/char_class.h"

namespace redactor {
namespace {

bool is_uuid(std::string_view value)
{
    if (value.size() != 36) {
        return false;
    }
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? value[i] != '-' : !is_hex(value[i])) {
            return false;
        }
    }
    return true;
}

// Runs of one class (lower, upper, digit, other): random text changes class far more often than words do.
std::size_t class_changes(std::string_view value)
{
    const auto class_of = [](char c) {
        return is_lower(c) ? 0 : is_upper(c) ? 1 : is_digit(c) ? 2 : 3;
    };
    std::size_t changes = 0;
    for (std::size_t i = 1; i < value.size(); ++i) {
        changes += class_of(value[i]) != class_of(value[i - 1]) ? 1U : 0U;
    }
    return changes;
}

bool is_date_or_number(std::string_view value)
{
    static constexpr CharacterTable signs = members_of("0123456789.-/:,+%xTZ()");
    return std::all_of(value.begin(), value.end(), [](char c) { return has(signs, c); });
}

// Letters run together by _ - . only, with at most a number at the end: names of things, not passwords.
bool is_plain_identifier(std::string_view value)
{
    bool upper_inside = false;
    std::size_t symbols = 0;
    std::size_t digits = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        if (is_digit(c)) {
            ++digits;
        } else if (c == '_' || c == '-' || c == '.') {
            ++symbols;
        } else if (is_upper(c)) {
            upper_inside = true;
        } else if (!is_lower(c)) {
            return false;
        }
    }
    return !upper_inside || (symbols == 0 && digits == 0);
}

} // namespace

bool holds_telling_byte(std::string_view value)
{
    static constexpr CharacterTable telling = either(
        table_of([](char c) { return is_digit(c) || is_high(c); }), members_of("!@#$%^&*+~?=|_"));
    return holds_member(value, telling);
}

bool is_name(std::string_view value)
{
    std::size_t parts = 0;
    std::size_t at = 0;
    while (at <= value.size()) {
        const std::size_t stop = std::min(value.find_first_of("_-.:", at), value.size());
        std::string_view part = value.substr(at, stop - at);
        std::size_t digits = 0;
        while (!part.empty() && is_digit(part.back())) {
            part.remove_suffix(1);
            ++digits;
        }
        const bool lower = std::all_of(part.begin(), part.end(), is_lower);
        const bool upper = std::all_of(part.begin(), part.end(), is_upper);
        const bool capitalized = part.size() > 1 && is_upper(part.front()) &&
                                 std::all_of(part.begin() + 1, part.end(), is_lower);
        if (digits > 4 || part.size() > 14 || !(lower || upper || capitalized)) {
            return false;
        }
        ++parts;
        at = stop + 1;
    }
    return parts >= 3;
}

namespace {

struct Class {
    enum : std::uint8_t { lower, upper, digit, blank, high, symbol, continuation, count };
};

constexpr std::array<std::uint8_t, 256> classes = [] {
    std::array<std::uint8_t, 256> out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        const char c = static_cast<char>(i);
        out[i] = is_continuation(c) ? Class::continuation
                 : is_lower(c)      ? Class::lower
                 : is_upper(c)      ? Class::upper
                 : is_digit(c)      ? Class::digit
                 : is_space(c)      ? Class::blank
                 : is_high(c)       ? Class::high
                                    : Class::symbol;
    }
    return out;
}();

// Count holds the length of the value: most are short, and a table of bytes is cleared in no time.
template <typename Count>
ValueShape counted_shape(std::string_view value)
{
    static constexpr CharacterTable hex = table_of(is_hex);
    std::array<Count, 256> counts{};
    std::array<std::size_t, Class::count> of_class{};
    Count most = 0;
    bool all_hex = !value.empty();
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        all_hex = all_hex & hex[byte];
        most = std::max(most, ++counts[byte]);
        ++of_class[classes[byte]];
    }
    ValueShape shape;
    shape.length = value.size() - of_class[Class::continuation];
    shape.lower = of_class[Class::lower];
    shape.upper = of_class[Class::upper];
    shape.digits = of_class[Class::digit];
    shape.symbols = of_class[Class::symbol];
    shape.blanks = of_class[Class::blank];
    shape.high = of_class[Class::high];
    shape.most_frequent = most;
    shape.hex = all_hex;
    shape.uuid = is_uuid(value);
    return shape;
}

} // namespace

ValueShape shape_of(std::string_view value)
{
    return value.size() <= std::numeric_limits<std::uint8_t>::max()
               ? counted_shape<std::uint8_t>(value)
               : counted_shape<std::size_t>(value);
}

double bigram_bits(std::string_view value)
{
    std::size_t pairs = 0;
    std::size_t cost = 0;
    for (std::size_t i = 1; i < value.size(); ++i) {
        const int a = bigram_class(value[i - 1]);
        const int b = bigram_class(value[i]);
        cost += bigram_cost(a, b);
        ++pairs;
    }
    return pairs == 0 ? 0.0 : static_cast<double>(cost) / (10.0 * static_cast<double>(pairs));
}

bool is_random_looking(std::string_view value)
{
    const ValueShape shape = shape_of(value);
    if (shape.length < 10 || shape.blanks > 0 || shape.high > 0 ||
        shape.most_frequent * 100 > value.size() * 45) {
        return false;
    }
    if (shape.uuid ||
        (shape.hex && shape.length >= 16 && shape.digits > 0 && shape.lower + shape.upper > 0)) {
        return true;
    }
    if (shape.digits == shape.length || is_name(value)) {
        return false;
    }
    const double bits = bigram_bits(value);
    if (shape.digits == 0) {
        return shape.length >= 16 && bits > 5.6 &&
               (class_changes(value) * 5 >= shape.length || shape.upper == 0 || shape.lower == 0);
    }
    if (shape.length >= 16) {
        return bits > 4.6 || class_changes(value) * 4 >= shape.length;
    }
    return bits > 5.0 && class_changes(value) >= 3;
}

bool is_password_like(std::string_view value)
{
    const ValueShape shape = shape_of(value);
    if (shape.length < 6 || is_date_or_number(value) || is_plain_identifier(value)) {
        return false;
    }
    constexpr std::size_t typed_max = 64; // what is longer was made by a program
    if (shape.length > typed_max) {
        return is_random_looking(value) &&
               value.find_first_of("\\<>(){}\"' /.:") == std::string_view::npos;
    }
    const std::size_t letters = shape.lower + shape.upper + shape.high;
    if (letters == 0 || value.find("://") != std::string_view::npos ||
        value.find('\\') != std::string_view::npos || value.find("()") != std::string_view::npos ||
        value.find('<') != std::string_view::npos) {
        return false;
    }
    // A path: names parted by slashes and nothing else.
    if (value.find('/') != std::string_view::npos &&
        std::all_of(value.begin(), value.end(), [](char c) {
            return is_alnum(c) || c == '/' || c == '_' || c == '-' || c == '.' || c == ':';
        })) {
        return shape.digits > 0 && shape.upper > 0 && shape.lower > 0 &&
               value.find('/') == value.rfind('/') && value.front() != '/';
    }
    // CJK and kana are written without blanks: such a run is a sentence, not a value.
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto lead = static_cast<unsigned char>(value[i]);
        if (lead >= 0xE3 && lead <= 0xED) {
            return false;
        }
    }
    static constexpr CharacterTable inner_symbols = members_of("!@#$%^&*+_~?=|/.-:;,");
    static constexpr CharacterTable marks = members_of("!@#$%^&*+~?=|_");
    static constexpr CharacterTable loud_marks = members_of("!@#$%^&*+~");
    const bool symbol_inside = holds_member(value, inner_symbols, 1);
    const bool marked = holds_member(value, marks);
    if (shape.digits > 0) {
        return (symbol_inside && marked && letters >= 2) ||
               (shape.upper > 0 && shape.lower > 0 && class_changes(value) >= 2 &&
                   shape.length >= 8);
    }
    return marked && symbol_inside && holds_member(value, loud_marks) && shape.length >= 8;
}

} // namespace redactor
