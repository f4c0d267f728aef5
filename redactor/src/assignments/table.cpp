#include "assignments/table.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assignments/assignment.h"
#include "assignments/sql_rows.h"
#include "text/char_class.h"
#include "text/letter_case.h"
#include "values/identifier.h"
#include "values/value_acceptance.h"
#include "values/value_reader.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

constexpr std::size_t columns_max = 40;
constexpr std::size_t header_cell_bytes_max = 40;
constexpr std::size_t row_bytes_max = 4096;

struct Cell {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// The end of the line at `at` without its newline; no line of a table is longer than row_bytes_max.
std::size_t row_end(std::string_view text, std::size_t at)
{
    const std::size_t stop = std::min(text.size(), at + row_bytes_max);
    const std::size_t newline = text.substr(0, stop).find('\n', at);
    const std::size_t end = newline == std::string_view::npos ? stop : newline;
    return end > at && text[end - 1] == '\r' ? end - 1 : end;
}

// Marks of a quoted reply before the row.
std::size_t skip_reply_marks(std::string_view text, std::size_t at)
{
    while (at < text.size() && (text[at] == '>' || text[at] == ' ')) {
        ++at;
    }
    return at;
}

constexpr std::string_view trimmed_marks = " \t`*\"";
constexpr CharacterTable trimmed_mark = members_of(trimmed_marks);

Cell trimmed(std::string_view text, Cell cell)
{
    while (cell.begin < cell.end && has(trimmed_mark, text[cell.begin])) {
        ++cell.begin;
    }
    while (cell.end > cell.begin && has(trimmed_mark, text[cell.end - 1])) {
        --cell.end;
    }
    return cell;
}

// The cells of [begin, end). A delimiter inside "…" of CSV or '…' of SQL does not part them.
std::vector<Cell> split(
    std::string_view text, std::size_t begin, std::size_t end, char delimiter, char quote)
{
    std::vector<Cell> cells;
    std::size_t cell = begin;
    bool quoted = false;
    for (std::size_t i = begin; i < end; ++i) {
        if (text[i] == '\\' && quoted) {
            ++i;
        } else if (text[i] == quote && (quoted || trimmed(text, {cell, i}).end <= cell)) {
            quoted = !quoted;
        } else if (text[i] == delimiter && !quoted) {
            if (cells.size() >= columns_max) {
                return {};
            }
            cells.push_back({cell, i});
            cell = i + 1;
        }
    }
    cells.push_back({cell, end});
    return cells;
}

constexpr char aligned = ' '; // columns parted by two blanks or more

// The cells of [begin, end) of a table whose columns are aligned with blanks.
std::vector<Cell> split_aligned(std::string_view text, std::size_t begin, std::size_t end)
{
    std::vector<Cell> cells;
    std::size_t at = begin;
    while (at < end && cells.size() < columns_max) {
        while (at < end && text[at] == ' ') {
            ++at;
        }
        const std::size_t cell = at;
        while (at < end && !(text[at] == ' ' && (at + 1 == end || text[at + 1] == ' '))) {
            ++at;
        }
        if (at > cell) {
            cells.push_back({cell, at});
        }
    }
    return cells;
}

// Characters from `begin` to `at`.
std::ptrdiff_t column_of(std::string_view text, std::size_t begin, std::size_t at)
{
    return std::count_if(text.begin() + static_cast<std::ptrdiff_t>(begin),
        text.begin() + static_cast<std::ptrdiff_t>(at), [](char c) { return !is_continuation(c); });
}

constexpr bool is_heading_character(char c)
{
    return is_word(c) || is_high(c) || c == '-' || c == '/' || c == '(' || c == ')' || c == '.' ||
           c == '#' || c == '?' || c == ' ';
}

bool is_heading(std::string_view cell)
{
    std::size_t words = 1;
    for (const char c : cell) {
        if (!is_heading_character(c)) {
            return false;
        }
        words += c == ' ' ? 1U : 0U;
    }
    return cell.size() <= header_cell_bytes_max && words <= 4 &&
           std::count(cell.begin(), cell.end(), '(') == std::count(cell.begin(), cell.end(), ')');
}

// A header has short names in every cell; the column of the label, or nothing.
std::optional<std::size_t> heading_column(
    const SourceText& source, const std::vector<Cell>& cells, const Identifier& identifier)
{
    std::optional<std::size_t> column;
    std::size_t named = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const Cell cell = trimmed(source.text(), cells[i]);
        const std::string_view name = source.text().substr(cell.begin, cell.end - cell.begin);
        const bool number = !name.empty() && std::all_of(name.begin(), name.end(), is_digit);
        if (number || !is_heading(name)) {
            return std::nullopt;
        }
        named += name.empty() ? 0U : 1U;
        if (identifier.begin >= cell.begin && identifier.end <= cell.end) {
            column = i;
        }
    }
    // A comma at the end is one of a list in source code.
    const bool listed =
        cells.back().begin == cells.back().end && source.at(cells.back().begin - 1) == ',';
    return named >= 2 && !listed ? column : std::nullopt;
}

