#include "access/pairs.h"

#include <algorithm>
#include <array>

#include "access/joined_pair.h"
#include "text/char_class.h"
#include "text/key_look.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/code_word.h"
#include "values/prose_word.h"
#include "values/running_text.h"
#include "values/value_reader.h"
#include "values/vetoes.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

bool is_quote(char c) { return c == '"' || c == '\''; }

bool is_pair_sign(char c) { return c == '/' || c == ':' || c == '|' || c == ','; }

// olga:Kettle#5@tcp(10.0.0.1:3306)/shop, olga:Kettle#5@/shop: where the host of a data source begins.
std::size_t data_source_host(std::string_view word)
{
    for (std::size_t sign = word.find('@'); sign != std::string_view::npos;
        sign = word.find('@', sign + 1)) {
        std::size_t at = sign + 1;
        while (at < word.size() && is_lower(word[at])) {
            ++at;
        }
        if (at < word.size() && (word[at] == '(' || (word[at] == '/' && at == sign + 1))) {
            return sign;
        }
    }
    return std::string_view::npos;
}

// a, b: of a tuple of names, a map of them or the options of a program.
bool is_listed(const SourceText& source, const ProseWord& word, char sign)
{
    const std::string_view value = word.text(source);
    return value.starts_with("--") || value.starts_with("**") || value.starts_with("`") ||
           is_call_argument(source, word.begin, word.end) ||
           is_listed_name(source, word.begin, word.end) ||
           (sign == ',' && (is_member_name(value) ||
                               (source.at(word.end) == ':' && is_space(source.at(word.end + 1)))));
}

// urn:k8s:secret:client_id, 192.0.2.1:1024: names or numbers parted by colons.
bool is_colon_name(std::string_view value)
{
    return value.find(':') != std::string_view::npos &&
           (is_name(value) || value.find_first_not_of("0123456789.:") == std::string_view::npos);
}

// Splits "name / value" at `at`; adds the value when it can be a password.
bool take_second(
    SourceText& source, std::size_t at, std::size_t stop, bool strict, bool goes_on = false)
{
    const std::string_view text = source.text();
    std::size_t sign = at;
    while (sign < stop && !is_space(text[sign]) && !is_pair_sign(text[sign])) {
        ++sign;
    }
    if (sign == at) {
        return false;
    }
    const std::size_t blanks = skip_blanks(source, sign);
    if (blanks >= stop || !is_pair_sign(text[blanks])) {
        return false;
    }
    if (text[blanks] == ':' && text.substr(blanks, 3) == "://") {
        return false;
    }
    const std::size_t begin = skip_blanks(source, blanks + 1);
    ProseWord word = read_word(source, begin);
    if (const std::size_t cut = word.text(source).find(text[blanks]);
        goes_on && cut != std::string_view::npos) {
        word.end = word.begin + cut;
    }
    if (const std::size_t host = data_source_host(word.text(source));
        host != std::string_view::npos) {
        word.end = word.begin + host;
    }
    const std::string_view value = word.text(source);
    if (word.end <= word.begin || value.size() < 4 || is_code_word(value) ||
        is_listed(source, word, text[blanks]) || is_colon_name(value) ||
        is_dummy(source.words(), value) || is_path_or_url(value) ||
        source.words().stop_values.contains(fold_case(value)) ||
        source.words().is_label_word(fold_case(value))) {
        return false;
    }
    const ValueShape shape = shape_of(value);
    const bool mixed = shape.digits + shape.symbols > 0 || (shape.upper > 0 && shape.lower > 0);
    if (value.find_first_of("/)=?\"'{}<>") != std::string_view::npos && !is_password_like(value)) {
        return false;
    }
    if (value.find("->") != std::string_view::npos || value.starts_with(":") ||
        value.find("::") != std::string_view::npos || value.find("'@'") != std::string_view::npos ||
        value.find('$') == 0) {
        return false;
    }
    if (strict ? !is_password_like(value) : !mixed) {
        return false;
    }
    source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    return true;
}

