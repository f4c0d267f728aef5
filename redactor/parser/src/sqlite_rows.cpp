#include "sqlite_rows.h"

#include "redactor/documents/edit.h"

#include <algorithm>
#include <optional>

namespace redactor::parser {
namespace {

constexpr std::size_t block_bytes = 256 * 1024; // rows examined at a time

// Rows as lines of cells; the column names on the first line of each block, so that a value keeps its label.
class RowText {
public:
    RowText(Walk& walk, std::string member, const std::string& table, sqlite3_stmt* rows,
        bool has_row_ids, std::vector<CellUpdate>& updates)
        : walk_(walk), member_(std::move(member)), table_(table), rows_(rows),
          first_(has_row_ids ? 1 : 0), updates_(updates)
    {
        for (int i = first_; i < sqlite3_column_count(rows_); ++i) {
            const char* name = sqlite3_column_name(rows_, i);
            names_.emplace_back(name == nullptr ? "" : name);
            head_ += (i == first_ ? "" : "\t") + names_.back();
        }
        head_ += '\n';
        text_ = head_;
    }

    void add_row()
    {
        const std::int64_t row = first_ == 1 ? sqlite3_column_int64(rows_, 0) : 0;
        for (int i = first_; i < sqlite3_column_count(rows_); ++i) {
            const bool blob = sqlite3_column_type(rows_, i) == SQLITE_BLOB;
            Cell cell{text_.size(), 0, row, static_cast<std::size_t>(i - first_), blob};
            std::string value = column(rows_, i);
            if (value.size() > block_bytes || value.find('\0') != std::string::npos ||
                value.find('\n') != std::string::npos) {
                // A document of its own, or a text of several lines.
                if (auto rewritten = walk_.open(member_, value)) {
                    update(cell, std::move(*rewritten));
                }
                value = "-";
            } else {
                cell.size = value.size();
                cells_.push_back(cell);
            }
            text_ += value;
            text_ += i + 1 == sqlite3_column_count(rows_) ? '\n' : '\t';
        }
        if (text_.size() >= block_bytes) {
            flush();
        }
    }

    void flush()
    {
        if (text_.size() > head_.size()) {
            take(walk_.examine(member_, text_));
        }
        text_ = head_;
        cells_.clear();
    }

private:
    struct Cell {
        std::size_t begin; // in the text
        std::size_t size;
        std::int64_t row;
        std::size_t column;
        bool blob;
    };

    void take(const std::vector<Edit>& edits)
    {
        if (!edits.empty() && edits.front().begin < head_.size()) {
            walk_.whole(member_, WholeReason::not_rewritable);
        }
        std::size_t next = 0;
        for (const Cell& cell : cells_) {
            const std::size_t end = cell.begin + cell.size;
            std::vector<Edit> own;
            for (; next < edits.size() && edits[next].begin < end; ++next) {
                const Edit& edit = edits[next];
                const bool begins_here = edit.begin >= cell.begin;
                if (edit.end > cell.begin) {
                    own.push_back({std::max(edit.begin, cell.begin) - cell.begin,
                        std::min(edit.end, end) - cell.begin,
                        begins_here ? edit.with : std::string{}});
                }
                if (edit.end > end) {
                    break; // it goes on in the next cell
                }
            }
            if (!own.empty()) {
                update(
                    cell, apply_edits(std::string_view{text_}.substr(cell.begin, cell.size), own));
            }
        }
    }

    void update(const Cell& cell, std::string value)
    {
        if (first_ == 0) {
            walk_.whole(member_, WholeReason::not_rewritable);
        } else {
            updates_.push_back(
                {table_, names_[cell.column], cell.row, std::move(value), cell.blob});
        }
    }

    Walk& walk_;
    std::string member_;
    const std::string& table_;
    sqlite3_stmt* rows_;
    int first_; // column that is not the row's id
    std::vector<CellUpdate>& updates_;
    std::vector<std::string> names_;
    std::string head_;
    std::string text_;
    std::vector<Cell> cells_; // of text_, in its order
};

} // namespace

bool read_table(Walk& walk, const std::string& member, sqlite3* database, const std::string& table,
    std::vector<CellUpdate>& updates)
{
    Statement rows = prepare(database, "SELECT _rowid_, * FROM " + quoted_name(table));
    // A table without row ids, or with a column of that very name.
    const char* origin = rows ? sqlite3_column_name(rows.get(), 0) : nullptr;
    bool has_row_ids = origin != nullptr;
    for (int i = 1; has_row_ids && i < sqlite3_column_count(rows.get()); ++i) {
        has_row_ids = sqlite3_stricmp(sqlite3_column_name(rows.get(), i), "_rowid_") != 0;
    }
    if (!has_row_ids) {
        rows = prepare(database, "SELECT * FROM " + quoted_name(table));
    }
    if (!rows) {
        return false;
    }
    RowText text(walk, member.empty() ? table : member + '/' + table, table, rows.get(),
        has_row_ids, updates);
    int status = SQLITE_OK;
    while (!walk.ended() && (status = sqlite3_step(rows.get())) == SQLITE_ROW) {
        std::uint64_t bytes = 0;
        for (int i = 0; i < sqlite3_column_count(rows.get()); ++i) {
            bytes += static_cast<std::uint64_t>(sqlite3_column_bytes(rows.get(), i));
        }
        if (walk.take_decoded(member, bytes)) {
            text.add_row();
        }
    }
    text.flush();
    return walk.ended() || status == SQLITE_DONE;
}

bool update_cells(sqlite3* database, const std::vector<CellUpdate>& updates)
{
    for (const CellUpdate& update : updates) {
        const Statement statement =
            prepare(database, "UPDATE " + quoted_name(update.table) + " SET " +
                                  quoted_name(update.column) + " = ? WHERE _rowid_ = ?");
        if (!statement) {
            return false;
        }
        const auto bytes = static_cast<sqlite3_uint64>(update.value.size());
        const int bound = update.blob ? sqlite3_bind_blob64(statement.get(), 1, update.value.data(),
                                            bytes, SQLITE_STATIC)
                                      : sqlite3_bind_text64(statement.get(), 1, update.value.data(),
                                            bytes, SQLITE_STATIC, SQLITE_UTF8);
        if (bound != SQLITE_OK || sqlite3_bind_int64(statement.get(), 2, update.row) != SQLITE_OK ||
            sqlite3_step(statement.get()) != SQLITE_DONE || sqlite3_changes(database) != 1) {
            return false;
        }
    }
    return true;
}

} // namespace redactor::parser
