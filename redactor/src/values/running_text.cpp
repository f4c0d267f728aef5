#include "values/running_text.h"

#include <algorithm>
#include <string_view>

#include "text/char_class.h"

namespace redactor {

namespace {

bool looks_running(const SourceText& source, std::size_t at)
{
    const std::size_t from = at > 160 ? at - 160 : 0;
    const std::size_t begin = std::max(source.line_begin(at), from);
    const std::size_t end = std::min(source.line_end(at), at + 160);
    const std::string_view line = source.text().substr(begin, end - begin);
    std::size_t signs = 0;
    // A line cut out of a literal has its quotes escaped, all of them.
    const std::size_t quote = line.find('"');
    const bool escaped = quote != std::string_view::npos && quote > 0 && line[quote - 1] == '\\' &&
                         line[line.rfind('"') - 1] == '\\';
    static constexpr CharacterTable counted = members_of("{}\\;[](=&-:\"$");
    const std::size_t signs_max = 1 + line.size() / 40;
    for (std::size_t i = 0; i < line.size() && signs <= signs_max; ++i) {
        const char c = line[i];
        if (!has(counted, c)) {
            continue;
        }
        const char next = i + 1 < line.size() ? line[i + 1] : '\0';
        if (c == '[' && is_digit(next) && (i == 0 || !is_word(line[i - 1]))) {
            // [14:02], [2024-11-03 14:02:11]: the time of a message, and no index.
            constexpr std::size_t time_bytes_max = 32;
            const std::size_t close = line.substr(0, i + time_bytes_max).find(']', i);
            i = close == std::string_view::npos ? i : close;
            continue;
        }
        signs += c == '{' || c == '}'                     ? 1U
                 : c == '\\' && !(escaped && next == '"') ? 1U
                 : c == ';'                               ? 2U
                                                          : 0U;
        signs += c == '[' || c == ']' ? 1U : 0U;
        signs += c == '(' && i > 0 && is_word(line[i - 1]) && line[i - 1] != ' ' ? 1U : 0U;
        signs += c == '=' && (next == '=' || next == '>') ? 2U : 0U;
        signs += (c == '&' && next == '&') ||
                         (c == '-' && next == '>' && i > 0 && is_word(line[i - 1])) ||
                         (c == ':' && next == ':')
                     ? 2U
                     : 0U;
        signs += c == '"' && next == ':' ? 2U : 0U;
        signs += c == '$' && (next == '{' || next == '(') ? 2U : 0U;
    }
    const std::size_t first = line.find_first_not_of(" \t");
    const bool comment =
        first != std::string_view::npos && (line.substr(first, 2) == "//" || line[first] == '*');
    return signs <= signs_max && !(comment && signs > 0);
}

} // namespace

bool is_running_text(const SourceText& source, std::size_t at)
{
    const std::size_t begin = source.line_begin(at);
    return source.remembered_running(begin + (at - begin) / 64 * 64, at, looks_running);
}

bool is_plain_word(const SourceText& source, const Identifier& identifier)
{
    const std::string_view text = source.text();
    const std::string_view head =
        text.substr(identifier.begin, identifier.label_begin - identifier.begin);
    const std::string_view tail =
        text.substr(identifier.label_end, identifier.end - identifier.label_end);
    const bool compound = // MySQL-Passwort
        head.ends_with('-') &&
        source.words().labels[identifier.label].label_class == LabelClass::password;
    const auto plain = [](std::string_view part) {
        bool hump = false;
        for (std::size_t i = 1; i < part.size(); ++i) {
            hump = hump || (is_lower(part[i - 1]) && is_upper(part[i]));
        }
        return part.find_first_of("_.$") == std::string_view::npos && !hump;
    };
    const bool case_hump =
        !head.empty() && is_lower(head.back()) && is_upper(text[identifier.label_begin]);
    const bool tail_hump =
        !tail.empty() && is_upper(tail.front()) && is_lower(text[identifier.label_end - 1]);
    if (source.at(identifier.end) == '@' ||
        (source.at(identifier.end) == '(' &&
            source.words().labels[identifier.label].ascii) || // a call; 토큰(x) is none
        std::any_of(tail.begin(), tail.end(), is_digit)) {
        return false;
    }
    return (compound || plain(head)) && plain(tail) && !case_hump && !tail_hump;
}

} // namespace redactor
