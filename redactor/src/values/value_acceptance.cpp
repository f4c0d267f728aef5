#include "values/value_acceptance.h"

#include <algorithm>

#include "text/char_class.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/code_word.h"
#include "values/identifier.h"
#include "values/phrase.h"
#include "values/vetoes.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

constexpr std::size_t password_characters_min = 4;

bool is_bare_word(std::string_view value)
{
    return std::all_of(value.begin(), value.end(), [](char c) {
        return is_word(c) || is_high(c) || c == '-' || c == '\'' || c == ':';
    }) && shape_of(value).digits == 0;
}

// "…;Password =olga_db;Initial Catalog=…": inside a quote, with another name and its sign behind the semicolon.
bool is_in_connection_string(const SourceText& source, const Value& value)
{
    constexpr std::size_t name_bytes_max = 32;
    if (source.at(value.end) != ';') {
        return false;
    }
    std::size_t at = value.end + 1;
    while (at - value.end < name_bytes_max && (is_alpha(source.at(at)) || source.at(at) == ' ')) {
        ++at;
    }
    const std::size_t begin = source.line_begin(value.begin);
    const std::string_view before = source.text().substr(begin, value.begin - begin);
    return at > value.end + 1 && source.at(at) == '=' &&
           std::count(before.begin(), before.end(), '"') % 2 == 1;
}

// An unquoted word with a keyword inside is another variable: password = newPassword.
bool names_a_label(const SourceText& source, std::string_view value)
{
    const auto parts = identifier_parts(value);
    return std::any_of(parts.begin(), parts.end(),
        [&](const std::string& part) { return source.words().is_label_word(part); });
}

// if (password != password2): a number tells one variable from another.
bool is_numbered_variable(const SourceText& source, std::string_view word)
{
    constexpr std::size_t digits_max = 2;
    std::string name(word);
    return std::erase_if(name, is_digit) <= digits_max && is_lower(word.front()) &&
           std::all_of(word.begin(), word.end(), is_word) && names_a_label(source, name);
}

// "enter your password": words that sentences are made of.
bool has_ordinary_word(const SourceText& source, std::string_view phrase)
{
    const auto parts = identifier_parts(phrase);
    return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
        return source.words().is_label_word(part) || source.words().stop_values.contains(part) ||
               source.words().copulas.contains(part);
    });
}

// {user: gone, password: soon}: behind an account in a map a word of sentences is a value.
bool closes_account(const SourceText& source, const Value& value, const ValueContext& context)
{
    constexpr std::size_t map_bytes_max = 80;
    if (!context.in_map || !context.colon || source.at(value.end) != '}') {
        return false;
    }
    const std::size_t from = value.begin - std::min(value.begin, map_bytes_max);
    const std::string_view before = source.text().substr(from, value.begin - from);
    const std::size_t open = before.rfind('{');
    return open != std::string_view::npos && contains_caseless(before.substr(open), "user");
}

bool is_label_like_identifier(const SourceText& source, std::string_view value)
{
    if (shape_of(value).digits > 0 || value.find_first_of("!@#$%^&*+ ") != std::string_view::npos) {
        return false;
    }
    const auto parts = identifier_parts(value);
    return parts.size() >= 2 && source.words().is_label_word(parts.back());
}

// 'smtp_password' => 'Blau Licht': where the name says password and nothing else, and what stands there is no word for one.
bool is_phrase_of_label(const SourceText& source, const Value& value, const ValueContext& context)
{
    if (!value.quoted || context.label_class != LabelClass::password ||
        equal_caseless(context.identifier, "pass")) {
        return false;
    }
    const std::string_view word = source.text().substr(value.begin, value.end - value.begin);
    return context.ends_with_label && is_chosen_phrase(source.words(), word, PhraseKind::ordinary);
}

