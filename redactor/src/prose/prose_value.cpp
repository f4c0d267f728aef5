#include "prose/prose_value.h"

#include <algorithm>
#include <string>

#include "prose/prose_context.h"
#include "text/char_class.h"
#include "text/key_look.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/code_word.h"
#include "values/phrase.h"
#include "values/prose_word.h"
#include "values/vetoes.h"

namespace redactor {
namespace {

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
    constexpr std::size_t words_max = 3; // "the passphrase of the key „…“"
    const bool owned = place.phrase && place.of_owner && place.words <= words_max &&
                       place.distance == 0 && shape.digits > 0;
    if (!place.quoted || (place.link < Link::adjacent && !owned) || shape.length < 8 ||
        shape.length > 64 || is_interface_text(word)) {
        return false;
    }
    if (shape.digits > 0) {
        return place.link >= Link::copula || shape.upper == 0 || owned;
    }
    if (place.phrase && place.words == 0 &&
        is_chosen_phrase(source.words(), word, PhraseKind::ordinary)) {
        return true;
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

bool is_plain_password(
    const SourceText& source, std::string_view word, const Place& place, const Surroundings& around)
{
    const ValueShape shape = shape_of(word);
    // "password for the printer: sunshine"
    if (place.late_colon && !place.found && !place.stopped && around.ends_phrase() &&
        source.words().weak_passwords.contains(fold_case(word))) {
        return true;
    }
    // "zip password sunshine"
    constexpr std::size_t known_bytes_min = 5; // not "password test"
    if (place.words == 0 && place.link >= Link::adjacent && !place.found && shape.upper == 0 &&
        word.size() >= known_bytes_min && around.ends_phrase() && !is_common_word(source, word) &&
        source.words().weak_passwords.contains(fold_case(word))) {
        return true;
    }
    const bool told =
        place.quoted && place.link == Link::copula && place.words <= 8 && shape.upper == 0;
    if (place.found || place.late_colon || (place.strays > 0 && !told) ||
        shape.length > weak_characters_max || shape.upper > 1 ||
        (shape.upper == 1 && !is_upper(word.front())) || is_common_word(source, word)) {
        return false;
    }
    if ((around.is_parted() || word.find('/') != std::string_view::npos) && !place.near_user) {
        return false;
    }
    if (around.is_bracketed() && place.link < Link::colon) {
        return false; // "must change the password (recommended)"
    }
    const bool foreign = shape.high * 2 > shape.length;
    if (place.near_user && place.link >= Link::adjacent &&
        (place.words == 0 || place.link >= Link::copula)) {
        return place.quoted || around.ends_phrase();
    }
    if (foreign || shape.upper > 0) {
        return around.is_alone() && place.link == Link::colon && !foreign;
    }
    if (!place.quoted && !around.ends_phrase()) {
        return false;
    }
    return place.link == Link::colon ||
           (place.link == Link::copula &&
               (place.quoted || place.plainly ||
                   source.words().weak_passwords.contains(fold_case(word))));
}

// Windows10, Office365: a word of the product's name and a number, which as a password would be as good.
bool is_product(const SourceText& source, std::string_view word)
{
    const std::size_t letters = static_cast<std::size_t>(
        std::find_if_not(word.begin(), word.end(), is_alpha) - word.begin());
    return word.find_first_not_of("0123456789.", letters) == std::string_view::npos &&
           source.words().product_names.contains(fold_case(word.substr(0, letters)));
}

// PlayStation5, olga24: letters and a number behind them, as things and people are named.
bool is_numbered_name(std::string_view word)
{
    const std::size_t digit = word.find_first_of("0123456789");
    return digit != std::string_view::npos &&
           std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(digit),
               [](char c) { return is_alpha(c) || is_high(c) || c == '-' || c == '_'; }) &&
           std::all_of(word.begin() + static_cast<std::ptrdiff_t>(digit), word.end(), is_digit);
}

// "we changed it to X", "habe ich auf X gesetzt": what stands there is what the label announces.
bool is_led_to(std::string_view word, const Place& place, const Surroundings& around)
{
    // "… asks for the password. It was always X."
    constexpr std::size_t strays_max = 4; // "before that we had for years X"
    const bool told = place.distance == 1 && place.copula &&
                      place.sentence_strays <= (place.found ? strays_max : 0) &&
                      around.words_behind() <= 2;
    constexpr std::size_t words_behind_max = 3; // "… to X this morning."
    return ((place.led && place.distance == 0 && around.words_behind() <= words_behind_max) ||
               told) &&
           !(is_upper(word[0]) && is_upper(word[1]));
}

// QTRNAXWVBD, 4F0A93C7E2, 38471905562718849301: as they are printed on the device.
bool is_network_key(std::string_view word)
{
    constexpr std::size_t bytes_min = 8; // IEEE 802.11i: 8 to 63 characters
    constexpr std::size_t digits_min = 16;
    const ValueShape shape = shape_of(word);
    const bool plain = shape.lower + shape.symbols + shape.high + shape.blanks == 0;
    return plain && word.size() >= bytes_min && word.size() <= 24 &&
           (shape.upper == 0      ? shape.digits >= digits_min
               : shape.digits > 0 ? shape.digits >= 2
                                  : bigram_bits(word) > rare_pairs_bits);
}

// winter99, korte2021: a word that names no thing, and a number of two digits or more.
bool has_long_number(const SourceText& source, std::string_view word)
{
    return shape_of(word).digits > 1 && is_numbered_word(source, word);
}

// "password for the till winter99", "пароль до неї vesna2023": what belongs to the credential stands between it and its value.
bool is_of_owner(const SourceText& source, std::string_view word, const Place& place)
{
    constexpr std::size_t strays_max = 3;
    return place.of_owner && !place.of_thing && !place.stopped && place.distance == 0 &&
           place.strays <= strays_max && has_long_number(source, word);
}

bool is_password_at(
    const SourceText& source, std::string_view word, const Place& place, const Surroundings& around)
{
    const ValueShape shape = shape_of(word);
    if (shape.blanks > 0) {
        return is_passphrase(source, word, place);
    }
    if (place.link < Link::colon && !place.quoted && !place.near_user &&
        (is_product(source, word) || is_number_of_thing(source, word))) {
        return false;
    }
    if (place.network && place.link >= Link::adjacent && place.distance == 0 &&
        is_network_key(word)) {
        return true;
    }
    if (is_program_password(word)) {
        return true;
    }
    if (const std::size_t comma = word.find(',');
        comma != std::string_view::npos && word.find('=', comma) != std::string_view::npos &&
        source.words().stop_values.contains(fold_case(word.substr(0, comma)))) {
        return false; // validate:"required,min=8"
    }
    if (place.distance == 0 && !place.stopped && place.link >= Link::adjacent &&
        are_joined_words(source, word)) {
        const bool chain = std::count(word.begin(), word.end(), '-') > 1;
        const bool linked = place.link >= Link::copula || place.foreign;
        return place.link == Link::colon || place.network ||
               (place.near_user && place.words == 0 && around.ends_phrase()) ||
               ((chain || place.foreign) && linked && place.words <= 2 &&
                   around.words_behind() <= 1);
    }
    if (place.distance == 0 && !place.stopped && place.link >= Link::adjacent &&
        are_dotted_words(source, word)) {
        return place.link >= Link::copula || place.near_user || around.ends_phrase();
    }
    const Strength strength = strength_of(source, word);
    const bool name = place.of_owner && place.of_thing; // "password for user olga24"
    if ((place.owned || name) && place.link < Link::colon && !place.quoted &&
        (strength != Strength::strong || word.ends_with('?'))) {
        return false; // "the password for olga7": whose it is
    }
    switch (strength) {
    case Strength::none:
        return false;
    case Strength::strong:
        if (place.late_colon && place.stopped && !is_unlike_text(word)) {
            return false;
        }
        return (place.link >= Link::adjacent && place.distance == 0) || is_unlike_text(word) ||
               around.is_alone() || is_led_to(word, place, around) ||
               (place.found && around.is_bracketed()) ||
               (place.of_owner && place.distance == 0 && place.strays <= 3 && shape.digits > 1 &&
                   shape.lower + shape.high > 0 && around.ends_phrase() &&
                   !is_numbered_name(word)) ||
               (place.copula && place.distance == 0 && !place.stopped && !around.is_parted() &&
                   !(is_upper(word[0]) && is_upper(word[1])) && place.strays <= 4 &&
                   around.words_behind() <= 2);
    case Strength::mixed:
        if (is_led_to(word, place, around)) {
            return !is_all_capitals(word);
        }
        if ((place.distance > 0 && !around.is_alone()) ||
            ((place.late_colon || place.strays > 0) && is_all_capitals(word))) {
            return false;
        }
        if (place.link == Link::near && place.quoted && place.words <= 3) {
            return true;
        }
        if (place.link == Link::near && is_of_owner(source, word, place)) {
            return around.ends_phrase();
        }
        if (place.link == Link::near) {
            return place.words <= 3 && is_scrambled(word) && around.ends_phrase();
        }
        return place.link >= Link::copula ||
               (place.link == Link::adjacent && (around.ends_phrase() || place.near_user ||
                                                    place.quoted || has_long_number(source, word) ||
                                                    (place.foreign && around.words_behind() <= 2)));
    case Strength::digits: {
        // The key that a router is delivered with has 16 or 20 of them.
        const std::size_t length_max = place.near_user ? 20 : 12;
        if (place.distance > 0 || shape.length > length_max || place.late_colon) {
            return false;
        }
        return (place.link >= Link::copula || (place.link == Link::adjacent && !is_year(word) &&
                                                  (place.near_user || shape.length >= 5))) &&
               !(place.words > 0 && around.is_bracketed()) && // the number of an error
               around.ends_phrase();
    }
    case Strength::plain:
        if (is_joined_pair(source, word) && place.distance == 0 && !place.stopped &&
            !around.is_parted() &&
            (place.link >= Link::copula || is_led_to(word, place, around) || place.near_user ||
                (place.link == Link::adjacent && around.ends_phrase()))) {
            return true;
        }
        return (place.distance == 0 || (around.is_alone() && place.near_user)) &&
               is_plain_password(source, word, place, around);
    }
    return false;
}

bool is_pin_at(std::string_view word, const Place& place, const Surroundings& around)
{
    const ValueShape shape = shape_of(word);
    if (shape.digits != shape.length || shape.digits < 4 || shape.digits > 8) {
        return false;
    }
    if (place.distance > 0) {
        return place.distance == 1 && place.words <= 13 && !is_year(word) &&
               (place.link >= Link::copula || around.is_alone());
    }
    constexpr std::size_t words_max = 9;
    return place.link >= Link::adjacent ||
           (place.words <= words_max && !is_year(word) && !around.is_parted() &&
               (place.led || (place.words <= 5 && around.ends_phrase()) ||
                   (!place.weak_label && place.words <= 6 && around.words_behind() <= 2)));
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

// path=/v1/orders/24676, sha256=9f86…: a field of a log, which says itself what it is. What a key is padded with parts nothing.
bool is_field(std::string_view word)
{
    const std::size_t sign = word.find('=');
    return sign != std::string_view::npos && sign > 0 && sign + 1 < word.size() &&
           word[sign + 1] != '=' &&
           std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(sign),
               [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '-'; });
}

bool is_key_at(std::string_view word, LabelClass label_class, const Place& place)
{
    if (is_base32_seed(word)) {
        return place.words <= 8;
    }
    // "token expired for user olga, request 0da95640-…"
    constexpr std::size_t uuid_strays_max = 2;
    if (is_field(word) || (shape_of(word).uuid && place.link < Link::copula &&
                              (place.stopped || place.strays > uuid_strays_max))) {
        return false;
    }
    constexpr std::size_t words_max = 9;
    if (place.words > words_max || place.distance > 0 ||
        word.find_first_of(":{}()'\"`") != std::string_view::npos || word.starts_with("pk_") ||
        is_path_or_url(word) || is_version(word) || is_dotted_name(word) || is_type_name(word) ||
        word.find_first_of("#<>&$|!") == 0) {
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

bool is_year(std::string_view word)
{
    return word.size() == 4 && (word.starts_with("19") || word.starts_with("20"));
}

bool is_secret_at(const SourceText& source, LabelClass label_class, std::string_view word,
    const Place& place, const Surroundings& around)
{
    if (is_password_hash(word) || is_code_word(word)) {
        return false; // also a fingerprint, SHA256:…
    }
    switch (label_class) {
    case LabelClass::password:
    case LabelClass::remote:
        return is_password_at(source, word, place, around);
    case LabelClass::pin:
        return is_pin_at(word, place, around);
    case LabelClass::otp:
        return is_base32_seed(word) ||
               (place.words <= 6 && shape_of(word).length >= 16 && is_random_looking(word) &&
                   !is_path_or_url(word) &&
                   word.find_first_of(",@") == std::string_view::npos); // the row of a table
    case LabelClass::recovery:
        return is_recovery_code(word, place);
    case LabelClass::license:
        return is_grouped_code(word) ||
               (place.link >= Link::adjacent && place.distance == 0 &&
                   shape_of(word).length >= 16 && is_random_looking(word) && !is_path_or_url(word));
    case LabelClass::secret:
    case LabelClass::key:
    case LabelClass::token:
    case LabelClass::session:
        return is_key_at(word, label_class, place);
    case LabelClass::user:
    case LabelClass::account:
    case LabelClass::cue:
    case LabelClass::marker:
    case LabelClass::service:
        break;
    }
    return false;
}

} // namespace redactor