bool is_quote(char c) { return c == '"' || c == '`' || c == '*'; }

// `literal`: in quotes. Without them what reads like code is no value.
void take(SourceText& source, const ValueContext& context, Cell cell, bool literal)
{
    const Value value{cell.begin, cell.end, cell.end, literal, 0};
    if (const auto confidence =
            cell.end > cell.begin ? accept_value(source, value, context) : std::nullopt) {
        source.add(
            Detector::table, value.begin, value.end, kind_of(context.label_class), *confidence);
    }
}

bool is_rule_row(std::string_view row)
{
    return std::all_of(row.begin(), row.end(), [](char c) {
        return c == '-' || c == '|' || c == ':' || c == '+' || c == '=' || is_blank(c);
    });
}

// Whether [begin, end) has nothing but what headings are made of, marks around them and the delimiter: most lines do not, and
// need not be split.
bool can_be_headings(std::string_view text, std::size_t begin, std::size_t end, char delimiter)
{
    static constexpr CharacterTable signs = table_of([](char c) {
        return is_heading_character(c) || trimmed_marks.find(c) != std::string_view::npos;
    });
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(begin),
        text.begin() + static_cast<std::ptrdiff_t>(end),
        [delimiter](char c) { return has(signs, c) || c == delimiter; });
}

bool parse_rows(SourceText& source, const Identifier& identifier, char delimiter)
{
    const std::string_view text = source.text();
    if (identifier.label_end != identifier.end) {
        return false;
    }
    const std::size_t line = source.line_begin(identifier.begin);
    const std::size_t line_stop = row_end(text, line);
    const std::size_t begin = skip_reply_marks(text, line);
    if (begin < line_stop && !can_be_headings(text, begin, line_stop, delimiter)) {
        return false;
    }
    const char quote = delimiter == '|' ? '\0' : '"';
    const std::vector<Cell> header = split(text, begin, line_stop, delimiter, quote);
    if (header.size() < 2) {
        return false;
    }
    const auto column = heading_column(source, header, identifier);
    if (!column) {
        return false;
    }
    if (source.in_table_rows(identifier.begin)) {
        return false;
    }
    const ValueContext context = framed_context(source, identifier);
    const bool harmless = is_harmless_identifier(source, identifier);
    std::size_t rows = 0;
    std::size_t at = text.find('\n', line_stop);
    while (at != std::string_view::npos && at + 1 < text.size()) {
        const std::size_t row = skip_reply_marks(text, at + 1);
        const std::size_t stop = row_end(text, row);
        if (!is_rule_row(text.substr(row, stop - row)) || stop == row) {
            const std::vector<Cell> cells = split(text, row, stop, delimiter, quote);
            if (cells.size() != header.size()) {
                break;
            }
            ++rows;
            if (!harmless) {
                const Cell cell = trimmed(text, cells[*column]);
                take(source, context, cell, is_quote(source.at(cell.begin - 1)));
            }
        }
        at = text.find('\n', stop);
    }
    if (rows > 0) {
        source.remember_table(line, at == std::string_view::npos ? text.size() : at);
    }
    // A heading without rows still holds no value: name,user,password but not "name, user, password" of a sentence.
    return rows > 0 || (header.size() >= 3 && text.substr(begin, line_stop - begin).find(' ') ==
                                                  std::string_view::npos);
}

