#include "message/made_up.h"

#include <algorithm>
#include <array>
#include <string>

#include "text/char_class.h"
#include "text/key_look.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/code_word.h"
#include "values/vetoes.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

constexpr std::size_t bytes_min = 6;
constexpr std::size_t bytes_max = 40;
constexpr std::string_view foreign_signs = "\\()[]{}=:<>|`\"'^;,@";
constexpr std::string_view joining_signs = "&+!%$#*~";
constexpr std::string_view quiet_signs = "-_.";

bool is_letter_byte(char c) { return is_alpha(c) || is_high(c); }

// 2.82, 10.3: digits on both sides of a dot.
bool holds_version(std::string_view word)
{
    for (std::size_t i = 1; i + 1 < word.size(); ++i) {
        if (word[i] == '.' && is_digit(word[i - 1]) && is_digit(word[i + 1])) {
            return true;
        }
    }
    // tmux.1: a page of a manual.
    return word.size() > 2 && word[word.size() - 2] == '.' && is_digit(word.back());
}

// mail.orrery.example, web1.kanal.lan: three parts or more in small letters, with no sign but dots and dashes.
bool is_host(std::string_view word)
{
    return std::count(word.begin(), word.end(), '.') > 1 &&
           std::all_of(word.begin(), word.end(), [](char c) {
               return is_lower(c) || is_digit(c) || c == '.' || c == '-' || c == '_';
           });
}

