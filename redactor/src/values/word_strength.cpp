#include "values/word_strength.h"

#include <algorithm>
#include <array>
#include <string>

#include "text/char_class.h"
#include "text/key_look.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/code_word.h"
#include "values/vetoes.h"

namespace redactor {
namespace {

constexpr std::size_t password_characters_min = 4;

// Signs that no name of a thing has.
constexpr CharacterTable loud_signs = members_of("!@#$%^&*+~?=");

// A part between quiet marks begins with two capitals and goes on with others: the names of protocols.
bool has_acronym(std::string_view word)
{
    if (holds_member(word, loud_signs)) {
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

// user=u440: a further setting, with a label of its own.
bool is_labelled(const SourceText& source, std::string_view word)
{
    const std::size_t sign = word.find('=');
    return sign != std::string_view::npos && sign > 0 &&
           source.words().is_label_word(word.substr(0, sign));
}

// Base64Encoder, Sha256Hash, Windows10Pro: an encoding, a machine or a product, its number and a word.
bool is_named_after_standard(std::string_view word)
{
    static constexpr std::array<std::string_view, 32> names = {"base", "sha", "utf", "win", "int",
        "uint", "float", "aes", "rsa", "iso", "md", "vec", "crc", "arm", "amd", "latin", "windows",
        "office", "server", "exchange", "ubuntu", "debian", "android", "iphone", "php", "python",
        "java", "node", "excel", "word", "http", "ipv"};
    const std::size_t number = word.find_first_of("0123456789");
    return number != std::string_view::npos &&
           std::any_of(names.begin(), names.end(),
               [&](std::string_view name) {
                   return equal_caseless(word.substr(0, number), name);
               }) &&
           std::all_of(word.begin() +
                           static_cast<std::ptrdiff_t>(
                               std::min(word.find_first_not_of("0123456789", number), word.size())),
               word.end(), is_alpha);
}

} // namespace

bool is_all_capitals(std::string_view word)
{
    std::size_t letters = 0;
    for (std::size_t at = 0; at < word.size();) {
        const CodePoint point = code_point_at(word, at);
        const std::string_view letter = word.substr(at, point.size);
        if (is_lower(word[at])) {
            return false;
        }
        if (is_letter(point.value)) {
            ++letters;
            if (!is_upper(word[at]) && (fold_case(letter) == letter || point.value >= 0xFF01)) {
                return false;
            }
        }
        at += point.size;
    }
    return letters > 0;
}

bool is_free_password(
    const SourceText& source, std::string_view word, std::string_view foreign_signs)
{
    return is_password_like(word) && is_unlike_text(word) &&
           word.find_first_of(foreign_signs) == std::string_view::npos && !is_code_word(word) &&
           !is_version(word) && !is_dummy(source.words(), word) && !is_path_or_url(word);
}

bool is_made_up_word(const SourceText& source, std::string_view word)
{
    constexpr std::size_t bytes_min = 8;
    constexpr std::size_t number_digits_min = 4;
    if (word.size() < bytes_min || !std::all_of(word.begin(), word.end(), is_alnum) ||
        is_all_capitals(word) || strength_of(source, word) < Strength::mixed) {
        return false;
    }
    const std::size_t number = word.find_first_of("0123456789");
    if (number == std::string_view::npos || names_a_thing(source.words(), word.substr(0, number))) {
        return false;
    }
    return word.find_first_not_of("0123456789", number) == std::string_view::npos
               ? word.size() - number >= number_digits_min
               : is_password_like(word) || is_random_looking(word);
}

bool names_a_thing(const WordLists& words, std::string_view word)
{
    const std::string folded = fold_case(word);
    return words.numbered_things.contains(folded) || words.product_names.contains(folded) ||
           words.access_words.contains(folded) || words.is_label_word(folded);
}

bool is_numbered_word(const SourceText& source, std::string_view word)
{
    constexpr std::size_t bytes_min = 6;
    constexpr std::size_t letters_min = 4;
    const ValueShape shape = shape_of(word);
    return word.size() >= bytes_min && shape.digits > 0 &&
           shape.lower + shape.upper + shape.high >= letters_min && !is_all_capitals(word) &&
           !is_file_name(word) && word.find('@') == std::string_view::npos &&
           strength_of(source, word) >= Strength::mixed &&
           !names_a_thing(source.words(), word.substr(0, word.find_first_of("0123456789-_.")));
}

bool is_file_name(std::string_view word)
{
    constexpr std::size_t ending_bytes_max = 4;
    const std::size_t dot = word.rfind('.');
    return dot != std::string_view::npos && dot > 0 && word.size() - dot - 1 <= ending_bytes_max &&
           std::all_of(word.begin() + static_cast<std::ptrdiff_t>(dot) + 1, word.end(), is_lower);
}

bool is_scrambled_letters(std::string_view word)
{
    constexpr std::size_t bytes_min = 8;
    constexpr std::size_t bytes_max = 24;
    constexpr int changes_min = 3;
    constexpr double rare_bits = 5.4; // letter pairs as no word has them
    int changes = 0;
    for (std::size_t i = 1; i < word.size(); ++i) {
        changes += is_upper(word[i]) != is_upper(word[i - 1]) ? 1 : 0;
    }
    return word.size() >= bytes_min && word.size() <= bytes_max && changes >= changes_min &&
           std::all_of(word.begin(), word.end(), is_alpha) && bigram_bits(word) > rare_bits;
}

namespace {

// Letters only, and neither a label nor a word of sentences.
bool is_word_of_nothing(const SourceText& source, std::string_view word)
{
    const WordLists& words = source.words();
    const std::string folded = fold_case(word);
    return std::all_of(
               word.begin(), word.end(), [](char c) { return is_alpha(c) || is_high(c); }) &&
           !words.is_label_word(folded) && !words.stop_values.contains(folded) &&
           !words.copulas.contains(folded) && !words.joiners.contains(folded);
}

} // namespace

bool is_joined_pair(const SourceText& source, std::string_view word)
{
    constexpr std::size_t part_bytes_min = 3;
    const std::size_t mark = word.find('_');
    if (mark == std::string_view::npos || word.find('_', mark + 1) != std::string_view::npos) {
        return false;
    }
    const auto is_other_word = [&](std::string_view part) {
        const std::string folded = fold_case(part);
        return part.size() >= part_bytes_min &&
               std::all_of(
                   part.begin(), part.end(), [](char c) { return is_lower(c) || is_high(c); }) &&
               !source.words().is_label_word(folded) &&
               !source.words().stop_values.contains(folded);
    };
    return is_other_word(word.substr(0, mark)) && is_other_word(word.substr(mark + 1));
}

bool are_joined_words(const SourceText& source, std::string_view word)
{
    constexpr std::size_t bytes_min = 9;
    constexpr std::size_t part_bytes_min = 2;
    if (word.size() < bytes_min || word.find('-') == std::string_view::npos) {
        return false;
    }
    for (std::size_t at = 0; at <= word.size();) {
        const std::size_t end = std::min(word.find('-', at), word.size());
        const std::string_view part = word.substr(at, end - at);
        if (part.size() < part_bytes_min || !is_word_of_nothing(source, part)) {
            return false;
        }
        at = end + 1;
    }
    return true;
}

bool are_dotted_words(const SourceText& source, std::string_view word)
{
    constexpr std::size_t part_bytes_min = 3;
    if (word.find('.') == std::string_view::npos) {
        return false;
    }
    const bool foreign = std::any_of(word.begin(), word.end(), is_high);
    for (std::size_t at = 0; at <= word.size();) {
        const std::size_t end = std::min(word.find('.', at), word.size());
        const std::string_view part = word.substr(at, end - at);
        const bool titled = !part.empty() && is_upper(part.front()) &&
                            std::none_of(part.begin() + 1, part.end(), is_upper);
        if (part.size() < part_bytes_min || !(titled || foreign) ||
            !is_word_of_nothing(source, part) ||
            source.words().code_words.contains(lower_copy(part)) ||
            source.words().tail_words.contains(lower_copy(part)) ||
            source.words().head_words.contains(lower_copy(part)) ||
            source.words().interface_words.contains(lower_copy(part))) {
            return false;
        }
        at = end + 1;
    }
    return true;
}

bool is_program_password(std::string_view word)
{
    constexpr std::size_t group_bytes = 4;
    constexpr std::size_t bytes = 4 * group_bytes + 3;
    std::string letters;
    for (std::size_t i = 0; i < word.size() && word.size() == bytes; ++i) {
        const bool dash = i % (group_bytes + 1) == group_bytes;
        if (dash ? word[i] != '-' : !is_lower(word[i])) {
            return false;
        }
        if (!dash) {
            letters += word[i];
        }
    }
    return !letters.empty() && bigram_bits(letters) > rare_pairs_bits;
}

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

bool is_twin_word(std::string_view word)
{
    constexpr std::size_t letters_min = 2; // in small, behind each capital
    constexpr std::size_t digits_min = 2;
    std::size_t part = 0; // 0 before the first word, 1 in it, 2 in the number, 3 in the second word
    std::size_t letters = 0;
    std::size_t digits = 0;
    for (std::size_t at = 0; at < word.size();) {
        const CodePoint point = code_point_at(word, at);
        const std::string_view letter = word.substr(at, point.size);
        at += point.size;
        if (point.size == 1 && is_digit(letter.front())) {
            if (part == 0 || part == 3 || (part == 1 && letters < letters_min)) {
                return false;
            }
            part = 2;
            ++digits;
            continue;
        }
        if (!is_letter(point.value)) {
            return false;
        }
        if (fold_case(letter) != letter) {
            if (part == 1 || part == 3 || (part == 2 && digits < digits_min)) {
                return false;
            }
            part = part == 0 ? 1 : 3;
            letters = 0;
        } else if (part == 0 || part == 2) {
            return false;
        } else {
            ++letters;
        }
    }
    return part == 3 && letters >= letters_min && !is_named_after_standard(word);
}

bool is_unlike_text(std::string_view word)
{
    if (is_twin_word(word)) {
        return true;
    }
    const ValueShape shape = shape_of(word);
    const auto capitals = static_cast<std::size_t>(
        std::find_if_not(word.begin(), word.end(), is_upper) - word.begin());
    const bool standard = capitals >= 3 && word.substr(capitals).starts_with("#");
    if ((shape.length < 10 && is_all_capitals(word)) || has_acronym(word) || standard) {
        return false; // PKCS#12, SOCKSv5-protocol
    }
    static constexpr CharacterTable code_signs = members_of("(){}[]<>;\"\\`");
    if (shape.length < 7 || shape.length > 40 || holds_member(word, code_signs)) {
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
    if (holds_member(word, loud_signs, 1)) {
        return shape.digits > 0 || (shape.upper + shape.high > 0 && shape.lower + shape.high > 0);
    }
    // Quiet marks also part names: capitals and a number have to come together.
    const bool quiet = word.find_first_of("-_./", 1) != std::string_view::npos;
    return quiet && shape.digits > 0 &&
           (is_upper(word.front()) || is_digit(word.front()) || shape.high > 0) &&
           shape.lower + shape.high >= 3 &&
           (shape.upper >= 2 || shape.high > 0 || word.find('_') != std::string_view::npos);
}

bool is_number_of_thing(const SourceText& source, std::string_view word)
{
    const std::size_t hash = word.find('#');
    if (hash != std::string_view::npos) {
        return hash > 0 && hash + 1 < word.size() &&
               word.find_first_not_of("0123456789", hash + 1) == std::string_view::npos &&
               source.words().numbered_things.contains(fold_case(word.substr(0, hash)));
    }
    const std::string_view number = word.substr(word.starts_with('v') ? 1 : 0);
    const std::size_t dot = number.find('.');
    return dot != std::string_view::npos && dot > 0 && dot + 1 < number.size() &&
           number.find_first_not_of("0123456789") == dot && is_digit(number[dot + 1]) &&
           !holds_member(number, loud_signs);
}

Strength strength_of(const SourceText& source, std::string_view word)
{
    const ValueShape shape = shape_of(word);
    if (shape.length < password_characters_min || is_dummy(source.words(), word) ||
        is_password_hash(word) || is_path_or_url(word) ||
        (word.ends_with("=") && shape.digits == 0) || word.ends_with("()") ||
        word.find("('") != std::string_view::npos || word.starts_with("@") ||
        is_format_text(word) || is_setting(word) || is_labelled(source, word) ||
        is_code_word(word) || is_named_after_standard(word)) {
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
    if (is_all_capitals(word) && word.find_first_of("!@#$%^&*+=~?") == std::string_view::npos) {
        return shape.digits > 0 ? Strength::mixed : Strength::none; // also MAX_DAYS of a manual
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

} // namespace redactor
