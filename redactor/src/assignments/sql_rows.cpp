#include "assignments/sql_rows.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assignments/assignment.h"
#include "text/char_class.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/identifier.h"
#include "values/value_acceptance.h"

namespace redactor {
namespace {

constexpr std::size_t tuple_bytes_max = std::size_t{16} << 10;
constexpr std::size_t columns_max = 128;
constexpr std::size_t name_bytes_max =
    130; // of a table with its schema, quoted: 63 or 64 characters each

struct Cell {
    std::size_t begin = 0;
    std::size_t end = 0;
};

std::size_t skip_space(std::string_view text, std::size_t at)
{
    while (at < text.size() && is_space(text[at])) {
        ++at;
    }
    return at;
}

bool is_name_quote(char c) { return c == '`' || c == '"' || c == '[' || c == ']'; }

// What ( … ) at `open` holds, parted by the commas outside quotes and inner parentheses; `end` becomes the place behind the closing one.
// Empty when it has no end within tuple_bytes_max, or too many parts.
std::vector<Cell> read_list(std::string_view text, std::size_t open, std::size_t& end)
{
    std::vector<Cell> cells;
    const std::size_t stop = std::min(text.size(), open + tuple_bytes_max);
    bool quoted = false;
    std::size_t depth = 0;
    std::size_t cell = open + 1;
    for (std::size_t i = open + 1; i < stop && cells.size() < columns_max; ++i) {
        if (quoted) {
            i += text[i] == '\\' ? 1U : 0U;
            quoted = i >= stop || text[i] != '\''; // a doubled one opens again at once
        } else if (text[i] == '\'') {
            quoted = true;
        } else if (text[i] == '(') {
            ++depth;
        } else if (text[i] == ')' && depth > 0) {
            --depth;
        } else if (text[i] == ',' || text[i] == ')') {
            if (depth == 0) {
                cells.push_back({cell, i});
                cell = i + 1;
            }
            if (depth == 0 && text[i] == ')') {
                end = i + 1;
                return cells;
            }
        }
    }
    return {};
}

// shop."Users", [dbo].[users]: the table's own name, folded.
std::string table_name(std::string_view written)
{
    std::string name;
    for (const char c : written) {
        if (c == '.') {
            name.clear();
        } else if (!is_name_quote(c) && !is_space(c)) {
            name += c;
        }
    }
    return fold_case(name);
}

// MD5, SHA-1, SHA-256, SHA-512 in hexadecimal: what programs keep in a column of passwords instead of one.
bool is_digest(std::string_view value)
{
    static constexpr std::array<std::size_t, 4> sizes = {32, 40, 64, 128};
    return std::find(sizes.begin(), sizes.end(), value.size()) != sizes.end() &&
           shape_of(value).hex;
}

void take(SourceText& source, const ValueContext& context, Cell cell)
{
    const std::string_view text = source.text();
    cell.begin = skip_space(text, cell.begin);
    while (cell.end > cell.begin && is_space(text[cell.end - 1])) {
        --cell.end;
    }
    cell.begin +=
        cell.end > cell.begin && text[cell.begin] == 'N' ? 1U : 0U; // N'…' of Transact-SQL
    if (cell.end < cell.begin + 3 || text[cell.begin] != '\'' || text[cell.end - 1] != '\'') {
        return; // a number, NULL, a function
    }
    const Value value{cell.begin + 1, cell.end - 1, cell.end, true, 0};
    if (context.label_class == LabelClass::password && is_digest(value.text(source))) {
        return;
    }
    if (const auto confidence = accept_value(source, value, context)) {
        source.add(
            Detector::table, value.begin, value.end, kind_of(context.label_class), *confidence);
    }
}

// The tuples at `at`, as long as they have `width` parts; the place behind the last.
std::size_t take_tuples(
    SourceText& source, std::size_t at, std::size_t width, const std::vector<SqlColumn>& columns)
{
    const std::string_view text = source.text();
    while (true) {
        while (at < text.size() && (is_space(text[at]) || text[at] == ',' || text[at] == '>')) {
            ++at;
        }
        std::size_t end = at;
        const std::vector<Cell> cells =
            source.at(at) == '(' ? read_list(text, at, end) : std::vector<Cell>();
        if (cells.empty() || cells.size() != width) {
            return at;
        }
        for (const SqlColumn& column : columns) {
            if (!is_harmless_identifier(source, column.name)) {
                take(source, framed_context(source, column.name), cells[column.index]);
            }
        }
        at = end;
    }
}

std::optional<std::size_t> index_of(const std::vector<Cell>& cells, const Identifier& identifier)
{
    const auto cell = std::find_if(cells.begin(), cells.end(), [&](const Cell& each) {
        return identifier.begin >= each.begin && identifier.end <= each.end;
    });
    return cell == cells.end() ? std::nullopt
                               : std::optional(static_cast<std::size_t>(cell - cells.begin()));
}

bool parse_insert(SourceText& source, const Identifier& identifier)
{
    const std::string_view text = source.text();
    if (source.in_table_rows(identifier.begin)) {
        return false;
    }
    const std::size_t floor = identifier.begin - std::min(identifier.begin, line_window_bytes);
    const std::size_t opened = text.substr(floor, identifier.begin - floor).rfind('(');
    if (opened == std::string_view::npos) {
        return false;
    }
    std::size_t close = 0;
    const std::vector<Cell> names = read_list(text, floor + opened, close);
    const std::size_t at = skip_space(text, close);
    const std::optional<std::size_t> index = index_of(names, identifier);
    if (!index || !at_caseless(text, at, "values")) {
        return false;
    }
    constexpr std::size_t keyword_bytes = 6;
    const std::size_t end =
        take_tuples(source, at + keyword_bytes, names.size(), {SqlColumn{*index, identifier}});
    source.remember_table(floor + opened, end);
    return true;
}

// `passwort` VARCHAR(60): a type of text behind the name.
bool is_typed(const SourceText& source, const Identifier& identifier)
{
    static constexpr std::array<std::string_view, 13> types = {"varchar", "text", "char",
        "nvarchar", "nchar", "character", "string", "tinytext", "mediumtext", "longtext", "blob",
        "varbinary", "clob"};
    std::size_t at = identifier.end;
    at += is_name_quote(source.at(at)) ? 1U : 0U;
    const std::size_t type = skip_space(source.text(), at);
    return type > at && std::any_of(types.begin(), types.end(), [&](std::string_view each) {
        return at_caseless(source.text(), type, each);
    });
}

// A constraint or an index among the definitions is no column.
bool is_column(std::string_view text, const Cell& cell)
{
    static constexpr std::array<std::string_view, 8> others = {"primary key", "unique ", "key ",
        "constraint ", "index ", "foreign key", "check", "fulltext "};
    std::size_t at = skip_space(text, cell.begin);
    while (at < cell.end && text[at] == '>') {
        at = skip_space(text, at + 1); // the mark of a quoted reply
    }
    return std::none_of(others.begin(), others.end(),
        [&](std::string_view each) { return at_caseless(text, at, each); });
}

bool remember_column(SourceText& source, const Identifier& identifier)
{
    constexpr std::size_t definition_bytes_max = 4096;
    constexpr std::string_view keyword = "create table";
    constexpr std::string_view condition = "if not exists";
    if (!is_typed(source, identifier)) {
        return false;
    }
    const std::string_view text = source.text();
    const std::size_t floor = identifier.begin - std::min(identifier.begin, definition_bytes_max);
    source.count_read(identifier.begin - floor);
    const std::string before = lower_copy(text.substr(floor, identifier.begin - floor));
    const std::size_t found = before.rfind(keyword);
    if (found == std::string::npos || before.find(';', found) != std::string::npos) {
        return false;
    }
    std::size_t name = skip_space(text, floor + found + keyword.size());
    name = at_caseless(text, name, condition) ? name + condition.size() : name;
    const std::size_t open = text.find('(', name);
    std::size_t end = 0;
    if (open == std::string_view::npos || open > identifier.begin || open - name > name_bytes_max) {
        return false;
    }
    std::vector<Cell> cells = read_list(text, open, end);
    std::erase_if(cells, [&](const Cell& cell) { return !is_column(text, cell); });
    const std::optional<std::size_t> index = index_of(cells, identifier);
    if (index) {
        source.remember_sql_column(
            table_name(text.substr(name, open - name)), cells.size(), {*index, identifier});
    }
    return index.has_value();
}

} // namespace

bool parse_sql_column(SourceText& source, const Identifier& identifier)
{
    return parse_insert(source, identifier) || remember_column(source, identifier);
}

void parse_sql_rows(SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    const std::size_t name = skip_space(text, at);
    const std::size_t end = std::min(text.substr(0, std::min(text.size(), name + name_bytes_max))
                                         .find_first_of(" \t\r\n(", name),
        text.size());
    const SqlTable* const table = source.sql_table(table_name(text.substr(name, end - name)));
    const std::size_t values = skip_space(text, end);
    constexpr std::string_view keyword = "values";
    if (table != nullptr && at_caseless(text, values, keyword)) {
        take_tuples(source, values + keyword.size(), table->width, table->columns);
    }
}

} // namespace redactor