// Any part of the word names a product or a thing that people number: port_8080, laptop-0142, RouterBasement2.
bool holds_named_thing(const SourceText& source, std::string_view word)
{
    for (std::size_t at = 0; at < word.size();) {
        std::size_t end = at;
        while (end < word.size() && is_letter_byte(word[end])) {
            ++end;
        }
        if (end - at > 2 && names_a_thing(source.words(), word.substr(at, end - at))) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

// Ctrl+Alt: keys that are pressed together.
bool names_key(std::string_view word)
{
    static constexpr std::array<std::string_view, 14> keys = {"ctrl", "alt", "shift", "strg", "cmd",
        "win", "fn", "maj", "meta", "super", "altgr", "umschalt", "control", "option"};
    const std::string folded = fold_case(word.substr(0, word.find('+')));
    return word.find('+') != std::string_view::npos &&
           std::find(keys.begin(), keys.end(), folded) != keys.end();
}

// salt&peber, Heron+Reed: one sign between two words of letters.
bool is_joined_by_sign(std::string_view word)
{
    constexpr std::size_t part_bytes_min = 2;
    const std::size_t sign = word.find_first_of(joining_signs);
    return sign != std::string_view::npos && sign >= part_bytes_min &&
           word.size() - sign > part_bytes_min && word[sign] != '#' &&
           std::all_of(
               word.begin(), word.begin() + static_cast<std::ptrdiff_t>(sign), is_letter_byte) &&
           std::all_of(
               word.begin() + static_cast<std::ptrdiff_t>(sign) + 1, word.end(), is_letter_byte) &&
           !is_all_capitals(word);
}

// Bluebird77, tr0ubadour, Teapot-1974, tangerine_88: more than a word and one digit, unless the word is long.
bool has_telling_number(std::string_view word)
{
    constexpr std::size_t long_bytes_min = 8;
    const std::size_t first = word.find_first_of("0123456789");
    if (first == std::string_view::npos) {
        return false;
    }
    const ValueShape shape = shape_of(word);
    const bool inside = first > 0 && first + 1 < word.size() && is_letter_byte(word[first + 1]);
    const std::size_t bytes = shape.upper > 0 ? long_bytes_min : long_bytes_min + 2;
    return shape.digits > 1 || shape.symbols > 0 || inside || word.size() >= bytes;
}

// Friday!!, C++, modules*, x$Name: signs behind a word, behind its first letter or before its only digit tell nothing.
bool has_sign_inside(std::string_view word)
{
    const std::size_t last = word.find_last_not_of(joining_signs);
    const std::size_t sign = word.substr(0, last + 1).find_first_of(joining_signs);
    if (sign == std::string_view::npos || sign < 2 || word.find("++") != std::string_view::npos) {
        return false;
    }
    constexpr std::size_t letters_min = 6; // Wintergarten*5, but not Win*7
    const bool titled = is_upper(word.front()) && sign >= letters_min && word[sign] != '#';
    return last - sign > 1 || !is_digit(word[last]) || word[sign] == '!' || word[sign] == '&' ||
           titled;
}

// BZ2_bzCompress: small letters go over into capitals in a name whose parts are joined by _.
bool is_humped_identifier(std::string_view word)
{
    bool hump = false;
    for (std::size_t i = 1; i < word.size(); ++i) {
        hump = hump || (is_lower(word[i - 1]) && is_upper(word[i]));
    }
    return hump && word.find('_') != std::string_view::npos &&
           !holds_member(word, members_of(joining_signs));
}

// 6-stellig, 25th-floor: a number joined to a word.
bool is_numbered_adjective(std::string_view word)
{
    const std::size_t dash = word.find_first_not_of("0123456789");
    return dash != std::string_view::npos && dash > 0 && word[dash] == '-' &&
           std::all_of(word.begin() + static_cast<std::ptrdiff_t>(dash) + 1, word.end(),
               [](char c) { return is_lower(c) || is_high(c) || c == '-'; });
}

// What a program made is a key or an id: long, random, without a sign of passwords.
bool is_made_by_program(std::string_view word)
{
    constexpr std::size_t id_bytes_min = 20;
    constexpr std::size_t run_bytes_min = 12; // of letters and digits only
    const ValueShape shape = shape_of(word);
    const std::size_t bytes = shape.symbols == 0 ? run_bytes_min : id_bytes_min;
    return shape.uuid || (word.size() >= bytes && !holds_member(word, members_of(joining_signs)) &&
                             (shape.hex || (is_random_looking(word) && shape.upper > 0)));
}

// admin1234, root2023: the name of an account and a number longer than those that tell one from another.
bool is_numbered_account(const SourceText& source, std::string_view word)
{
    constexpr std::size_t digits_min = 3;
    const std::size_t digit = word.find_first_of("0123456789");
    return digit != std::string_view::npos && word.size() - digit >= digits_min &&
           word.find_first_not_of("0123456789", digit) == std::string_view::npos &&
           source.words().account_names.contains(fold_case(word.substr(0, digit)));
}

// Florzinha#1: a word with a capital that names nothing people number.
bool is_numbered_by_sign(const SourceText& source, std::string_view word)
{
    constexpr std::size_t letters_min = 6;
    constexpr std::size_t digits_max = 2;
    const std::size_t hash = word.find('#');
    return hash != std::string_view::npos && hash >= letters_min && is_upper(word.front()) &&
           word.size() - hash - 1 <= digits_max && !is_all_capitals(word) &&
           !names_a_thing(source.words(), word.substr(0, hash));
}

// tenant#48213, v3-$CI_REF: a number behind its name, a variable.
bool holds_reference(std::string_view word)
{
    const std::size_t hash = word.find('#');
    const std::size_t dollar = word.find('$');
    const auto all = [](std::string_view part, auto test) {
        return !part.empty() && std::all_of(part.begin(), part.end(), test);
    };
    return (hash != std::string_view::npos && all(word.substr(0, hash), is_letter_byte) &&
               all(word.substr(hash + 1), is_digit)) ||
           (dollar != std::string_view::npos &&
               all(word.substr(dollar + 1), [](char c) { return is_upper(c) || c == '_'; })) ||
           (word.find('*') != std::string_view::npos && is_digit(word.front()));
}

// Caracol/Lento4: one slash between words with a capital and a number, which no path and no choice of two things has.
bool is_joined_by_slash(std::string_view word)
{
    constexpr std::size_t long_bytes_min = 8;
    return word.size() >= long_bytes_min && std::count(word.begin(), word.end(), '/') == 1 &&
           word.back() != '/' && is_password_like(word) && is_letter_byte(word.front()) &&
           std::all_of(word.begin(), word.end(),
               [](char c) { return is_alnum(c) || is_high(c) || c == '/'; });
}

// bos.groen, sklad-sklad, Kotlet_schabowy: letters in two or three parts.
bool is_parted_word(const SourceText& source, std::string_view word)
{
    constexpr std::size_t part_bytes_min = 3;
    std::size_t parts = 0;
    for (std::size_t at = 0; at <= word.size(); ++parts) {
        const std::size_t end = std::min(word.find_first_of(quiet_signs, at), word.size());
        const std::string_view part = word.substr(at, end - at);
        const std::string folded = fold_case(part);
        if (part.size() < part_bytes_min ||
            !std::all_of(part.begin(), part.end(), is_letter_byte) ||
            source.words().stop_values.contains(folded) || source.words().is_label_word(folded)) {
            return false;
        }
        at = end + 1;
    }
    return parts == 2 || parts == 3;
}

} // namespace

MadeUp made_up_look(const SourceText& source, std::string_view word)
{
    static constexpr CharacterTable telling = members_of("0123456789&+!%$#*~-_.");
    if (word.size() < bytes_min || !holds_member(word, telling, 1)) {
        return MadeUp::no;
    }
    if (word.size() > bytes_max || !(is_letter_byte(word.front()) || is_digit(word.front())) ||
        word.find_first_of(foreign_signs) != std::string_view::npos || holds_version(word) ||
        is_host(word) || is_version(word) || is_path_or_url(word) || is_code_word(word) ||
        is_dummy(source.words(), word) || is_member_name(word) ||
        word.find("%0A") != std::string_view::npos || names_key(word) || word.starts_with("0x") ||
        is_numbered_adjective(word) || is_made_by_program(word)) {
        return MadeUp::no;
    }
    if (holds_reference(word)) {
        return is_numbered_by_sign(source, word) ? MadeUp::weak : MadeUp::no;
    }
    if (word.find('/') != std::string_view::npos) {
        if (!is_joined_by_slash(word) || holds_named_thing(source, word)) {
            return MadeUp::no;
        }
        const bool titled = !is_lower(word.front()) && !is_lower(word[word.find('/') + 1]);
        return titled ? MadeUp::fair : MadeUp::weak;
    }
    const bool signs = has_sign_inside(word);
    const bool stray = !signs && holds_member(word, members_of(joining_signs)) &&
                       !(word.ends_with('!') && is_digit(word[word.size() - 2]));
    const bool acronym = is_upper(word[0]) && is_upper(word[1]) &&
                         (is_upper(word[2]) || (!signs && !is_lower(word.back())));
    const bool capitals = is_all_capitals(word) && !holds_member(word, members_of("!&%$"));
    if (stray || capitals || acronym || is_file_name(word) || is_humped_identifier(word) ||
        word.starts_with("U+")) {
        return MadeUp::no;
    }
    if (is_free_password(source, word, foreign_signs)) {
        return holds_named_thing(source, word) ? MadeUp::faint
               : signs                         ? MadeUp::loud
                                               : MadeUp::fair;
    }
    if (is_numbered_account(source, word)) {
        return MadeUp::weak;
    }
    if (holds_named_thing(source, word)) {
        return MadeUp::no;
    }
    const bool plain = !signs && std::none_of(word.begin(), word.end(),
                                     [](char c) { return is_upper(c) || is_high(c); });
    if (is_joined_by_sign(word)) {
        return MadeUp::fair;
    }
    if (is_numbered_word(source, word) || is_made_up_word(source, word)) {
        return !has_telling_number(word) ? MadeUp::faint : plain ? MadeUp::weak : MadeUp::fair;
    }
    if (!is_parted_word(source, word)) {
        return MadeUp::no;
    }
    const bool named = is_upper(word.front()) && word.find('-') == std::string_view::npos;
    return named ? MadeUp::weak : MadeUp::faint; // Sardinha.Assada, Nube_Gris
}

} // namespace redactor
