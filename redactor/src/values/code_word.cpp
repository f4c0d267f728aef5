#include "values/code_word.h"

#include <algorithm>
#include <array>

#include "text/char_class.h"
#include "text/value_shape.h"

namespace redactor {
namespace {

bool is_name_char(char c) { return is_word(c) || c == '.'; }

// A word or several, with a number at one place: Oauth2Secret, v1_16, but not M7E6TcDE.
bool is_name_part(std::string_view part)
{
    constexpr double rare_bits = 5.2; // letter pairs as no word has them
    constexpr std::size_t numbers_max = 2;
    constexpr std::size_t long_bytes_min = 8;
    std::size_t numbers = 0;
    for (std::size_t i = 0; i < part.size(); ++i) {
        numbers += is_digit(part[i]) && (i == 0 || !is_digit(part[i - 1])) ? 1U : 0U;
    }
    return !part.empty() && !is_digit(part.front()) &&
           std::all_of(part.begin(), part.end(), is_word) && numbers <= numbers_max &&
           (numbers > 1 ? std::none_of(part.begin(), part.end(), is_upper)
                        : numbers == 1 || part.size() < long_bytes_min ||
                              bigram_bits(part) < rare_bits) &&
           !is_random_looking(part);
}

// cfg.Token, strings.Repeat, v1_16.AddTable, startAfter: letters with dots or humps, as programs name things.
bool is_program_name(std::string_view word)
{
    std::size_t letters = 0;
    for (std::size_t at = 0; at <= word.size();) {
        const std::size_t stop = std::min(word.find('.', at), word.size());
        const std::string_view part = word.substr(at, stop - at);
        if (!is_name_part(part)) {
            return false;
        }
        letters += static_cast<std::size_t>(std::count_if(part.begin(), part.end(), is_alpha));
        at = stop + 1;
    }
    return letters * 4 >= word.size() * 3;
}

// startAfter: a capital right behind a small letter.
bool has_hump(std::string_view word)
{
    return std::adjacent_find(word.begin(), word.end(),
               [](char a, char b) { return is_lower(a) && is_upper(b); }) != word.end();
}

// What stands before `open`, an opening bracket, up to its start: the name that is called.
std::string_view callee_before(std::string_view text, std::size_t open)
{
    std::size_t begin = open;
    while (begin > 0 && is_name_char(text[begin - 1])) {
        --begin;
    }
    return text.substr(begin, open - begin);
}

// client.Logical().Write("…: a member that is called.
bool is_member_call(std::string_view word)
{
    const std::size_t open = word.find('(');
    if (open == std::string_view::npos || open == 0) {
        return false;
    }
    const std::string_view callee = word.substr(0, open);
    return callee.find('.') != std::string_view::npos && is_program_name(callee);
}

// map[string]bool{}, &v1.Secret{}, v1.ProjectRole{Name, raw.(string), [33]byte: a value of a type, or one
bool is_typed_value(std::string_view word)
{
    if (const std::size_t close = word.find(']'); word.starts_with('[') && close != word.npos &&
                                                  close > 1 && close + 1 < word.size() &&
                                                  is_lower(word[close + 1])) {
        return std::all_of(
            word.begin() + 1, word.begin() + static_cast<std::ptrdiff_t>(close), is_digit);
    }
    if (word.find(".(") != std::string_view::npos || word.find("{}") != std::string_view::npos ||
        word.find("[]") != std::string_view::npos || word.find("]*") != std::string_view::npos) {
        return true;
    }
    const std::size_t begin = word.find_first_not_of("&*");
    const std::size_t open = word.find('{');
    if (open == std::string_view::npos || begin >= open) {
        return false;
    }
    const std::string_view type = word.substr(begin, open - begin);
    return type.find('.') != std::string_view::npos && is_program_name(type);
}

// bytes,1,opt,name=key: three members of a tag or more, of which one has a name.
bool is_field_tag(std::string_view word)
{
    const std::size_t sign = word.find('=');
    const std::size_t comma = word.rfind(',', sign);
    if (sign == std::string_view::npos || comma == std::string_view::npos || sign <= comma + 1 ||
        sign + 1 >= word.size()) {
        return false;
    }
    const auto at = [&](std::size_t i) { return word.begin() + static_cast<std::ptrdiff_t>(i); };
    return std::count(word.begin(), at(comma), ',') >= 1 &&
           std::all_of(at(comma + 1), at(sign), [](char c) { return is_lower(c) || c == '_'; });
}

// attr:`~db.models.Field`, setting:`EMAIL_HOST`, `~urls.include`
bool is_document_role(std::string_view word)
{
    if (word.starts_with("`~")) {
        return true;
    }
    const std::size_t tick = word.find(":`");
    return tick != std::string_view::npos && tick + 2 < word.size() &&
           std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(tick),
               [](char c) { return is_lower(c) || c == '-' || c == ':'; });
}

// **Note, Support**, username*: one end of words in bold
bool is_bold_end(std::string_view word)
{
    const std::size_t begin = word.find_first_not_of('*');
    const std::size_t end = word.find_last_not_of('*');
    return begin != std::string_view::npos && (begin > 0) != (end + 1 < word.size()) &&
           std::all_of(word.begin() + static_cast<std::ptrdiff_t>(begin),
               word.begin() + static_cast<std::ptrdiff_t>(end) + 1,
               [](char c) { return is_alpha(c) || is_high(c) || c == '-' || c == ':'; });
}

// 3306)/shop?tls=true, port][/database: a bracket closes before any opens, and the word goes on.
bool closes_foreign_bracket(std::string_view word)
{
    const std::size_t close = word.find_first_of(")]");
    const std::size_t open = word.find_first_of("([");
    return close != std::string_view::npos && close + 1 < word.size() && close < open &&
           std::string_view("/[({.").find(word[close + 1]) != std::string_view::npos;
}

// api@v0.83.0, plugin@1.0.0-beta1, api==0.83.0
bool is_package_version(std::string_view word)
{
    const std::size_t equals = word.find("==");
    const std::size_t sign = equals == std::string_view::npos ? word.rfind('@') : equals + 1;
    if (sign == std::string_view::npos || sign == 0) {
        return false;
    }
    std::string_view version = word.substr(sign + 1);
    if (version.starts_with('v')) {
        version.remove_prefix(1);
    }
    const std::size_t digits = std::min(version.find_first_not_of("0123456789."), version.size());
    return digits >= 5 &&
           std::count(
               version.begin(), version.begin() + static_cast<std::ptrdiff_t>(digits), '.') >= 2 &&
           (digits == version.size() || version[digits] == '-' || version[digits] == '+' ||
               version[digits] == '`');
}

// status_code=500, html=True, user=None``: a name and what it is set to
bool is_named_argument(std::string_view word)
{
    const std::size_t sign = word.find('=');
    if (sign == std::string_view::npos || sign == 0 || sign + 1 >= word.size() ||
        !std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(sign),
            [](char c) { return is_lower(c) || c == '_' || c == '-' || c == '.'; })) {
        return false;
    }
    std::string_view value = word.substr(sign + 1);
    value = value.substr(0, value.find('`'));
    const bool parted = word.substr(0, sign).find_first_of("_-.", 1) != std::string_view::npos;
    return value == "True" || value == "False" || value == "None" || value == "null" ||
           value == "_" ||
           ((parted || value.size() <= 2) && std::all_of(value.begin(), value.end(), is_digit));
}