// id,option_name,value: the name of a setting as a cell of its own and the value in the next one, as an export of a settings table
// prints it. Only technical names (with a bar), so that no header is taken for a row.
bool parse_record(SourceText& source, const Identifier& identifier, char delimiter)
{
    const std::string_view text = source.text();
    const std::string_view name = text.substr(identifier.begin, identifier.end - identifier.begin);
    const std::string_view line = text.substr(source.line_begin(identifier.begin),
        source.line_end(identifier.begin) - source.line_begin(identifier.begin));
    if (name.find('_') == std::string_view::npos || line.find('(') != std::string_view::npos ||
        line.ends_with(';')) {
        return false; // source code
    }
    const std::size_t begin = skip_reply_marks(text, source.line_begin(identifier.begin));
    const std::size_t stop = source.line_end(identifier.begin);
    std::size_t behind = identifier.end;
    while (behind < stop && has(trimmed_mark, text[behind]) && text[behind] != delimiter) {
        ++behind;
    }
    if (behind >= stop || text[behind] != delimiter) {
        return false; // the name does not fill its cell, or it is the last one
    }
    const std::vector<Cell> cells =
        split(text, begin, stop, delimiter, delimiter == '|' ? '\0' : '"');
    for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
        const Cell cell = trimmed(text, cells[i]);
        if (cell.begin != identifier.begin || cell.end != identifier.end) {
            continue;
        }
        const Cell next = trimmed(text, cells[i + 1]);
        const std::string_view value = text.substr(next.begin, next.end - next.begin);
        const bool heading =
            value.find('_') != std::string_view::npos &&
            std::all_of(value.begin(), value.end(), [](char c) { return is_lower(c) || c == '_'; });
        if (!heading && !is_harmless_identifier(source, identifier)) {
            take(source, framed_context(source, identifier), next,
                is_quote(source.at(next.begin - 1)));
        }
        return true;
    }
    return false;
}

// Another heading that tells of an account makes a line of names, not a name and its value: "User  Password", not "PASS  "x"".
bool names_account(const SourceText& source, const std::vector<Cell>& header, std::size_t column)
{
    for (std::size_t i = 0; i < header.size(); ++i) {
        const std::string name =
            fold_case(source.text().substr(header[i].begin, header[i].end - header[i].begin));
        if (i != column &&
            (source.words().is_label_word(name) || source.words().access_words.contains(name))) {
            return true;
        }
    }
    return false;
}

// A line of headings, aligned with blanks, one of which is the label; below it rows with a cell that begins where the heading does.
// Only blanks make it a table, so that a plain word is no value.
bool parse_aligned(SourceText& source, const Identifier& identifier)
{
    const std::string_view text = source.text();
    const std::size_t line = source.line_begin(identifier.begin);
    const std::size_t line_stop = row_end(text, line);
    if (identifier.label_end != identifier.end || source.at(identifier.begin - 1) == '"' ||
        !can_be_headings(text, line, line_stop, aligned)) {
        return false;
    }
    const std::vector<Cell> header = split_aligned(text, line, line_stop);
    const auto column =
        header.size() < 2 ? std::nullopt : heading_column(source, header, identifier);
    if (!column || header[*column].end != identifier.end ||
        !names_account(source, header, *column) || source.in_table_rows(identifier.begin)) {
        return false;
    }
    const ValueContext context = framed_context(source, identifier);
    const bool harmless = is_harmless_identifier(source, identifier);
    const std::ptrdiff_t begins = column_of(text, line, header[*column].begin);
    std::size_t rows = 0;
    std::size_t at = text.find('\n', line_stop);
    while (at != std::string_view::npos && at + 1 < text.size()) {
        const std::size_t row = at + 1;
        const std::size_t stop = row_end(text, row);
        const bool rule = stop > row && is_rule_row(text.substr(row, stop - row));
        if (!rule) {
            const std::vector<Cell> cells = split_aligned(text, row, stop);
            const auto cell = std::find_if(cells.begin(), cells.end(),
                [&](const Cell& each) { return column_of(text, row, each.begin) == begins; });
            if (cells.size() < 2) {
                break;
            }
            ++rows;
            const std::string_view word =
                cell == cells.end() ? "" : text.substr(cell->begin, cell->end - cell->begin);
            if (strength_of(source, word) >= Strength::mixed &&
                word.find(' ') == std::string_view::npos && !harmless) {
                take(source, context, *cell, false);
            }
        }
        at = text.find('\n', stop);
    }
    if (rows > 0) {
        source.remember_table(line, at == std::string_view::npos ? text.size() : at);
    }
    return rows > 0;
}

} // namespace

bool parse_table(SourceText& source, const Identifier& identifier)
{
    static constexpr std::array<char, 4> delimiters = {'\t', '|', ';', ','};
    const std::size_t line = source.line_begin(identifier.begin);
    const std::string_view row =
        source.text().substr(line, source.line_end(identifier.begin) - line);
    for (const char delimiter : delimiters) {
        if (row.find(delimiter) != std::string_view::npos &&
            (parse_rows(source, identifier, delimiter) ||
                parse_record(source, identifier, delimiter))) {
            return true;
        }
    }
    return (row.find("  ") != std::string_view::npos && parse_aligned(source, identifier)) ||
           parse_sql_column(source, identifier);
}

} // namespace redactor
