#include "values/value_reader.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "text/char_class.h"

namespace redactor {
namespace {

struct QuotePair {
    std::string_view open;
    std::string_view close;
};

constexpr std::array<QuotePair, 16> typographic_quotes = {
    {{"“", "”"}, {"„", "“"}, {"„", "”"}, {"«", "»"}, {"»", "«"}, {"‘", "’"}, {"‚", "‘"},
        {"「", "」"}, {"『", "』"}, {"”", "”"}, {"&quot;", "&quot;"}, {"&#34;", "&#34;"},
        {"&#39;", "&#39;"}, {"**", "**"}, {"‹", "›"}, {"【", "】"}}};

std::size_t backslashes_before(std::string_view text, std::size_t at, std::size_t floor)
{
    std::size_t count = 0;
    while (at - count > floor && text[at - count - 1] == '\\') {
        ++count;
    }
    return count;
}

std::optional<Value> read_typographic(const SourceText& source, std::size_t at)
{
    static constexpr CharacterTable openers = table_of([](char c) {
        return std::any_of(typographic_quotes.begin(), typographic_quotes.end(),
            [c](const QuotePair& pair) { return pair.open.front() == c; });
    });
    if (!has(openers, source.at(at))) {
        return std::nullopt;
    }
    const std::string_view text = source.text();
    const std::size_t stop = source.line_end(at);
    std::optional<Value> best;
    for (const QuotePair& pair : typographic_quotes) {
        if (text.substr(at, pair.open.size()) != pair.open) {
            continue;
        }
        const std::size_t begin = at + pair.open.size();
        const std::size_t close = text.substr(0, stop).find(pair.close, begin);
        if (close != std::string_view::npos && close > begin && (!best || close < best->end)) {
            best = Value{begin, close, close + pair.close.size(), true, 0};
        }
    }
    return best;
}

// A quote inside a quoted argument of the Windows command line: ^\^"
constexpr std::string_view caret_quote = "^\\^\"";

// "{{ 'literal' | filter }}" of Jinja: the literal.
Value without_filter(const SourceText& source, const Value& whole)
{
    const std::string_view text = source.text().substr(0, whole.end);
    if (text.substr(whole.begin, 2) != "{{") {
        return whole;
    }
    std::size_t begin = whole.begin + 2;
    while (begin < whole.end && text[begin] == ' ') {
        ++begin;
    }
    const char quote = begin < whole.end ? text[begin] : '\0';
    const std::size_t close =
        quote == '\'' || quote == '"' ? text.find(quote, begin + 1) : std::string_view::npos;
    if (close == std::string_view::npos || text.find('|', close) == std::string_view::npos) {
        return whole;
    }
    return Value{begin + 1, close, whole.after, true, 0};
}

// "\"literal\"": an argument that is itself a literal of the language it goes to.
Value without_inner_quotes(std::string_view text, const Value& whole)
{
    const std::string_view word = text.substr(whole.begin, whole.end - whole.begin);
    static constexpr std::string_view inner = "\\\"";
    const bool quoted =
        word.size() > 2 * inner.size() && word.starts_with(inner) && word.ends_with(inner);
    return quoted
               ? Value{whole.begin + inner.size(), whole.end - inner.size(), whole.after, true, 0}
               : whole;
}

// Behind a , or ; another key=value, a blank or the end means that the value ended before it.
bool ends_at_separator(std::string_view text, std::size_t at)
{
    if (at + 1 >= text.size() || is_space(text[at + 1]) || text[at + 1] == '"' ||
        text[at + 1] == '\'' || text[at + 1] == '\\') {
        return true;
    }
    std::size_t next = at + 1;
    while (next < text.size() && next - at < 40 &&
           (is_word(text[next]) || text[next] == '-' || text[next] == '.' || text[next] == ' ')) {
        ++next;
    }
    return next > at + 1 && next < text.size() && (text[next] == '=' || text[next] == ':');
}

// Gr&amp;n7x: a sign of the value as XML writes it, unless another name=value follows.
bool is_ampersand_of_value(std::string_view text, std::size_t at)
{
    constexpr std::string_view entity = "&amp;";
    constexpr std::size_t name_bytes_max = 40;
    if (text.substr(at, entity.size()) != entity) {
        return false;
    }
    std::size_t next = at + entity.size();
    const std::size_t stop = std::min(text.size(), next + name_bytes_max);
    while (next < stop && (is_word(text[next]) || text[next] == '-' || text[next] == '.')) {
        ++next;
    }
    return next >= text.size() || text[next] != '=';
}

bool ends_unquoted(std::string_view text, std::size_t at, std::size_t begin)
{
    const char c = text[at];
    if (is_space(c) || c == '"' || c == '`' || c == '<' || c == '>') {
        return true;
    }
    if (c == '\'') {
        return at + 1 >= text.size() || !is_alnum(text[at + 1]);
    }
    if (c == ',' || c == ';') {
        return ends_at_separator(text, at);
    }
    if (text.substr(at, 4) == "&lt;" || text.substr(at, 4) == "&gt;") {
        return true;
    }
    if (is_ampersand_of_value(text, at)) {
        return false;
    }
    if (c == '&' || c == '|') {
        std::size_t next = at + 1;
        while (next < text.size() && next - at < 40 &&
               (is_word(text[next]) || text[next] == '-' || text[next] == '[' ||
                   text[next] == ']' || text[next] == ';')) {
            ++next;
        }
        return next > at + 1 && next < text.size() && (text[next] == '=' || text[next - 1] == ';');
    }
    if (c == '\\') {
        const char next = at + 1 < text.size() ? text[at + 1] : '\0';
        return at > begin && (next == '"' || next == '\'' || next == 'n' || next == 'r' ||
                                 next == 't' || next == '\\');
    }
    const std::string_view rest = text.substr(at, 3);
    return rest == "、" || rest == "。" || rest == "，" || rest == "」" || rest == "；" ||
           rest == "”" || rest == "“" || rest == "\u3000" || rest.substr(0, 2) == "\u00A0" ||
           rest == "）" || rest.substr(0, 2) == "»";
}

// Drops what belongs to the text around: an unbalanced closer, the sentence's full stop.
std::size_t trim_end(std::string_view text, std::size_t begin, std::size_t end)
{
    static constexpr std::string_view openers = "([{";
    static constexpr std::string_view closers = ")]}";
    bool again = true;
    while (again && end > begin) {
        again = false;
        const char last = text[end - 1];
        const std::size_t kind = closers.find(last);
        if (kind != std::string_view::npos) {
            const std::string_view value = text.substr(begin, end - begin);
            const auto opened = std::count(value.begin(), value.end(), openers[kind]);
            const auto closed = std::count(value.begin(), value.end(), last);
            again = closed > opened;
        } else {
            // A sentence's full stop has white space, a closing sign or nothing behind it.
            const bool sentence =
                end >= text.size() || is_space(text[end]) || is_high(text[end]) ||
                std::string_view(")\"'<,").find(text[end]) != std::string_view::npos;
            again = last == ',' || last == ';' || last == '\'' ||
                    (last == '.' && sentence && end - begin > 4) ||
                    (last == ':' && end - begin > 4);
        }
        end -= again ? 1U : 0U;
    }
    return end;
}

// b"…", r'…', []byte("…"), getenv('X', '…'), String("…"): the bytes before the quote; npos when there is no such wrapper.
std::size_t wrapper_length(const SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    std::size_t i = at;
    while (i < text.size() && i - at < 24 &&
           (is_word(text[i]) || text[i] == '[' || text[i] == ']' || text[i] == '.' ||
               text[i] == ':' || text[i] == '@')) {
        ++i;
    }
    if (i == at && i < text.size() && text[i] == '[') {
        return std::string_view::npos;
    }
    while (i < text.size() && i - at < 26 && (text[i] == '(' || text[i] == '[' || text[i] == ' ')) {
        ++i;
    }
    if (i == at || i >= text.size()) {
        return std::string_view::npos;
    }
    const bool call = text[i - 1] == '(' || text[i - 1] == '[';
    const bool prefix = i - at == 1 || (i - at == 2 && !call);
    if ((text[i] == '"' || text[i] == '\'' || text[i] == '`' || text[i] == '\\') &&
        (call || prefix) && (call || is_alpha(text[at]) || text[at] == '@' || text[at] == '[')) {
        return i - at;
    }
    return std::string_view::npos;
}

// 'it''s', "two""fold": SQL, YAML, Pascal and Basic write a quote inside a value twice. Right at the start it is an empty value.
bool is_doubled_quote(std::string_view text, std::size_t at, std::size_t begin)
{
    const auto is_letter_or_digit = [](char c) { return is_alnum(c) || is_high(c); };
    return at > begin && at + 2 < text.size() && (text[at] == '"' || text[at] == '\'') &&
           text[at + 1] == text[at] && is_letter_or_digit(text[at - 1]) &&
           is_letter_or_digit(text[at + 2]);
}

// Of a blank of more than one byte at the front of `text`; 0 when there is none.
std::size_t wide_blank_bytes(std::string_view text)
{
    static constexpr std::array<std::string_view, 4> blanks{"\u00A0", "\u3000", "\u202F", "&nbsp;"};
    const auto* found = std::ranges::find_if(
        blanks, [&](std::string_view blank) { return text.starts_with(blank); });
    return found == blanks.end() ? 0 : found->size();
}

} // namespace

std::size_t skip_blanks(const SourceText& source, std::size_t at, std::size_t bytes_max)
{
    static constexpr CharacterTable others =
        table_of([](char c) { return c == '\xC2' || c == '\xE3' || c == '\xE2' || c == '&'; });
    const std::size_t stop = std::min(source.text().size(), at + bytes_max);
    while (at < stop) {
        const std::size_t width = is_blank(source.at(at)) ? 1
                                  : has(others, source.at(at))
                                      ? wide_blank_bytes(source.text().substr(at))
                                      : 0;
        if (width == 0) {
            break;
        }
        at += width;
    }
    return std::min(at, source.text().size());
}

std::optional<Value> read_quoted(const SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    if (source.at(at) == caret_quote.front() &&
        text.substr(at, caret_quote.size()) == caret_quote) {
        const std::size_t begin = at + caret_quote.size();
        const std::size_t close = text.substr(0, source.line_end(at)).find(caret_quote, begin);
        return close == std::string_view::npos
                   ? std::nullopt
                   : std::optional(Value{begin, close, close + caret_quote.size(), true, 0});
    }
    std::size_t open = at;
    while (open < text.size() && text[open] == '\\' && open - at < 8) {
        ++open;
    }
    const std::size_t level = open - at;
    const char quote = source.at(open);
    if (quote != '"' && quote != '\'' && quote != '`') {
        return level == 0 ? read_typographic(source, at) : std::nullopt;
    }
    const std::size_t begin = open + 1;
    const std::size_t stop = std::min(text.size(), begin + value_bytes_max);
    for (std::size_t i = begin; i < stop && text[i] != '\n'; ++i) {
        if (level == 0 && is_doubled_quote(text, i, begin)) {
            ++i;
            continue;
        }
        if (text[i] == quote && backslashes_before(text, i, begin) == level) {
            source.count_read(i - at);
            return without_inner_quotes(
                text, without_filter(source, Value{begin, i - level, i + 1, true, 0}));
        }
        if (level == 0 && text[i] == '\\' && text[i + 1 < stop ? i + 1 : i] == '\\') {
            ++i; // an escaped backslash does not escape the quote behind it
        }
    }
    source.count_read(stop - at);
    // A token longer than is read here: who adds it looks for its end (scan/long_values.h).
    const std::string_view cut = text.substr(begin, value_bytes_max);
    const bool token =
        cut.size() == value_bytes_max && std::none_of(cut.begin(), cut.end(), is_space);
    return token ? std::optional(Value{begin, stop, stop, true, 0}) : std::nullopt;
}

std::optional<Value> read_value(const SourceText& source, std::size_t at)
{
    if (auto quoted = read_quoted(source, at)) {
        return quoted;
    }
    const std::string_view text = source.text();
    const std::size_t wrapper = wrapper_length(source, at);
    if (wrapper != std::string_view::npos) {
        if (auto quoted = read_quoted(source, at + wrapper)) {
            quoted->wrapper = wrapper;
            return quoted;
        }
    }
    const std::size_t stop = std::min(text.size(), at + value_bytes_max);
    std::size_t end = at;
    while (end < stop && !ends_unquoted(text, end, at)) {
        ++end;
    }
    source.count_read(end - at);
    end = trim_end(text, at, end);
    if (end == at) {
        return std::nullopt;
    }
    return Value{at, end, end, false, 0};
}

} // namespace redactor