// "Login: olga - Kettle#5": a dash between blanks also parts a name from a remark, so only a value that no sentence holds counts.
bool take_behind_dash(SourceText& source, std::size_t at, std::size_t stop)
{
    const ProseWord name = read_word(source, at);
    const std::size_t dash = skip_blanks(source, name.end);
    if (name.end <= name.begin || dash == name.end || dash >= stop || source.at(dash) != '-' ||
        !is_blank(source.at(dash + 1))) {
        return false;
    }
    const ProseWord word = read_word(source, skip_blanks(source, dash + 1));
    const std::string_view value = word.text(source);
    if (word.end > stop || skip_blanks(source, word.end) < stop ||
        !(is_free_password(source, value, "/\\()[]{}=") || is_made_up_word(source, value))) {
        return false;
    }
    source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    return true;
}

// "name value" to the end of the line, parted by a blank only.
bool take_last_word(SourceText& source, std::size_t at, std::size_t stop, bool password_named)
{
    const ProseWord name = read_word(source, at);
    const ProseWord word = read_word(source, skip_blanks(source, name.next));
    const std::string_view value = word.text(source);
    if (name.next >= stop || skip_blanks(source, word.end) < stop || !is_password_like(value) ||
        (!password_named && !is_unlike_text(value)) || is_dummy(source.words(), value) ||
        is_path_or_url(value) || is_version(value) ||
        source.words().stop_values.contains(fold_case(name.text(source)))) {
        return false;
    }
    source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    return true;
}

bool is_access_value(const SourceText& source, std::string_view value)
{
    return is_free_password(source, value, "/\\()[]{}=") &&
           value.find_first_of("!#$%^&*+~?@", 1) != std::string_view::npos;
}

// user: olga, and on the next line nothing but Kettle#5.
void take_line_below(SourceText& source, std::size_t name, std::size_t stop)
{
    const ProseWord user = read_word(source, name);
    if (user.end <= user.begin || user.end > stop || skip_blanks(source, user.end) < stop) {
        return;
    }
    const std::size_t below = skip_blanks(source, stop + (source.at(stop) == '\r' ? 2 : 1));
    const ProseWord word = read_word(source, below);
    if (below < source.text().size() && is_access_value(source, word.text(source)) &&
        skip_blanks(source, word.end) >= source.line_end(below)) {
        source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    }
}

// The rest of a line without a telling byte holds no password.
bool can_hold_value(const SourceText& source, std::size_t at, std::size_t stop)
{
    const bool whole =
        stop >= source.text().size() || source.at(stop) == '\n' || source.at(stop) == '\r';
    return !whole || holds_telling_byte(source.text().substr(at, stop - at));
}

// creds olga:Kettle#5 with more behind it.
void take_unlike_text(SourceText& source, std::size_t at, std::size_t stop)
{
    const std::size_t colon = source.text().substr(0, stop).find_first_of(": \t", at);
    if (colon == std::string_view::npos || colon == at || source.at(colon) != ':') {
        return;
    }
    const ProseWord word = read_word(source, colon + 1);
    if (word.begin == colon + 1 && is_access_value(source, word.text(source))) {
        source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    }
}

} // namespace