std::optional<Confidence> accept_password(const SourceText& source, const Value& value,
    const ValueContext& context, std::string_view word, bool is_phrase)
{
    const ValueShape shape = shape_of(word);
    if (shape.length < password_characters_min) {
        return std::nullopt;
    }
    if (value.quoted) {
        // "LABEL_PASSWORD": "Passwort" and fields named after themselves.
        if (is_label_like_identifier(source, word) ||
            (source.words().is_label_word(fold_case(word)) &&
                (shape.upper > 0 || shape.high > 0))) {
            return std::nullopt;
        }
        if (shape.blanks > 0 && shape.digits == 0 && has_ordinary_word(source, word) &&
            !is_phrase) {
            return std::nullopt;
        }
        if (is_bare_word(word) && word.find('_') != std::string_view::npos &&
            names_a_label(source, word)) {
            return std::nullopt; // the name of another thing
        }
        const std::string folded = fold_case(word);
        const std::string name = lower_copy(context.identifier);
        if (folded == name || (folded.find('_') != std::string::npos && name.ends_with(folded))) {
            return std::nullopt;
        }
        return Confidence::medium;
    }
    if (is_bare_word(word)) {
        if (context.in_map && !context.colon && !context.spaced && source.at(value.end) == ';') {
            return Confidence::medium; // a connection string
        }
        if (is_in_connection_string(source, value)) {
            return Confidence::medium;
        }
        if (names_a_label(source, word) ||
            (!closes_account(source, value, context) &&
                source.words().stop_values.contains(fold_case(word)))) {
            return std::nullopt;
        }
        const bool whole_line = context.begins_line && context.ends_line;
        if (context.colon) {
            return (whole_line || context.in_map || is_scrambled_letters(word)) &&
                           !is_interface_text(word)
                       ? std::optional(Confidence::medium)
                       : std::nullopt;
        }
        if (context.spaced) {
            const bool variable =
                std::none_of(context.identifier.begin(), context.identifier.end(), is_lower);
            const bool rare = shape.length >= 8 && bigram_bits(word) > rare_pairs_bits;
            // A dash joins no variable's name.
            const bool dashed =
                is_alnum(word.back()) && word.find('-', 1) != std::string_view::npos;
            return (whole_line || context.in_map) &&
                           (shape.upper == 0 || variable || rare || dashed) &&
                           source.at(value.end) != ';'
                       ? std::optional(Confidence::medium)
                       : std::nullopt;
        }
        if (context.identifier.starts_with("--") && shape.upper == shape.length) {
            return std::nullopt; // --password=PASSWORD of a manual
        }
        const bool code = source.at(value.end) == ';' && !context.in_map &&
                          context.identifier.find('_') == std::string_view::npos;
        return code || source.at(value.end) == ')' ? std::nullopt
                                                   : std::optional(Confidence::medium);
    }
    if (context.spaced && is_numbered_variable(source, word)) {
        return std::nullopt;
    }
    if (context.colon && !context.ends_line && !context.in_map && shape.digits == shape.length) {
        return shape.length >= 5 ? std::optional(Confidence::medium) : std::nullopt;
    }
    return Confidence::medium;
}

std::optional<Confidence> accept_digits(std::string_view word, std::size_t least, std::size_t most)
{
    const ValueShape shape = shape_of(word);
    if (shape.digits < least || shape.digits > most || shape.lower + shape.upper + shape.high > 0) {
        return std::nullopt;
    }
    return Confidence::medium;
}

// A long run of every class of characters, as WordPress makes its salts: signs of code inside it mean nothing.
bool is_noise(std::string_view value)
{
    const ValueShape shape = shape_of(value);
    return shape.length >= 48 && shape.length <= 80 && shape.symbols >= 8 && shape.digits >= 2 &&
           shape.upper >= 6 && shape.lower >= 6 && shape.blanks <= 6 && shape.most_frequent <= 6;
}

// XXXX-XXXX-XXXX: how licences are printed.
bool is_grouped(std::string_view value) { return std::count(value.begin(), value.end(), '-') >= 2; }

// Parted as a UUID is, of any letters: how documents write a key of a service that gives out UUIDs.
bool is_parted_as_uuid(std::string_view value)
{
    static constexpr std::string_view shape = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa";
    return std::equal(value.begin(), value.end(), shape.begin(), shape.end(),
        [](char c, char want) { return want == '-' ? c == '-' : is_alnum(c); });
}

