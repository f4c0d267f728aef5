#include "values/prose_value.h"

#include <algorithm>
#include <string>

#include "text/char_class.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/vetoes.h"

namespace redactor {
namespace {

constexpr std::size_t password_characters_min = 4;
constexpr std::size_t weak_characters_max = 32;

// Letters and digits that take turns: x5nt8q, but not room12 or v2.
bool is_scrambled(std::string_view word)
{
    std::size_t changes = 0;
    for (std::size_t i = 1; i < word.size(); ++i) {
        if (!is_alnum(word[i])) {
            return false;
        }
        changes += is_digit(word[i]) != is_digit(word[i - 1]) ? 1U : 0U;
    }
    return changes >= 3;
}

bool is_common_word(const SourceText& source, std::string_view word)
{
    const std::string folded = fold_case(word);
    const WordLists& words = source.words();
    return words.stop_values.contains(folded) || words.is_label_word(folded) ||
           words.copulas.contains(folded) || words.joiners.contains(folded) ||
           words.value_fillers.contains(folded);
}

// A quoted phrase is a passphrase unless it reads like a text of the interface or a sentence.
bool is_passphrase(const SourceText& source, std::string_view word, const Place& place)
{
    const ValueShape shape = shape_of(word);
    if (!place.quoted || place.link < Link::adjacent || shape.length < 8 || shape.length > 64 ||
        is_interface_text(word)) {
        return false;
    }
    if (shape.digits > 0) {
        return place.link >= Link::copula || shape.upper == 0;
    }
    if (place.link < Link::copula) {
        return false;
    }
    std::size_t at = 0;
    while (at < word.size()) {
        const std::size_t end = std::min(word.find(' ', at), word.size());
        if (is_common_word(source, word.substr(at, end - at))) {
            return false;
        }
        at = end + 1;
    }
    return true;
}

// EL-2025-00417: numbers of orders and products are written in capitals.
bool is_all_capitals(std::string_view word)
{
    std::size_t letters = 0;
    for (std::size_t at = 0; at < word.size();) {
        const CodePoint point = code_point_at(word, at);
        const std::string_view letter = word.substr(at, point.size);
        if (is_letter(point.value)) {
            ++letters;
            if (fold_case(letter) == letter || point.value >= 0xFF01) {
                return false;
            }
        }
        at += point.size;
    }
    return letters > 0;
}

// A part between quiet marks begins with two capitals and goes on with others: the names of protocols.
bool has_acronym(std::string_view word)
{
    if (word.find_first_of("!@#$%^&*+~?=") != std::string_view::npos) {
        return false;
    }
    for (std::size_t at = 0; at + 1 < word.size(); ++at) {
        const bool begins = at == 0 || !is_word(word[at - 1]) || word[at - 1] == '_';
        if (begins && is_upper(word[at]) && is_upper(word[at + 1])) {
            return true;
        }
    }
    return false;
}

// %s, %d, %2$s, %%0A: what programs fill in.
bool is_format_text(std::string_view word)
{
    for (std::size_t at = word.find('%'); at != std::string_view::npos;
        at = word.find('%', at + 1)) {
        std::size_t next = at + 1;
        while (next < word.size() &&
               (is_digit(word[next]) || word[next] == '.' || word[next] == '$')) {
            ++next;
        }
        const char c = next < word.size() ? word[next] : '\0';
        if ((c == 's' || c == 'd' || c == 'u' || c == '%' || c == 'i') &&
            (next + 1 >= word.size() || !is_alpha(word[next + 1]))) {
            return true;
        }
        if (word.substr(at + 1, 2) == "0A") {
            return true;
        }
    }
    return false;
}

// label.pass=Confirm, stream=None: a setting whose value is a word.
bool is_setting(std::string_view word)
{
    const std::size_t sign = word.find('=');
    const std::string_view name = word.substr(0, sign);
    return sign != std::string_view::npos && sign > 0 && sign + 1 < word.size() &&
           (name.find_first_of("._") != std::string_view::npos ||
               std::all_of(name.begin(), name.end(), is_lower)) &&
           std::all_of(word.begin(), word.end(),
               [](char c) { return is_alpha(c) || c == '_' || c == '.' || c == '-' || c == '='; });
}

bool is_year(std::string_view word)
{
    return word.size() == 4 && (word.starts_with("19") || word.starts_with("20"));
}

bool is_plain_password(const SourceText& source, std::string_view word, const Place& place)
{
    const ValueShape shape = shape_of(word);
    const bool told =
        place.quoted && place.link == Link::copula && place.words <= 8 && shape.upper == 0;
    if (place.late_colon || (place.strays > 0 && !told) || shape.length > weak_characters_max ||
        shape.upper > 1 || (shape.upper == 1 && !is_upper(word.front())) ||
        is_common_word(source, word)) {
        return false;
    }
    if ((place.parted || word.find('/') != std::string_view::npos) && !place.near_user) {
        return false;
    }
    const bool foreign = shape.high * 2 > shape.length;
    if (place.near_user && place.link >= Link::adjacent) {
        return place.quoted || place.ends_phrase;
    }
    if (foreign || shape.upper > 0) {
        return place.alone && place.link == Link::colon && !foreign;
    }
    if (!place.quoted && !place.ends_phrase) {
        return false;
    }
    return place.link == Link::colon ||
           (place.link == Link::copula &&
               (place.quoted || place.plainly ||
                   source.words().weak_passwords.contains(fold_case(word))));
}

bool is_password_at(const SourceText& source, std::string_view word, const Place& place)
{
    const ValueShape shape = shape_of(word);
    if (shape.blanks > 0) {
        return is_passphrase(source, word, place);
    }
    switch (strength_of(source, word)) {
    case Strength::none:
        return false;
    case Strength::strong:
        if (place.late_colon && place.stopped && !is_unlike_text(word)) {
            return false;
        }
        return (place.link >= Link::adjacent && place.distance == 0) || is_unlike_text(word) ||
               place.alone;
    case Strength::mixed:
        if ((place.distance > 0 && !place.alone) || (place.late_colon && is_all_capitals(word))) {
            return false;
        }
        if (place.link == Link::near && place.quoted && place.words <= 3) {
            return true;
        }
        if (place.link == Link::near) {
            return is_scrambled(word) && place.ends_phrase && place.words <= 3;
        }
        return place.link >= Link::copula ||
               (place.link == Link::adjacent &&
                   (place.ends_phrase || place.near_user || place.quoted));
    case Strength::digits:
        if (place.distance > 0 || shape.length > 12 || place.late_colon) {
            return false;
        }
        return place.ends_phrase &&
               (place.link >= Link::copula || (place.link == Link::adjacent && !is_year(word) &&
                                                  (place.near_user || shape.length >= 5)));
    case Strength::plain:
        return (place.distance == 0 || (place.alone && place.near_user)) &&
               is_plain_password(source, word, place);
    }
    return false;
}

bool is_pin_at(std::string_view word, const Place& place)
{
    const ValueShape shape = shape_of(word);
    if (shape.digits != shape.length || shape.digits < 4 || shape.digits > 8) {
        return false;
    }
    if (place.distance > 0) {
        return place.distance == 1 && place.words <= 13 && !is_year(word) &&
               (place.link >= Link::copula || place.alone);
    }
    return place.link >= Link::adjacent ||
           (place.words <= 4 && !is_year(word) && place.ends_phrase);
}

// 4821-9934, 8f2k-99pd, 77120934: codes that stand for a lost second factor.
bool is_recovery_code(std::string_view word, const Place& place)
{
    const ValueShape shape = shape_of(word);
    if (shape.digits == shape.length) {
        return shape.length >= 6 && shape.length <= 12 && place.words <= 10;
    }
    if (shape.digits == 0 || shape.length < 8 || shape.length > 40 || shape.high > 0) {
        return false;
    }
    std::size_t run = 0;
    std::size_t groups = 1;
    for (const char c : word) {
        if (c == '-') {
            if (run < 3) {
                return false;
            }
            run = 0;
            ++groups;
        } else if (is_alnum(c)) {
            ++run;
        } else {
            return false;
        }
    }
    return groups >= 2 ? run >= 3 : (is_scrambled(word) || is_random_looking(word));
}

bool is_key_at(std::string_view word, LabelClass label_class, const Place& place)
{
    if (is_base32_seed(word)) {
        return place.words <= 8;
    }
    const std::size_t words_max = 6;
    if (place.words > words_max || place.distance > 0 ||
        word.find_first_of(":{}()'\"") != std::string_view::npos || word.starts_with("pk_")) {
        return false;
    }
    const ValueShape shape = shape_of(word);
    if (label_class == LabelClass::key && is_grouped_code(word) && shape.lower == 0 &&
        shape.length >= 19) {
        return true;
    }
    // "token AIhq5Xyb": without anything that links them a short run is as likely a name.
    const std::size_t length_min = place.link >= Link::copula ? 16 : 20;
    return shape.length >= length_min &&
           (shape.digits > 0 || (shape.upper > 0 && shape.lower > 0)) && is_random_looking(word);
}

} // namespace

bool is_base32_seed(std::string_view word)
{
    return word.size() >= 16 && std::all_of(word.begin(), word.end(), [](char c) {
        return is_upper(c) || (c >= '2' && c <= '7');
    }) && shape_of(word).digits > 0;
}

bool is_grouped_code(std::string_view word)
{
    std::size_t groups = 1;
    std::size_t run = 0;
    for (const char c : word) {
        if (c == '-') {
            if (run < 3) {
                return false;
            }
            ++groups;
            run = 0;
        } else if (is_alnum(c)) {
            ++run;
        } else {
            return false;
        }
    }
    return groups >= 3 && run >= 3 && shape_of(word).digits > 0 && !shape_of(word).uuid;
}

bool is_unlike_text(std::string_view word)
{
    const ValueShape shape = shape_of(word);
    const auto capitals = static_cast<std::size_t>(
        std::find_if_not(word.begin(), word.end(), is_upper) - word.begin());
    const bool standard = capitals >= 3 && word.substr(capitals).starts_with("#");
    if ((is_all_capitals(word) && shape.length < 10) || has_acronym(word) || standard) {
        return false; // PKCS#12, SOCKSv5-protocol
    }
    if (shape.length < 7 || shape.length > 40 ||
        word.find_first_of("(){}[]<>;\"\\`") != std::string_view::npos) {
        return false;
    }
    const std::size_t letters = shape.lower + shape.upper + shape.high;
    if (letters < 3) {
        return false;
    }
    const std::size_t equals = word.find('=');
    if (equals != std::string_view::npos && equals > 0 && equals + 1 < word.size() &&
        !is_digit(word.front()) &&
        std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals),
            [](char c) { return is_word(c) || c == '-' || c == '.'; }) &&
        word.find_first_of("!@#$%^&*+~") == std::string_view::npos) {
        return false; // name=value
    }
    if (word.front() == '-' || word.front() == '%' || word.front() == '$' || word.front() == '/' ||
        word.front() == '@' || word.front() == '#' || word.front() == '&') {
        return false;
    }
    const std::size_t loud = word.find_first_of("!@#$%^&*+~?=", 1);
    if (loud != std::string_view::npos) {
        return shape.digits > 0 || (shape.upper + shape.high > 0 && shape.lower + shape.high > 0);
    }
    // Quiet marks also part names: capitals and a number have to come together.
    const bool quiet = word.find_first_of("-_./", 1) != std::string_view::npos;
    return quiet && shape.digits > 0 &&
           (is_upper(word.front()) || is_digit(word.front()) || shape.high > 0) &&
           shape.lower + shape.high >= 3 &&
           (shape.upper >= 2 || shape.high > 0 || word.find('_') != std::string_view::npos);
}

