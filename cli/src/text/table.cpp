#include "text/table.h"

#include "text/escape.h"
#include "vault/assert.h"

#include <algorithm>
#include <ostream>

namespace cli {

namespace {

constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view faint = "\x1b[2m";
constexpr std::string_view plain = "\x1b[0m";

std::string padded(const std::string& cell, std::size_t width, bool right)
{
    const std::size_t columns = text_columns(cell);
    const std::string space(width > columns ? width - columns : 0, ' ');
    return right ? space + cell : cell + space;
}

} // namespace

Table::Table(std::vector<Column> columns) : columns_{std::move(columns)} {}

void Table::add(std::vector<std::string> cells)
{
    TV_ASSERT(cells.size() == columns_.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        cells[i] = escape_text(cells[i]);
        if (columns_[i].columns_max != 0)
            cells[i] = cut_to_columns(cells[i], columns_[i].columns_max);
    }
    rows_.push_back(std::move(cells));
}

void Table::print(std::ostream& out, bool colour) const
{
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        std::size_t width = columns_[i].title.size();
        for (const auto& row : rows_)
            width = std::max(width, text_columns(row[i]));
        widths.push_back(width);
    }
    const auto line = [&](const auto& cell_at) {
        std::string text;
        for (std::size_t i = 0; i < columns_.size(); ++i)
            text += (i == 0 ? "" : "  ") + padded(cell_at(i), widths[i], columns_[i].right);
        text.erase(text.find_last_not_of(' ') + 1);
        return text;
    };
    const std::string heading = line([&](std::size_t i) { return std::string{columns_[i].title}; });
    out << (colour ? bold : "") << heading << (colour ? plain : "") << '\n';
    for (const auto& row : rows_)
        out << line([&](std::size_t i) { return row[i]; }) << '\n';
}

void FactList::add(std::string_view name, std::string_view value)
{
    if (!value.empty())
        facts_.push_back({std::string{name}, escape_text(value)});
}

void FactList::print(std::ostream& out, bool colour) const
{
    std::size_t width = 0;
    for (const auto& fact : facts_)
        width = std::max(width, fact.name.size());
    for (const auto& fact : facts_)
        out << (colour ? faint : "") << padded(fact.name, width, false) << (colour ? plain : "")
            << "  " << fact.value << '\n';
}

} // namespace cli
