#include "private_key.h"

#include <algorithm>

#include "char_class.h"

namespace redactor {
namespace {

bool is_body_char(char c)
{
    return is_alnum(c) || c == '+' || c == '/' || c == '=' || is_space(c) || c == '\\' ||
           c == '>' || c == '#' || c == '"' || c == '\'' || c == ',' || c == '|' || c == ':' ||
           c == '-' || c == '*' || c == '.' || c == '%' || c == '_' || c == '(' || c == ')' ||
           c == '@';
}

// Where five dashes and `word` stand next, or the end of the text.
std::size_t next_dashes(std::string_view text, std::size_t at, std::string_view word)
{
    constexpr std::string_view dashes = "-----";
    while ((at = text.find(dashes, at)) != std::string_view::npos) {
        if (text.substr(at + dashes.size()).starts_with(word)) {
            return at;
        }
        ++at;
    }
    return text.size();
}

} // namespace

void parse_pem(SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    const std::string_view head = text.substr(at, 80);
    const std::size_t title_end = head.find("-----", 10);
    if (title_end == std::string_view::npos) {
        return;
    }
    const std::string_view title = head.substr(11, title_end - 11);
    if (title.find("PRIVATE KEY") == std::string_view::npos ||
        title.find("PUBLIC") != std::string_view::npos) {
        return;
    }
    const std::size_t body = at + title_end + 5;
    // A key ends where another begins, so that a flood of heads is read once, not each to the longest key's end.
    const std::size_t furthest = std::min(text.size(), at + private_key_bytes_max);
    const std::size_t stop = next_dashes(text.substr(0, furthest), body, "BEGIN");
    const std::size_t close = next_dashes(text.substr(0, stop), body, "END");
    if (close != stop) {
        const std::size_t dashes = text.substr(0, furthest).find("-----", close + 8);
        std::size_t end = dashes == std::string_view::npos ? close + 8 : dashes + 5;
        if (text.substr(end, 2) == "\\n") {
            end += 2; // the escaped newline of a JSON string is part of the value
        }
        const auto letters = std::count_if(text.begin() + static_cast<std::ptrdiff_t>(body),
            text.begin() + static_cast<std::ptrdiff_t>(close), is_alnum);
        if (letters >= 24) {
            source.add(Detector::private_key, at, end, Kind::private_key, Confidence::certain);
        }
        return;
    }
    // Cut short: what still looks like its body.
    std::size_t end = body;
    while (end < stop && is_body_char(text[end])) {
        ++end;
    }
    while (end > body && !is_alnum(text[end - 1]) && text[end - 1] != '=' && text[end - 1] != '-') {
        --end;
    }
    source.add(Detector::private_key, at, end, Kind::private_key, Confidence::high);
}

void parse_putty(SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    std::size_t line = text.find('\n', at);
    if (line == std::string_view::npos) {
        return;
    }
    const std::size_t begin = line + 1;
    const std::size_t stop = std::min(text.size(), at + private_key_bytes_max);
    std::size_t end = begin;
    while (end < stop) {
        std::size_t line_end = end;
        while (line_end < stop && (text[line_end] == '>' || text[line_end] == ' ')) {
            ++line_end; // marks of a quoted reply
        }
        while (line_end < stop && (is_alnum(text[line_end]) || text[line_end] == '+' ||
                                      text[line_end] == '/' || text[line_end] == '=')) {
            ++line_end;
        }
        if (line_end == end) {
            break;
        }
        std::size_t next = line_end;
        next += next < stop && text[next] == '\r' ? 1U : 0U;
        if (next < stop && text[next] != '\n') {
            break;
        }
        end = next + 1;
    }
    end = std::min(end, text.size());
    while (end > begin && is_space(text[end - 1])) {
        --end;
    }
    source.add(Detector::private_key, begin, end, Kind::private_key, Confidence::certain);
}

} // namespace redactor