Strength strength_of(const SourceText& source, std::string_view word)
{
    const ValueShape shape = shape_of(word);
    if (shape.length < password_characters_min || is_dummy(source.words(), word) ||
        is_password_hash(word) || is_path_or_url(word) ||
        (word.ends_with("=") && shape.digits == 0) || word.ends_with("()") ||
        word.starts_with("@") || is_format_text(word) || is_setting(word)) {
        return Strength::none;
    }
    const std::size_t letters = shape.lower + shape.upper + shape.high;
    if (shape.digits == 0 && contains_caseless(word, "passw")) {
        return Strength::none; // DB_PASSWORD
    }
    if (letters == 0) {
        return shape.digits == shape.length ? Strength::digits : Strength::none;
    }
    const std::string plain = fold_case(word);
    const bool parted = word.find_first_of("-_./+", 1) != std::string_view::npos;
    if (is_all_capitals(word) && word.find_first_of("!@#$%^&*+=~_?") == std::string_view::npos) {
        return shape.digits > 0 ? Strength::mixed : Strength::none;
    }
    if (is_password_like(word) || is_password_like(plain) ||
        (shape.high > 0 && shape.digits > 0 && shape.length >= 6 && parted)) {
        return Strength::strong;
    }
    if (word.find_first_of("(){}[]<>;\"\\") != std::string_view::npos) {
        return Strength::none;
    }
    if (shape.digits > 0) {
        return Strength::mixed;
    }
    if (shape.symbols > 0 && word.find_first_of("!@#$%^&*+=~_?") != std::string_view::npos) {
        if (word.front() == '-' || word.front() == '%' || word.front() == '$' ||
            word.front() == '_') {
            return Strength::none;
        }
        // Names of things are no passwords: order_end, u=rw.
        const bool named = word.find_first_of("!@#$%^&*+~?") == std::string_view::npos;
        return named && shape.high == 0 && shape.upper == 0 ? Strength::plain : Strength::mixed;
    }
    return shape.symbols == 0 || (parted && word.front() != '-' && word.back() != '-')
               ? Strength::plain
               : Strength::none;
}

bool is_secret_at(
    const SourceText& source, LabelClass label_class, std::string_view word, const Place& place)
{
    switch (label_class) {
    case LabelClass::password:
    case LabelClass::remote:
        return is_password_at(source, word, place);
    case LabelClass::pin:
        return is_pin_at(word, place);
    case LabelClass::otp:
        return is_base32_seed(word) ||
               (place.words <= 6 && shape_of(word).length >= 16 && is_random_looking(word));
    case LabelClass::recovery:
        return is_recovery_code(word, place);
    case LabelClass::license:
        return is_grouped_code(word) || (place.link >= Link::adjacent && place.distance == 0 &&
                                            shape_of(word).length >= 16 && is_random_looking(word));
    case LabelClass::secret:
    case LabelClass::key:
    case LabelClass::token:
    case LabelClass::session:
        return is_key_at(word, label_class, place);
    case LabelClass::user:
    case LabelClass::account:
    case LabelClass::marker:
    case LabelClass::service:
        break;
    }
    return false;
}

} // namespace redactor