bool parse_pair(SourceText& source, const Identifier& identifier, const Identifier* before)
{
    const std::string_view text = source.text();
    constexpr std::size_t between_bytes_max = 18; // "user / root password"
    if (before == nullptr || before->end > identifier.begin ||
        identifier.begin - before->end > between_bytes_max) {
        return false;
    }
    if (source.at(identifier.end) == '@' || source.at(identifier.end) == '_' ||
        source.at(identifier.end) == '.') {
        return false; // user:pass@host
    }
    const std::string_view between = text.substr(before->end, identifier.begin - before->end);
    const bool glued = between.empty() && is_high(source.at(identifier.begin)); // 账号密码
    constexpr std::size_t signs_bytes_max = 6;
    const std::size_t word = between.find_first_not_of(" /|,&:+(");
    const bool qualified = between.size() > signs_bytes_max; // one word between sign and label
    if (qualified && (word == std::string_view::npos ||
                         !std::all_of(between.begin() + static_cast<std::ptrdiff_t>(word),
                             between.end() - 1, [](char c) { return is_alpha(c) || is_high(c); }) ||
                         between.back() != ' ')) {
        return false;
    }
    if ((!glued && between.find_first_of("/|,&:+") == std::string_view::npos) ||
        between.find('=') != std::string_view::npos ||
        std::count_if(between.begin(), between.end(), is_quote) % 2 != 0 ||
        !is_running_text(source, identifier.begin)) {
        return false;
    }
    const std::size_t stop = source.line_end(identifier.end);
    // login/password-olga/Kettle#5: the dash parts label and pair.
    std::size_t at = source.at(identifier.label_end) == '-' ? identifier.label_end : identifier.end;
    std::size_t further = 0; // id/pw/port: what is named behind the password stands behind it, too
    while (source.at(at) == '/' && is_alpha(source.at(at + 1)) && further < 3) {
        at += 1;
        while (is_word(source.at(at))) {
            ++at;
        }
        ++further;
    }
    while (at < stop && (is_blank(text[at]) || text[at] == ':' || text[at] == '=' ||
                            text[at] == '-' || text[at] == '(' || text[at] == ')' ||
                            text[at] == '>' || text[at] == '\'' || text[at] == '"')) {
        ++at;
    }
    if (at >= stop && source.at(at) == '\n') {
        return take_second(source, skip_blanks(source, at + 1), source.line_end(at + 1), true);
    }
    if (glued && take_last_word(source, at, stop, true)) {
        return true;
    }
    // A host may stand between label and pair.
    for (int words = 0; words < 3 && at < stop; ++words) {
        if (take_second(source, at, stop, false, further > 0)) {
            return true;
        }
        while (at < stop && !is_space(text[at])) {
            ++at;
        }
        at = skip_blanks(source, at);
    }
    return false;
}

void parse_known_user(SourceText& source, std::size_t at)
{
    if (at >= 3 && source.text().substr(at - 3, 3) == "://") {
        return; // an address's own parser reads it
    }
    const char before = at > 0 ? source.at(at - 1) : ' ';
    const std::size_t name_end = source.text().find_first_of("/: ", at);
    if (source.at(skip_blanks(source, name_end)) == '/') {
        // The name of an account is one of a folder, too.
        const std::size_t stop = source.line_end(at);
        const std::size_t begin = skip_blanks(source, skip_blanks(source, name_end) + 1);
        const std::string_view rest = source.text().substr(begin, stop - begin);
        const std::string_view value = rest.substr(0, rest.find_first_of(" \t,;)"));
        if (is_word(before) || before == '/' || before == '.' || before == '-' || before == '\\' ||
            value.find_first_of("/\\") != std::string_view::npos || !is_unlike_text(value) ||
            !is_running_text(source, at)) {
            return;
        }
    }
    take_second(source, at, source.line_end(at), true);
}

void parse_last_pair(SourceText& source, std::size_t at)
{
    take_last_word(source, at, source.line_end(at), true);
}

void parse_access_pair(SourceText& source, const Identifier& account)
{
    if (source.text().substr(0, account.begin).ends_with("://")) {
        return; // an address's own parser reads it
    }
    std::size_t at = skip_blanks(source, account.end);
    const std::size_t stop = source.line_end(at);
    at = source.at(at) == ',' ? skip_blanks(source, at + 1) : at; // "her login, olga and Kettle#5"
    if (source.at(at) == ':') {
        const std::size_t name = skip_blanks(source, at + 1);
        if (!take_second(source, name, stop, true) && is_running_text(source, at) &&
            !take_behind_dash(source, name, stop) && !take_last_word(source, name, stop, false)) {
            take_line_below(source, name, stop);
        }
    } else if (at > account.end && account.label_begin == account.begin &&
               account.label_end == account.end && can_hold_value(source, at, stop) &&
               is_running_text(source, at) && !take_joined_pair(source, at, stop) &&
               !take_last_word(source, at, stop, false)) { // login olga Kettle#5
        take_unlike_text(source, at, stop);
    }
}