std::optional<Confidence> accept_secret(
    std::string_view word, const ValueContext& context, const Value& value)
{
    if (is_dotted_name(word) || is_type_name(word)) {
        return std::nullopt;
    }
    const ValueShape shape = shape_of(word);
    if (context.weak_label) {
        const bool hex_token =
            context.label_class == LabelClass::token && shape.hex && shape.length >= 16;
        const bool short_token =
            context.label_class == LabelClass::token && value.quoted && shape.length >= 10;
        const bool mixed = shape.upper > 1 && shape.lower > 1;
        const bool mixed_token = context.label_class == LabelClass::token && shape.length >= 16 &&
                                 mixed && shape.digits > 2;
        // "acl_token": "cKshLOQ2"
        const bool short_mixed =
            context.label_class == LabelClass::token && value.quoted && shape.length >= 8 &&
            shape.upper > 1 && shape.lower > 0 && shape.digits > 0 &&
            shape.symbols + shape.blanks + shape.high == 0 && bigram_bits(word) > 5.2;
        if (short_mixed) {
            return Confidence::medium;
        }
        const bool long_enough =
            ((shape.length >= 20 || hex_token || short_token) && shape.digits > 1) || mixed_token ||
            (shape.length >= 20 && value.quoted && mixed && shape.digits > 0);
        constexpr double rare_bits = 5.2;
        const bool rare = short_token && shape.symbols + shape.blanks + shape.high == 0 &&
                          bigram_bits(word) > rare_bits;
        return long_enough && (rare || is_random_looking(word)) &&
                       (!shape.uuid || context.label_class == LabelClass::token)
                   ? std::optional(Confidence::medium)
                   : std::nullopt;
    }
    if (context.label_class == LabelClass::license && word.size() < 16 && !is_grouped(word)) {
        return std::nullopt; // the serial number of a machine
    }
    if (is_random_looking(word) || is_parted_as_uuid(word)) {
        return Confidence::medium;
    }
    // JWT_SECRET="Pelican!saffron16": a person chose it.
    if (context.label_class == LabelClass::secret && is_password_like(word)) {
        return Confidence::medium;
    }
    if (context.identifier == "secret" && context.begins_line && context.ends_line &&
        shape.digits > 0 && shape.length >= 6) {
        return Confidence::medium; // asterisk, radius, l2tp: chosen by a person
    }
    // remotesecret=tr.unk!: a setting of its own line that a person chose.
    if (context.label_class == LabelClass::secret && context.begins_line && context.ends_line &&
        lower_copy(context.identifier).ends_with("secret") && shape.length >= 6 &&
        shape.blanks == 0 && shape.lower + shape.upper + shape.high >= 3 &&
        word.find_first_of("!@#$%^&*+~'") != std::string_view::npos &&
        word.find_first_of("(){}[]<>;") == std::string_view::npos) {
        return Confidence::medium;
    }
    if (context.label_class == LabelClass::secret && value.quoted && shape.digits > 0 &&
        shape.length >= 8 && shape.lower + shape.upper >= 4) {
        return Confidence::medium;
    }
    // export SHOP_SECRET_KEY=kettle123
    const bool variable =
        context.begins_line && context.ends_line && !context.colon && !context.spaced &&
        context.identifier.contains("SECRET") &&
        std::none_of(context.identifier.begin(), context.identifier.end(), is_lower);
    if (variable && shape.digits > 0 && shape.length >= 8 && shape.lower + shape.upper >= 4 &&
        std::all_of(word.begin(), word.end(), is_alnum)) {
        return Confidence::medium;
    }
    // Salts of many symbols as WordPress makes them.
    if (shape.length >= 24 && shape.symbols >= 5 && shape.lower > 0 && shape.upper > 0) {
        return Confidence::medium;
    }
    if (shape.length >= 12 && shape.digits >= 2 && shape.lower + shape.upper >= 3 &&
        shape.blanks == 0 && !is_name(word) && !context.colon && !context.spaced) {
        return Confidence::medium;
    }
    return std::nullopt;
}

} // namespace

ValueContext framed_context(const SourceText& source, const Identifier& identifier)
{
    ValueContext context;
    context.label_class = source.words().labels[identifier.label].label_class;
    context.weak_label = is_weak_identifier(source, identifier);
    context.identifier = source.text().substr(identifier.begin, identifier.end - identifier.begin);
    context.ends_with_label = identifier.label_end == identifier.end;
    context.begins_line = true;
    context.ends_line = true;
    return context;
}

std::optional<Confidence> accept_value(
    const SourceText& source, const Value& value, const ValueContext& context)
{
    if (value.quoted && is_noise(source.text().substr(value.begin, value.end - value.begin))) {
        return Confidence::medium;
    }
    const bool is_phrase = is_phrase_of_label(source, value, context);
    if (is_vetoed(source, value, is_phrase)) {
        return std::nullopt;
    }
    const std::string_view word = source.text().substr(value.begin, value.end - value.begin);
    if (!value.quoted && word.ends_with('=') && source.at(value.end) == '"' &&
        std::all_of(word.begin(), word.end() - 1, [](char c) { return is_lower(c) || c == '-'; })) {
        return std::nullopt; // v-model="form.password" :label="…": another attribute
    }
    switch (context.label_class) {
    case LabelClass::password:
    case LabelClass::remote:
        return accept_password(source, value, context, word, is_phrase);
    case LabelClass::pin:
        return accept_digits(word, 4, 8);
    case LabelClass::secret:
    case LabelClass::key:
    case LabelClass::token:
    case LabelClass::license:
    case LabelClass::session:
    case LabelClass::otp:
    case LabelClass::recovery:
        return accept_secret(word, context, value);
    case LabelClass::user:
    case LabelClass::account:
    case LabelClass::cue:
    case LabelClass::service:
    case LabelClass::marker:
        break;
    }
    return std::nullopt;
}

} // namespace redactor
