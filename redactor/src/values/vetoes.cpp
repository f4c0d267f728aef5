#include "values/vetoes.h"

#include <algorithm>
#include <array>

#include "text/char_class.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/code_word.h"
#include "values/filler.h"
#include "values/identifier.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

bool starts_with_any(std::string_view value, std::initializer_list<std::string_view> starts)
{
    return std::any_of(starts.begin(), starts.end(),
        [&](std::string_view start) { return value.starts_with(start); });
}

bool is_variable(std::string_view value)
{
    if (value.size() >= 2 && value[0] == '$' &&
        (is_alpha(value[1]) || value[1] == '{' || value[1] == '(' || value[1] == '_')) {
        // $NAME and $name->x are variables; $Name#4x! is a password.
        return std::all_of(value.begin() + 1, value.end(),
                   [](char c) {
                       return is_word(c) || c == '{' || c == '}' || c == '(' || c == ')' ||
                              c == '-' || c == '>' || c == '[' || c == ']' || c == '.' ||
                              c == ':' || c == '\'' || c == '"' || c == ' ' || c == '/' || c == '?';
                   }) &&
               (value[1] == '{' || value[1] == '(' || shape_of(value).digits == 0 ||
                   shape_of(value).lower == 0);
    }
    return starts_with_any(value,
               {"${", "$(", "{{", "<%", "%(", "#{", "@{", "<?", "[[", "((", "%%", "&{", "%."}) ||
           (value.size() >= 3 && value.front() == '%' && value.back() == '%') ||
           (value.size() == 2 && value[0] == '%') ||
           (value.starts_with("%{") && value.back() == '}') ||
           (value.front() == '{' && value.back() == '}' && shape_of(value).symbols <= 4);
}

bool all_capitals_with_bars(std::string_view value)
{
    return value.find('_') != std::string_view::npos && shape_of(value).digits == 0 &&
           std::all_of(value.begin(), value.end(),
               [](char c) { return is_upper(c) || c == '_' || is_digit(c); });
}

std::size_t distinct_characters(std::string_view value)
{
    std::array<bool, 256> seen{};
    for (const char c : value) {
        seen[static_cast<unsigned char>(c)] = true;
    }
    return static_cast<std::size_t>(std::count(seen.begin(), seen.end(), true));
}

} // namespace

namespace {

} // namespace

bool is_dummy(const WordLists& words, std::string_view value)
{
    if (value.empty() || is_variable(value)) {
        return true;
    }
    const ValueShape shape = shape_of(value);
    if (shape.high == 0 && value.size() > 3 &&
        (shape.most_frequent * 100 > value.size() * 70 ||
            (shape.most_frequent * 100 > value.size() * 55 && distinct_characters(value) <= 2))) {
        return true;
    }
    if (shape.lower + shape.upper + shape.digits + shape.high == 0) {
        return true;
    }
    const char first = value.front();
    const char last = value.back();
    if (value.starts_with("&lt;") || value.starts_with("&#x3C;") || value.starts_with("&#60;")) {
        return true;
    }
    if ((first == '<' && (last == '>' || value.find('>') != std::string_view::npos)) ||
        (first == '[' && last == ']') || (first == '(' && last == ')')) {
        return true;
    }
    if (value.starts_with("__") && value.ends_with("__")) {
        return true;
    }
    const std::string lower = fold_case(value);
    std::string parted = lower; // on_create, not_set
    std::replace(parted.begin(), parted.end(), '_', ' ');
    if (words.dummy_values.contains(parted)) {
        return true;
    }
    if (value.starts_with("0x") && value.size() <= 18 && shape_of(value.substr(2)).hex) {
        return true; // a number
    }
    if (value.starts_with("pk_live_") || value.starts_with("pk_test_") ||
        value.starts_with("pk.ey") || value.starts_with("#env(") || value.starts_with("env(") ||
        value.starts_with("env:")) {
        return true;
    }
    if (value.find("1234567890abcdef") != std::string_view::npos &&
        value.find("xyz") != std::string_view::npos) {
        return true;
    }
    constexpr std::size_t written_bytes_max = 256; // what is longer holds such a word by chance
    return (value.size() <= written_bytes_max && holds_filler(lower)) ||
           all_capitals_with_bars(value);
}

