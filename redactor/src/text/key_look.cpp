#include "text/key_look.h"

#include <algorithm>
#include <array>

#include "text/char_class.h"
#include "text/value_shape.h"

namespace redactor {
namespace {

// 32 and more hexadecimal digits are a key even where chance or a test wrote only letters or only digits.
bool is_long_hex(const ValueShape& shape)
{
    constexpr std::size_t digest_length = 32;
    return shape.hex && shape.length >= digest_length;
}

// abcd1234abcd1234: a few characters over and over, as a test fills the place of a key.
bool is_repetition(std::string_view token)
{
    constexpr std::size_t bytes_min = 16;
    constexpr std::size_t period_max = 20;
    constexpr std::size_t distinct_min = 3;
    if (token.size() < bytes_min || !std::all_of(token.begin(), token.end(), is_alnum)) {
        return false;
    }
    for (std::size_t period = distinct_min; period <= std::min(period_max, token.size() / 2);
        ++period) {
        std::size_t at = period;
        while (at < token.size() && to_lower(token[at]) == to_lower(token[at - period])) {
            ++at;
        }
        if (at == token.size()) {
            const std::string_view unit = token.substr(0, period);
            std::size_t distinct = 0;
            for (std::size_t i = 0; i < period; ++i) {
                distinct += unit.find(unit[i]) == i ? 1U : 0U;
            }
            return distinct >= distinct_min;
        }
    }
    return false;
}

// aaaa…: one letter held down where a key of known length goes; x marks a place left open, and AAAA are zeros in base64.
bool is_typed_letter(std::string_view value)
{
    std::array<std::size_t, 128> counts{};
    for (const char c : value) {
        counts[static_cast<unsigned char>(c) & 0x7FU] += is_alpha(c) ? 1U : 0U;
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    const char letter = static_cast<char>(most - counts.begin());
    return *most * 100 > value.size() * 60 && is_lower(letter) && letter != 'x';
}

// Words tied by _ - . or humps of capitals, with a version at most: launch_stage_pb2, IamV3betaAccessPolicy. Random letters
// change their case at every second place, names at every fourth. Longer runs are no names.
bool is_compound_name(std::string_view token)
{
    constexpr std::size_t name_bytes_max = 44;
    constexpr double rare_bits = 5.2; // letter pairs as no word has them
    std::size_t parts = 0;
    std::size_t part_letters = 0;
    std::size_t part_digits = 0;
    std::size_t digits = 0;
    std::size_t letters = 0;
    std::size_t case_changes = 0;
    bool words_only = true; // every part is letters, then digits
    for (std::size_t i = 0; i < token.size(); ++i) {
        const char c = token[i];
        if (is_alnum(c) && (i == 0 || !is_alnum(token[i - 1]))) {
            words_only = words_only && (parts == 0 || part_letters > 0);
            ++parts;
            part_letters = part_digits = 0;
        }
        if (is_digit(c)) {
            ++part_digits;
            ++digits;
        } else if (is_alpha(c)) {
            words_only = words_only && part_digits == 0;
            ++part_letters;
            ++letters;
            const bool pair = i > 0 && is_alpha(token[i - 1]);
            case_changes += pair && is_upper(c) != is_upper(token[i - 1]) ? 1U : 0U;
        }
    }
    if (token.size() >= name_bytes_max) {
        return false;
    }
    if (parts >= 3 && words_only && part_letters > 0 && digits * 4 < letters) {
        return true;
    }
    return (parts >= 2 && digits <= 1 && case_changes * 10 < letters * 3) ||
           (parts == 1 && digits <= 1 && letters >= 16 && case_changes * 20 < letters * 7 &&
               bigram_bits(token) < rare_bits);
}

} // namespace

bool holds_alphabet(std::string_view token)
{
    constexpr std::size_t run_min = 10;
    std::size_t run = 1;
    for (std::size_t i = 1; i < token.size() && run < run_min; ++i) {
        run = is_alpha(token[i]) && token[i] == token[i - 1] + 1 ? run + 1 : 1;
    }
    return run >= run_min;
}

bool is_key_like(std::string_view token)
{
    const ValueShape shape = shape_of(token);
    if (shape.most_frequent * 100 > token.size() * 50 ||
        shape.lower + shape.upper + shape.digits < token.size() * 3 / 4) {
        return false;
    }
    if (holds_alphabet(token) || is_repetition(token)) {
        return true;
    }
    if (is_compound_name(token)) {
        return false;
    }
    if (shape.uuid || is_long_hex(shape) || is_random_looking(token)) {
        return true;
    }
    const std::size_t separators = static_cast<std::size_t>(std::count_if(token.begin(),
        token.end(), [](char c) { return c == '-' || c == '.' || c == '/' || c == '_'; }));
    return separators * 8 <= token.size() && shape.digits >= (token.size() >= 32 ? 4U : 2U) &&
           shape.lower + shape.upper >= 4;
}

bool is_plausible_key(std::string_view value)
{
    constexpr std::size_t longest_word_bytes = 40;
    const ValueShape shape = shape_of(value);
    if (value.starts_with("pk_")) {
        return false; // publishable keys are meant to be seen
    }
    if (shape.most_frequent * 100 > value.size() * 60) {
        return is_typed_letter(value);
    }
    if (is_long_hex(shape) || holds_alphabet(value) || is_repetition(value)) {
        return true;
    }
    if (is_compound_name(value)) {
        return false;
    }
    const bool mixed = shape.lower > 0 && shape.upper > 0;
    return shape.digits >= 2 || is_random_looking(value) ||
           (mixed && (shape.digits > 0 || value.size() >= longest_word_bytes));
}

bool is_version(std::string_view token)
{
    const auto skip_digits = [&](std::size_t at) {
        while (at < token.size() && is_digit(token[at])) {
            ++at;
        }
        return at;
    };
    const std::size_t first = token.starts_with('v') ? 1 : 0;
    const std::size_t at = skip_digits(first);
    if (at == first || at + 1 >= token.size()) {
        return false;
    }
    return token[at] == '.' ? is_digit(token[at + 1])
                            : first == 1 && token.substr(at).find("-rev") != std::string_view::npos;
}

} // namespace redactor
