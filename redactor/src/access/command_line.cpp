#include "access/command_line.h"

#include <algorithm>
#include <array>
#include <optional>

#include "text/char_class.h"
#include "text/value_shape.h"
#include "values/identifier.h"
#include "values/phrase.h"
#include "values/value_reader.h"
#include "values/vetoes.h"

namespace redactor {
namespace {

enum class Shape { word, user_pair, basic_pair, attached, user_percent };

struct Option {
    std::string_view command;
    std::string_view option;
    Shape shape;
};

// Which options of which programs hold a password, from the programs' manual pages.
constexpr std::array<Option, 52> options = {{{"sshpass", "-p", Shape::word},
    {"curl", "-u", Shape::basic_pair}, {"curl", "--user", Shape::basic_pair},
    {"curl", "-U", Shape::user_pair}, {"wget", "--http-password", Shape::word},
    {"mysql", "-p", Shape::attached}, {"mysqldump", "-p", Shape::attached},
    {"mysqladmin", "-p", Shape::attached}, {"mariadb", "-p", Shape::attached},
    {"docker login", "-p", Shape::word}, {"ldapsearch", "-w", Shape::word},
    {"ldapmodify", "-w", Shape::word}, {"ldapadd", "-w", Shape::word},
    {"redis-cli", "-a", Shape::word}, {"sqlcmd", "-P", Shape::word}, {"bcp", "-P", Shape::word},
    {"osql", "-P", Shape::word}, {"isql", "-P", Shape::word}, {"tsql", "-P", Shape::word},
    {"freebcp", "-P", Shape::word}, {"plink", "-pw", Shape::word}, {"pscp", "-pw", Shape::word},
    {"lftp", "-u", Shape::user_pair}, {"smbclient", "-U", Shape::user_percent},
    {"mongo", "-p", Shape::word}, {"mongosh", "-p", Shape::word}, {"psexec", "-p", Shape::word},
    {"ncftpput", "-p", Shape::word}, {"zip", "-P", Shape::word},
    {"xfreerdp", "/p:", Shape::attached}, {"rclone", "-p", Shape::word},
    {"keytool", "-storepass", Shape::word}, {"keytool", "-keypass", Shape::word},
    {"jarsigner", "-storepass", Shape::word}, {"jarsigner", "-keypass", Shape::word},
    {"az login", "-p", Shape::word}, {"unrar", "-p", Shape::attached},
    {"snmpwalk", "-A", Shape::word}, {"snmpwalk", "-X", Shape::word},
    {"snmpget", "-A", Shape::word}, {"snmpget", "-X", Shape::word}, {"snmpset", "-A", Shape::word},
    {"snmpset", "-X", Shape::word}, {"keytool", "-srcstorepass", Shape::word},
    {"keytool", "-deststorepass", Shape::word}, {"keytool", "-srckeypass", Shape::word},
    {"keytool", "-destkeypass", Shape::word}, {"psexec.exe", "-p", Shape::word},
    {"psexec64.exe", "-p", Shape::word}, {"signtool", "/p", Shape::word},
    {"bcp", "-P", Shape::attached}, {"knife bootstrap", "-P", Shape::word}}};

constexpr std::array<std::string_view, 4> account_options = {" --user", " -u ", " -U ", " /user:"};

bool is_literal_secret(const SourceText& source, std::string_view word)
{
    return word.size() >= 3 && !is_dummy(source.words(), word) && !word.starts_with("-") &&
           word != "pass" && word != "password";
}

void take(SourceText& source, const Value& value, Confidence confidence)
{
    if (!is_literal_secret(source, source.text().substr(value.begin, value.end - value.begin))) {
        return;
    }
    source.add(Detector::command_line, value.begin, value.end, Kind::password, confidence);
}

// End of the shell word at `at`: quotes may open and close inside it.
std::size_t shell_word_end(std::string_view text, std::size_t at)
{
    const std::size_t stop = std::min(text.size(), at + line_window_bytes);
    char quote = '\0';
    for (; at < stop; ++at) {
        const char c = text[at];
        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
            if (c == '\n') {
                break;
            }
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (is_space(c)) {
            break;
        }
    }
    return at;
}

std::string without_quotes(std::string_view word)
{
    std::string out(word);
    std::erase_if(out, [](char c) { return c == '"' || c == '\''; });
    return out;
}

// The argument of HTTP Basic authentication is sealed whole, as its encoded form in a header is: in many interfaces the part
// before the colon is the key (`-u sk_…:`, `-u client:secret`), and no one can tell from the outside.
void take_basic_pair(SourceText& source, std::size_t at)
{
    constexpr std::size_t lone_key_bytes_min = 12;
    const std::size_t end = shell_word_end(source.text(), at);
    const std::string pair = without_quotes(source.text().substr(at, end - at));
    const std::size_t colon = pair.find(':');
    if (colon == std::string::npos || pair.starts_with('$') || pair.starts_with('<')) {
        return;
    }
    const std::string_view user = std::string_view(pair).substr(0, colon);
    const std::string_view password = std::string_view(pair).substr(colon + 1);
    const bool lone_key = password.empty() && user.size() >= lone_key_bytes_min &&
                          shape_of(user).digits > 0 && !is_dummy(source.words(), user);
    if (lone_key ||
        (is_literal_secret(source, password) && !(user == password && user == "test"))) {
        source.add(Detector::command_line, at, end, Kind::password, Confidence::medium);
    }
}

void take_option(SourceText& source, std::size_t at, Shape shape)
{
    if (shape == Shape::attached) {
        if (is_space(source.at(at))) {
            return;
        }
    } else {
        at += source.at(at) == '=' ? 1U : 0U;
        at = skip_blanks(source, at);
    }
    if (shape == Shape::basic_pair) {
        take_basic_pair(source, at);
        return;
    }
    std::optional<Value> value = read_value(source, at);
    if (!value) {
        return;
    }
    if (shape == Shape::user_pair || shape == Shape::user_percent) {
        const char sign = shape == Shape::user_pair ? ':' : '%';
        const std::string_view pair = source.text().substr(value->begin, value->end - value->begin);
        std::size_t colon = pair.find(sign);
        if (colon == std::string_view::npos && sign == ':') {
            colon = pair.find(',');
        }
        if (colon == std::string_view::npos || pair.starts_with("$")) {
            return;
        }
        value->begin += colon + 1;
        if (value->begin >= value->end) {
            return;
        }
    }
    // A shell's word may end with a full stop; the end of the line may be a sentence's.
    if (!value->quoted && source.at(value->end) == '.' && source.at(value->end + 1) == ' ') {
        ++value->end;
    }
    take(source, *value, Confidence::medium);
}

bool is_pair(Shape shape) { return shape == Shape::user_pair || shape == Shape::basic_pair; }

// A command goes on behind a backslash at the end of its line.
std::size_t command_end(const SourceText& source, std::size_t at)
{
    const std::size_t limit = at + line_window_bytes;
    std::size_t end = source.line_end(at);
    while (end < limit && end > at && source.at(end) == '\n' && source.at(end - 1) == '\\') {
        end = source.line_end(end + 1);
    }
    return std::min(end, limit);
}

} // namespace

void parse_command(SourceText& source, std::size_t at, std::size_t name_end)
{
    const std::string_view text = source.text();
    const std::string_view name = text.substr(at, name_end - at);
    const std::size_t stop = command_end(source, name_end);
    for (const Option& option : options) {
        if (!equal_caseless(name, option.command)) {
            continue;
        }
        std::size_t found = name_end;
        while (
            (found = text.substr(0, stop).find(option.option, found)) != std::string_view::npos) {
            const std::size_t behind = found + option.option.size();
            const bool begins = is_space(source.at(found - 1));
            // -u user:x and -uuser:x alike; a longer option (-proxy) is another one.
            const bool ends = option.shape == Shape::attached || is_space(source.at(behind)) ||
                              source.at(behind) == '\'' || source.at(behind) == '"' ||
                              source.at(behind) == '=' ||
                              (option.option.size() == 2 && is_pair(option.shape));
            if (begins && ends) {
                take_option(source, behind, option.shape);
            }
            found = behind;
        }
    }
}

namespace {

// An option before it on the line names the account: what follows is no help text.
bool names_account(const SourceText& source, std::size_t at)
{
    const std::size_t begin = source.line_begin(at);
    const std::string_view before = source.text().substr(begin, at - begin);
    return !before.ends_with(" and ") &&
           std::any_of(std::begin(account_options), std::end(account_options),
               [&](std::string_view option) {
                   return before.find(option) != std::string_view::npos;
               });
}

// Where openssl reads its pass phrase from, and what it mixes into a hash.
bool names_no_password(const SourceText& source, const Identifier& option, std::string_view word)
{
    static constexpr std::array<std::string_view, 3> sources = {"file:", "fd:", "stdin"};
    const std::string_view name = source.text().substr(option.begin, option.end - option.begin);
    return name.ends_with("-salt") ||
           std::any_of(sources.begin(), sources.end(),
               [&](std::string_view begin) { return word.starts_with(begin); });
}

} // namespace

bool parse_long_option(SourceText& source, const Identifier& option)
{
    const std::size_t at = option.end;
    if (source.at(option.begin) != '-' && source.at(option.begin) != '/') {
        return false;
    }
    if (source.at(at) != ' ' || source.at(at + 1) == ' ') {
        return false; // a help text lines up what it says about an option
    }
    const std::optional<Value> value = read_value(source, at + 1);
    if (!value || value->begin >= value->end || source.at(value->begin) == '-' ||
        is_vetoed(source, *value,
            is_chosen_phrase(source.words(), value->text(source), PhraseKind::ordinary))) {
        return false;
    }
    const std::string_view word = value->text(source);
    if (names_no_password(source, option, word)) {
        return false;
    }
    if (is_harmless_identifier(source, option) && !word.starts_with("echo ")) {
        return false; // --secret-type x; but --password-command "echo x" has one
    }
    const ValueShape shape = shape_of(word);
    if (word.size() < 4 || source.words().stop_values.contains(lower_copy(word)) ||
        (!value->quoted && shape.digits + shape.symbols == 0 &&
            ((shape.length < 8 && !names_account(source, option.begin)) ||
                shape.lower == 0))) { // PASSWORD stands for the user's own
        return false;
    }
    source.add(
        Detector::command_line, value->begin, value->end, Kind::password, Confidence::medium);
    return true;
}

void parse_sql_password(SourceText& source, std::size_t at)
{
    at = skip_blanks(source, at);
    if (at_caseless(source.text(), at, "password")) {
        at = skip_blanks(source, at + 8);
    }
    while (source.at(at) == '(' || source.at(at) == '=' || is_blank(source.at(at))) {
        ++at;
    }
    at += source.at(at) == 'N' && source.at(at + 1) == '\'' ? 1U : 0U;
    // Inside a quoted statement quotes are doubled.
    while (source.at(at) == '\'' && source.at(at + 1) == '\'') {
        ++at;
    }
    if (source.at(at) == '`') {
        return; // documentation
    }
    const std::optional<Value> value = read_quoted(source, at);
    if (!value || value->end < value->begin + 3) {
        return;
    }
    const std::string_view word = source.text().substr(value->begin, value->end - value->begin);
    if (!is_dummy(source.words(), word) && !is_password_hash(word) &&
        word.find('`') == std::string_view::npos && word.find(" + ") == std::string_view::npos) {
        source.add(Detector::sql, value->begin, value->end, Kind::password, Confidence::high);
    }
}

} // namespace redactor