bool is_password_hash(std::string_view value)
{
    // user:$apr1$…: a line of htpasswd.
    if (const std::size_t colon = value.find(":$"); colon <= 64) {
        return is_password_hash(value.substr(colon + 1));
    }
    if (value.size() >= 20 && value[0] == '$') {
        const std::size_t second = value.find('$', 1);
        if (second <= 16 && value.find('$', second + 1) != std::string_view::npos) {
            return true;
        }
        return value.starts_with("$P$") || value.starts_with("$H$") || value.starts_with("$S$") ||
               value.starts_with("$wp$");
    }
    if (value.size() == 41 && value[0] == '*') {
        return shape_of(value.substr(1)).hex;
    }
    const std::string lower = lower_copy(value.substr(0, 16));
    return lower.starts_with("{ssha") || lower.starts_with("{sha") || lower.starts_with("pbkdf2") ||
           lower.starts_with("scram-sha") || lower.starts_with("{crypt}") ||
           lower.starts_with("{bcrypt}") || lower.starts_with("sha256:") ||
           lower.starts_with("sha1$") || lower.starts_with("scrypt:");
}

// transit/key/backup, 127.0.0.1/32,10.0.0.0/8: small letters or numbers parted by slashes.
bool is_lower_path(std::string_view value)
{
    const ValueShape shape = shape_of(value);
    return std::count(value.begin(), value.end(), '/') >= 2 && shape.upper + shape.high == 0 &&
           value.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_./:,-") ==
               std::string_view::npos &&
           (shape.lower == 0 || shape.digits * 5 < shape.length);
}

bool is_path_or_url(std::string_view value)
{
    if (value.size() >= 40 && value.find_first_of(".:") == std::string_view::npos &&
        is_random_looking(value)) {
        return false; // base64 may begin with a slash
    }
    if (value.find("://") != std::string_view::npos || value.starts_with("www.")) {
        return true;
    }
    if (starts_with_any(value, {"./", "../", "~/", "C:\\", "c:\\", "D:\\",
                                   "classpath:", "file:", "data:", "mailto:", "ssh-rsa ",
                                   "ssh-ed25519 ", "arn:", "urn:", "%d/", "%h/", "%t/"})) {
        return true;
    }
    if (value.find(":/") != std::string_view::npos ||
        (value.starts_with("/") && value.find('/', 1) < 12 &&
            value.find_first_of("+=") == std::string_view::npos)) {
        return true;
    }
    if (value.starts_with("/") && value.find('/', 1) != std::string_view::npos &&
        !is_random_looking(value)) {
        return true;
    }
    if (is_lower_path(value)) {
        return true;
    }
    static constexpr std::array<std::string_view, 26> endings = {".pem", ".key", ".crt", ".cer",
        ".json", ".php", ".txt", ".yml", ".yaml", ".xml", ".js", ".html", ".conf", ".p12", ".jks",
        ".gpg", ".pub", ".cfg", ".ini", ".png", ".env", ".log", ".asc", ".sig", ".zip", ".gz"};
    constexpr std::size_t ending_bytes_max = 5;
    if (const std::size_t ending = value.rfind('.');
        ending != std::string_view::npos && ending > 0 &&
        value.size() - ending <= ending_bytes_max &&
        std::find(endings.begin(), endings.end(), value.substr(ending)) != endings.end()) {
        return true;
    }
    if (const std::size_t version = value.rfind('@');
        version != std::string_view::npos && version > 0 &&
        std::count(value.begin() + static_cast<std::ptrdiff_t>(version), value.end(), '.') >= 2 &&
        std::all_of(value.begin() + static_cast<std::ptrdiff_t>(version) + 1, value.end(),
            [](char c) { return is_digit(c) || c == '.'; })) {
        return true; // package@1.0.0, user@10.4.20.7
    }
    // An address: one @ with a dotted host behind it, whose last part is of letters.
    const std::size_t sign = value.find('@');
    const std::size_t dot = value.rfind('.');
    return sign != std::string_view::npos && sign > 0 &&
           value.find('@', sign + 1) == std::string_view::npos && dot != std::string_view::npos &&
           dot > sign && value.size() - dot > 2 && is_lower(value[dot + 1]) &&
           value.find_first_of("!#$^*&=~?", 0) == std::string_view::npos &&
           std::all_of(value.begin() + static_cast<std::ptrdiff_t>(sign) + 1, value.end(),
               [](char c) { return is_lower(c) || is_digit(c) || c == '.' || c == '-'; });
}

// A sentence of Japanese or Chinese, or one of another script without blanks and with its mark at the end.
bool is_foreign_sentence(std::string_view value, const ValueShape& shape)
{
    constexpr std::size_t characters_min = 12;
    return value.find("。") != std::string_view::npos ||
           value.find("、") != std::string_view::npos ||
           value.find("&nbsp;") != std::string_view::npos ||
           (shape.high * 2 > shape.length && shape.digits == 0 && shape.length >= characters_min &&
               shape.symbols <= 3 &&
               std::string_view(".!?").find(value.back()) != std::string_view::npos);
}