// help='Arguments, encoding="utf: a name and the quote behind its sign
bool is_quoted_argument(std::string_view word)
{
    const std::size_t sign = word.find('=');
    return sign != std::string_view::npos && sign > 1 && sign + 1 < word.size() &&
           (word[sign + 1] == '\'' || word[sign + 1] == '"') &&
           std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(sign),
               [](char c) { return is_lower(c) || c == '_'; });
}

// A1,**kwargs: what is left of arguments. level[0].name, tokens[i+1]: an index.
bool is_argument_or_index(std::string_view word)
{
    if (word.find(",*") != std::string_view::npos) {
        return true;
    }
    const std::size_t open = word.find('[');
    const std::size_t close = word.find(']', open);
    return open != std::string_view::npos && open > 2 && close != std::string_view::npos &&
           is_program_name(word.substr(0, open)) &&
           std::all_of(word.begin() + static_cast<std::ptrdiff_t>(open) + 1,
               word.begin() + static_cast<std::ptrdiff_t>(close),
               [](char c) { return is_word(c) || c == '-' || c == '+' || c == '\'' || c == '"'; });
}

// found.&quot, &#39: a quote as HTML writes it. $1|hour}}, $2): a place that a text of an interface leaves open.
bool holds_text_mark(std::string_view word)
{
    if (word.find("&quot") != std::string_view::npos ||
        word.find("&#39") != std::string_view::npos || word.find("&#8") != std::string_view::npos) {
        return true;
    }
    for (std::size_t sign = word.find('$');
        sign != std::string_view::npos && sign + 2 < word.size(); sign = word.find('$', sign + 1)) {
        if (is_digit(word[sign + 1]) && (word[sign + 2] == '|' || word[sign + 2] == '}')) {
            return true;
        }
    }
    return false;
}

