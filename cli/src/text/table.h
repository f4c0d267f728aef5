#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

struct Column {
    std::string_view title;
    // Longer cells are cut with an ellipsis; 0: never. Ids are never cut, since people copy them.
    std::size_t columns_max = 0;
    bool right = false;
};

// Rows under a heading, each column as wide as its widest cell. Cells are escaped here: callers pass what the server said.
class Table {
public:
    explicit Table(std::vector<Column> columns);
    // As many cells as columns.
    void add(std::vector<std::string> cells);
    void print(std::ostream& out, bool colour) const;
    [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }

private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

// "name  value" lines with the names padded to one width; rows with an empty value are left out.
class FactList {
public:
    void add(std::string_view name, std::string_view value);
    void print(std::ostream& out, bool colour) const;

private:
    struct Fact {
        std::string name;
        std::string value;
    };
    std::vector<Fact> facts_;
};

} // namespace cli