// "The name $1 is wrong.", {{GENDER:$2|his|her}}: what a program fills in.
bool holds_open_place(std::string_view value)
{
    const std::size_t sign = value.find('$');
    return value.find("{{") != std::string_view::npos ||
           (sign != std::string_view::npos && sign + 1 < value.size() &&
               is_digit(value[sign + 1]) &&
               (sign + 2 >= value.size() || !is_word(value[sign + 2])));
}

bool is_interface_text(std::string_view value)
{
    const ValueShape shape = shape_of(value);
    if (shape.high > 0 && shape.digits == 0 && shape.symbols == 0) {
        return true;
    }
    if (is_foreign_sentence(value, shape) || (shape.blanks > 0 && holds_open_place(value))) {
        return true;
    }
    if (shape.blanks == 0) {
        return value.ends_with("?") && shape.digits == 0 && shape.symbols == 1;
    }
    // Words: how many, how many of letters only.
    std::size_t words = 0;
    std::size_t plain = 0;
    std::size_t at = 0;
    while (at < value.size()) {
        while (at < value.size() && is_space(value[at])) {
            ++at;
        }
        std::size_t end = at;
        bool letters = true;
        while (end < value.size() && !is_space(value[end])) {
            const bool edge = end + 1 == value.size() || is_space(value[end + 1]);
            letters = letters && (is_alpha(value[end]) || is_high(value[end]) ||
                                     value[end] == '\'' || value[end] == '-' ||
                                     (edge && value.substr(end, 1).find_first_of(".,:;!?)") == 0));
            ++end;
        }
        words += end > at ? 1U : 0U;
        plain += end > at && letters ? 1U : 0U;
        at = end;
    }
    if (words >= 2 && plain == words) {
        return words > 5 || shape.upper > 0 || shape.high > 0 || shape.symbols > 1;
    }
    return words >= 4 && plain * 10 >= words * 7 && !(words <= 5 && shape.digits > 0);
}