namespace {

// (ID)olga (PW)Kettle#5: a label in brackets of its own, the value right behind it.
bool take_behind_bracket(SourceText& source, const Identifier& identifier, const Identifier* before)
{
    const std::size_t open = identifier.begin;
    if (open == 0 || source.at(open - 1) != '(' || source.at(identifier.end) != ')' ||
        (open > 1 && is_word(source.at(open - 2)))) {
        return false;
    }
    const ProseWord word = read_word(source, identifier.end + 1);
    const std::string_view value = word.text(source);
    // (ID)olga stands before it: then whatever is mixed is the value.
    const bool paired = before != nullptr && before->begin > 0 &&
                        source.at(before->begin - 1) == '(' && source.at(before->end) == ')' &&
                        source.line_begin(open) <= before->begin;
    if (word.begin != identifier.end + 1 || word.end > source.line_end(open) ||
        !(is_free_password(source, value, "()[]{}=/") ||
            (paired && strength_of(source, value) >= Strength::mixed))) {
        return false;
    }
    source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    return true;
}

// user-olga and more before the label: a name behind a dash of its own.
bool follows_dashed_name(
    const SourceText& source, const Identifier& identifier, const Identifier* before)
{
    constexpr std::size_t apart_bytes_max = 48;
    if (before == nullptr || before->label_end > identifier.label_begin ||
        identifier.label_begin - before->label_end > apart_bytes_max) {
        return false;
    }
    return source.at(skip_blanks(source, before->label_end)) == '-';
}

} // namespace

bool parse_bracketed(SourceText& source, const Identifier& identifier, const Identifier* before)
{
    if (take_behind_bracket(source, identifier, before)) {
        return true;
    }
    static constexpr std::string_view openers = "([<{";
    static constexpr std::string_view closers = ")]>}";
    constexpr std::size_t inside_bytes_max = 64;
    const std::size_t open = skip_blanks(source, identifier.end);
    const std::size_t kind = openers.find(source.at(open));
    const bool bare =
        identifier.begin == identifier.label_begin && identifier.end == identifier.label_end;
    if (source.at(open) == '\0' || kind == std::string_view::npos || !bare) {
        return false;
    }
    const std::size_t stop = std::min(source.line_end(open), open + inside_bytes_max);
    const std::size_t close = source.text().substr(0, stop).find(closers[kind], open + 1);
    if (close == std::string_view::npos) {
        return false;
    }
    const std::size_t sign = skip_blanks(source, close + 1);
    if (source.at(sign) == ';' || source.at(sign) == '{') {
        return false; // code
    }
    std::size_t begin = open + 1;
    std::size_t end = close;
    if (source.at(sign) == ':' || source.at(sign) == '=') {
        const ProseWord word = read_word(source, skip_blanks(source, sign + 1));
        begin = word.begin;
        end = std::min(word.end, source.line_end(open));
    }
    if (end <= begin) {
        return false;
    }
    const std::string_view value = source.text().substr(begin, end - begin);
    if (!is_free_password(source, value, " \t\"'`(),") || shape_of(value).digits == 0 ||
        (value.find_first_of("!@#%^&*+~") == std::string_view::npos &&
            !is_running_text(source, identifier.begin))) {
        return false;
    }
    source.add(Detector::pair, begin, end, Kind::password, Confidence::medium);
    return true;
}

bool parse_dashed(SourceText& source, const Identifier& identifier, const Identifier* before)
{
    // user-olga/password-Kettle#5, ID - olga / PW - Kettle#5
    const std::size_t sign = skip_blanks(source, identifier.label_end);
    if (source.at(sign) != '-' || is_blank(source.at(sign + 1)) != (sign > identifier.label_end)) {
        return false;
    }
    const ProseWord word = read_word(source, skip_blanks(source, sign + 1));
    const std::string_view value = word.text(source);
    const bool accepted = follows_dashed_name(source, identifier, before)
                              ? is_password_like(value) && !is_dummy(source.words(), value)
                              : is_free_password(source, value, "()[]{}=/") &&
                                    value.find_first_of("!#$%^&*+~?@", 1) != std::string_view::npos;
    if (word.end > source.line_end(sign) || !accepted ||
        !is_running_text(source, identifier.begin)) {
        return false;
    }
    source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    return true;
}

} // namespace redactor