// token,oauth1,mapped: a list of small words
bool is_word_list(std::string_view word)
{
    const auto commas = std::count(word.begin(), word.end(), ',');
    const auto digits = std::count_if(word.begin(), word.end(), is_digit);
    return commas > 0 && digits <= commas && std::all_of(word.begin(), word.end(), [](char c) {
        return is_lower(c) || is_digit(c) || c == '_' || c == ',';
    });
}

// ledger-cases.c:52: a line of a source file. 464/udp: a port. Documentation=man:gpg-agent(1): a setting of a unit.
bool is_place_in_system(std::string_view word)
{
    const std::size_t colon = word.rfind(':');
    const std::size_t dot = word.rfind('.', colon);
    constexpr std::size_t ending_bytes_max = 5;
    if (colon != std::string_view::npos && dot != std::string_view::npos && dot > 0 &&
        colon - dot <= ending_bytes_max && colon + 1 < word.size() &&
        std::all_of(word.begin() + static_cast<std::ptrdiff_t>(dot) + 1,
            word.begin() + static_cast<std::ptrdiff_t>(colon), is_lower) &&
        std::all_of(word.begin() + static_cast<std::ptrdiff_t>(colon) + 1, word.end(), is_digit)) {
        return true;
    }
    const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
    const std::string_view behind = word.substr(digits);
    return (digits > 0 && (behind == "/tcp" || behind == "/udp" || behind == "/sctp")) ||
           word.starts_with("Documentation=");
}

// GHSA-mfvx-7rcj-9m5g, CVE-2024-3094: an advisory
bool is_advisory(std::string_view word)
{
    return word.starts_with("GHSA-") || word.starts_with("CVE-");
}

// base64`, expired.`, Grant`_: the end of a longer piece of code
bool ends_quoted_code(std::string_view word)
{
    word.remove_suffix(word.ends_with("`_") ? 1 : 0);
    return word.ends_with('`') && std::count(word.begin(), word.end(), '`') == 1 &&
           word.find_first_of("!#$%^&") == std::string_view::npos;
}

// required|string|min:8: what a framework demands of a field.
bool is_validation_rule(std::string_view value)
{
    static constexpr std::array<std::string_view, 9> rules = {"required", "nullable", "confirmed",
        "string", "min:", "max:", "sometimes", "present", "unique:"};
    if (value.find('|') == std::string_view::npos && !value.ends_with("required")) {
        return false;
    }
    return std::any_of(rules.begin(), rules.end(), [&](std::string_view rule) {
        const std::size_t at = value.find(rule);
        return at != std::string_view::npos && (at == 0 || value[at - 1] == '|');
    });
}

// list[Secret], items[-1].id: a type or a path, quoted.
bool names_type_of_elements(std::string_view value)
{
    const std::size_t open = value.find('[');
    return open != std::string_view::npos && open > 0 && value.find(']', open) != value.npos &&
           std::all_of(value.begin(), value.end(),
               [](char c) {
                   return is_word(c) || c == '[' || c == ']' || c == '.' || c == '-' || c == ',' ||
                          c == ' ';
               }) &&
           shape_of(value.substr(0, open)).digits == 0;
}

// json:"token,omitempty" toml:"token": what a program says of a field, between back quotes.
bool is_field_tags(std::string_view value)
{
    const std::size_t sign = value.find(":\"");
    return sign != std::string_view::npos && sign > 0 && value.ends_with('"') &&
           std::all_of(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(sign), is_word);
}

// ^.{8,32}$, api|key|token: what other values must match.
bool is_pattern(std::string_view value)
{
    return (value.starts_with('^') && value.ends_with('$')) || value.starts_with("/^") ||
           value.find("[a-z") != std::string_view::npos ||
           value.find("[0-9") != std::string_view::npos ||
           value.find("\\d{") != std::string_view::npos ||
           (std::count(value.begin(), value.end(), '|') >= 2 &&
               std::all_of(value.begin(), value.end(),
                   [](char c) { return is_lower(c) || c == '|' || c == '_' || c == '-'; }));
}

} // namespace