bool is_source_code(const SourceText& source, const Value& value)
{
    const std::string_view text = source.text();
    const std::string_view word = text.substr(value.begin, value.end - value.begin);
    const WordLists& words = source.words();
    // What follows: "x" + y, 'x' . $y, x[0], x(…
    std::size_t next = skip_blanks(source, value.after);
    if (value.quoted && value.wrapper > 0) {
        static constexpr std::string_view callees[] = {"getenv", "env", "environ", "config",
            "trans", "__", "_", "gettext", "t", "lang", "get", "i18n", "tr", "lookup", "fetch",
            "require", "param", "variable"};
        const std::size_t quote_bytes = 1;
        const std::size_t begin = value.begin - std::min(value.begin, value.wrapper + quote_bytes);
        std::string callee = lower_copy(text.substr(begin, value.wrapper));
        while (!callee.empty() && !is_word(callee.back())) {
            callee.pop_back();
        }
        const std::size_t dot = callee.find_last_of(".:");
        const std::string_view last =
            std::string_view(callee).substr(dot == std::string::npos ? 0 : dot + 1);
        if (std::find(std::begin(callees), std::end(callees), last) != std::end(callees)) {
            return true;
        }
    }
    if (value.quoted) {
        const char c = source.at(next);
        const char d = source.at(next + 1);
        if (value.after < text.size() && source.at(value.begin - 1) == '\'' &&
            word.starts_with(".$")) {
            return true;
        }
        if ((c == '+' && d != '=') || (c == '.' && (is_blank(d) || d == '$')) ||
            (c == '%' && (is_blank(d) || d == '('))) {
            return true;
        }
        if (word.find(" + ") != std::string_view::npos ||
            word.find("\\s*") != std::string_view::npos || word.starts_with("#") ||
            word.find("=\"") != std::string_view::npos) {
            return true;
        }
        // m["name"].(string): an index, not a literal.
        if (value.wrapper > 0 && value.begin >= 3 && source.at(value.begin - 2) == '[' &&
            (is_word(source.at(value.begin - 3)) || source.at(value.begin - 3) == ']')) {
            return true;
        }
        return is_quoted_code(word) || word.find("%s") != std::string_view::npos ||
               word.find(": %v") != std::string_view::npos ||
               word.find("${") != std::string_view::npos ||
               word.find("{}") != std::string_view::npos ||
               (word.starts_with("%") && word.size() <= 3);
    }
    if (word.front() == ':' && std::all_of(word.begin() + 1, word.end(), is_word) &&
        (shape_of(word).digits == 0 || source.at(value.begin - 1) == ':')) {
        return true; // :password in SQL and Ruby, Type::Member
    }
    if (is_code_word(word) || is_member_name(word) || word.find("/%s") != std::string_view::npos ||
        std::count(word.begin(), word.end(), '|') >= 3) {
        return true;
    }
    if (word.starts_with(".$") || word.starts_with("HTTP/") || word.starts_with("$(") ||
        word.starts_with(":'") || word.starts_with("-$") ||
        word.find("${") != std::string_view::npos || word.find("})") != std::string_view::npos ||
        word.find("])") != std::string_view::npos || word.starts_with("Union[") ||
        word.starts_with("Optional[")) {
        return true;
    }
    if (const std::size_t sign = word.find("=/");
        sign != std::string_view::npos && sign > 0 &&
        std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(sign), is_word)) {
        return true; // path=/etc/…: another name
    }
    if (word.front() == '(' || word.front() == '{' || word.starts_with("/^") ||
        (word.front() == '[' && word.find(']') == std::string_view::npos &&
            word.find('=') != std::string_view::npos) || // [success=1 default=ignore]
        (word.starts_with('[') && word.find('_') != std::string_view::npos &&
            is_upper(word.substr(1).front())) ||
        std::count(word.begin(), word.end(), ':') >= 4) {
        return true;
    }
    if (word.find_first_of("{}") != std::string_view::npos &&
        (word.find_first_of("(:,;") != std::string_view::npos || word.ends_with("{"))) {
        return true;
    }
    if (word.ends_with("(") || word.ends_with("[") || word.ends_with("[]") ||
        word.starts_with("[]") || word.starts_with("=")) {
        return true;
    }
    if (words.code_words.contains(std::string(word)) ||
        words.code_words.contains(lower_copy(word))) {
        return true;
    }
    if (source.at(value.after) == '(' || source.at(value.after) == '[' ||
        (source.at(value.after) == '<' && is_alpha(source.at(value.after + 1)) &&
            is_upper(word[0]))) {
        return true;
    }
    if (word.starts_with("*)")) {
        return true;
    }
    const std::size_t pointer = word.find_first_not_of("*&");
    const std::string_view callee = word.substr(pointer == std::string_view::npos ? 0 : pointer);
    const std::size_t open = callee.find('(');
    const std::size_t close = callee.rfind(')');
    const bool goes_on = close != std::string_view::npos && close + 1 < callee.size() &&
                         is_alnum(callee[close + 1]); // hT7(kd)92, Kettle(!)Spoon
    if (open != std::string_view::npos && open > 0 && is_word(callee[open - 1]) && !goes_on) {
        return callee.substr(0, open).find_first_of("!#$^*") == std::string_view::npos;
    }
    if (word.find("->") != std::string_view::npos || word.find("::") != std::string_view::npos ||
        word.find("[\"") != std::string_view::npos || word.find("['") != std::string_view::npos ||
        word.find("&&") != std::string_view::npos || word.find("||") != std::string_view::npos ||
        word.starts_with("@") || word.starts_with("&") || word.starts_with("*") ||
        word.starts_with("!") || word.starts_with("\\")) {
        return word.find("::") != std::string_view::npos || shape_of(word).digits == 0 ||
               word.find("->") != std::string_view::npos;
    }
    // name.name: member access.
    const std::size_t dot = word.find('.');
    if (dot != std::string_view::npos && dot > 0 && dot + 1 < word.size()) {
        const bool names = std::all_of(
            word.begin(), word.end(), [](char c) { return is_word(c) || c == '.' || c == '?'; });
        // Behind the label of a text, to the line's end or with a blank behind it.
        const std::size_t before = value.begin - std::min<std::size_t>(value.begin, 1);
        const bool told = source.at(before) != '=' && source.at(before) != '(' &&
                          (is_space(source.at(value.after)) || source.at(value.after) == '\0') &&
                          are_dotted_words(source, word);
        if (names && is_alpha(word[0]) && is_alpha(word[dot + 1]) && !is_random_looking(word) &&
            shape_of(word).digits == 0 && !told) {
            return true;
        }
    }
    const std::size_t index = word.find('[');
    return index != std::string_view::npos && index > 0 && word.ends_with("]");
}

bool is_vetoed(const SourceText& source, const Value& value, bool is_phrase)
{
    const std::string_view word = source.text().substr(value.begin, value.end - value.begin);
    return word.size() > value_bytes_max || is_dummy(source.words(), word) ||
           is_password_hash(word) || is_path_or_url(word) || is_source_code(source, value) ||
           (value.quoted && !is_phrase && is_interface_text(word));
}

} // namespace redactor