bool is_code_word(std::string_view word)
{
    if (std::all_of(word.begin(), word.end(), is_alnum)) {
        return false; // as nearly every word of a text is
    }
    return is_member_call(word) || is_typed_value(word) || is_named_argument(word) ||
           is_quoted_argument(word) || is_argument_or_index(word) || holds_text_mark(word) ||
           is_word_list(word) || is_place_in_system(word) || is_advisory(word) ||
           ends_quoted_code(word) || is_field_tag(word) || is_document_role(word) ||
           is_bold_end(word) || closes_foreign_bracket(word) || is_package_version(word);
}

bool is_quoted_code(std::string_view value)
{
    // disk.util[{#NAME}]: the key of an item
    const std::size_t open = value.find('[');
    if (open != std::string_view::npos && value.ends_with(']') &&
        value.substr(0, open).find('.') != std::string_view::npos &&
        std::all_of(
            value.begin(), value.begin() + static_cast<std::ptrdiff_t>(open), is_name_char)) {
        return true;
    }
    return is_validation_rule(value) || names_type_of_elements(value) || is_field_tags(value) ||
           is_pattern(value) || value.starts_with("{\"") ||
           (value.size() > 1 && value.front() == '+' && value.back() == '+');
}

bool is_member_name(std::string_view word)
{
    return word.find('.') != std::string_view::npos && has_hump(word) && is_program_name(word);
}

bool is_dotted_name(std::string_view word)
{
    std::size_t parts = 0;
    for (std::size_t at = 0; at <= word.size(); ++parts) {
        const std::size_t stop = std::min(word.find('.', at), word.size());
        std::string_view part = word.substr(at, stop - at);
        // 3500_24s, 4xx: a number may begin a part, but not the first.
        const std::size_t letters = part.find_first_not_of("0123456789_");
        if (parts > 0 && letters != std::string_view::npos) {
            part.remove_prefix(letters);
        }
        if (!is_name_part(part)) {
            return false;
        }
        at = stop + 1;
    }
    return parts >= 3;
}

bool is_type_name(std::string_view word)
{
    constexpr std::size_t bytes_min = 12;
    constexpr std::ptrdiff_t digits_max = 3;
    constexpr std::size_t part_bytes_min = 4; // on the average
    constexpr double rare_bits = 5.2;         // letter pairs as no word has them
    if (word.size() < bytes_min || !is_upper(word.front()) ||
        !std::all_of(word.begin(), word.end(), is_alnum) ||
        std::count_if(word.begin(), word.end(), is_digit) > digits_max) {
        return false;
    }
    std::size_t parts = 0;
    for (std::size_t i = 0; i < word.size(); ++i) {
        parts += is_upper(word[i]) && (i == 0 || !is_upper(word[i - 1])) ? 1U : 0U;
    }
    return word.size() >= parts * part_bytes_min && bigram_bits(word) < rare_bits;
}

bool is_call_argument(const SourceText& source, std::size_t begin, std::size_t end)
{
    const std::string_view text = source.text();
    if (!is_program_name(text.substr(begin, end - begin))) {
        return false;
    }
    // The bracket around the value, and a comma on one side of it.
    const std::size_t floor = source.line_begin(begin);
    std::size_t closed = 0;
    bool comma = source.at(end) == ',';
    for (std::size_t at = begin; at > floor; --at) {
        const char c = text[at - 1];
        if (c == ')') {
            ++closed;
        } else if (c == ',' && closed == 0) {
            comma = true;
        } else if (c == '(' && closed > 0) {
            --closed;
        } else if (c == '(') {
            return comma && callee_before(text, at - 1).size() > 1;
        }
    }
    return false;
}

bool is_listed_name(const SourceText& source, std::size_t begin, std::size_t end)
{
    const std::string_view text = source.text();
    const char quote = begin > 0 ? text[begin - 1] : ' ';
    if ((quote != '"' && quote != '\'') || source.at(end) != quote ||
        !std::all_of(text.begin() + static_cast<std::ptrdiff_t>(begin),
            text.begin() + static_cast<std::ptrdiff_t>(end),
            [](char c) { return is_lower(c) || is_digit(c) || c == '_'; })) {
        return false;
    }
    const std::size_t from = source.line_begin(begin);
    const std::string_view before = text.substr(from, begin - from);
    return std::count(before.begin(), before.end(), quote) >= 5; // two whole elements and this one
}

} // namespace redactor
