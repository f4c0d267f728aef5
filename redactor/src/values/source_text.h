#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rules/candidate.h"
#include "rules/label.h"
#include "rules/rule_set_impl.h"
#include "text/run_ends.h"

namespace redactor {

// A column of an SQL table whose name is a label.
struct SqlColumn {
    std::size_t index = 0; // among the columns, from 0
    Identifier name;
};

struct SqlTable {
    std::size_t width = 0; // columns
    std::vector<SqlColumn> columns;
};

// What every parser works on: the text, the tables, and where its candidates go.
class SourceText {
public:
    SourceText(std::string_view text, const RuleSet::Impl& set, std::vector<Candidate>& out)
        : text_(text), set_(set), out_(out)
    {
    }

    std::string_view text() const { return text_; }
    const RuleSet::Impl& set() const { return set_; }
    const WordLists& words() const { return set_.words; }

    // The answer of `ask` for `at`, asked anew only when `place` differs from the last one: labels often stand close together.
    bool remembered_running(
        std::size_t place, std::size_t at, bool (*ask)(const SourceText&, std::size_t)) const
    {
        if (place != running_place_) {
            running_place_ = place;
            running_ = ask(*this, at);
        }
        return running_;
    }

    // The rows of the table read last, so that a label inside them is not taken for a header. A further label of the same
    // header lies before them.
    void remember_table(std::size_t header, std::size_t end)
    {
        table_header_ = header;
        table_end_ = end;
    }
    std::size_t table_header() const { return table_header_; }
    std::size_t table_end() const { return table_end_; } // 0: there was none
    bool in_table_rows(std::size_t at) const
    {
        return at < table_end_ && line_begin(at) > table_header_;
    }

    // Columns that a definition named, for the rows that do not name them. A table defined anew with another width is another one; of
    // more than sql_tables_max tables the first ones are kept.
    void remember_sql_column(const std::string& table, std::size_t width, SqlColumn column);
    const SqlTable* sql_table(const std::string& name) const; // null: no column of it is a label

    // End of the run of base64 decoded last: it holds many marks, each of which would have it decoded again.
    void remember_encoded(std::size_t end) { encoded_end_ = end; }
    std::size_t encoded_end() const { return encoded_end_; }

    // End of what was read last for a correction: a further cue in it finds nothing new.
    void remember_contrast(std::size_t end) { contrast_end_ = end; }
    std::size_t contrast_end() const { return contrast_end_; }

    char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }

    // Start and end (without the newline) of the line that holds `at`, looking at most line_window_bytes each way.
    std::size_t line_begin(std::size_t at) const;
    std::size_t line_end(std::size_t at) const;

    // What parsers read behind labels, in bytes: counted against the budget where it is more than usual.
    void count_read(std::size_t bytes) const { read_bytes_ += bytes; }
    std::size_t read_bytes() const { return read_bytes_; }

    // Where the run of characters that are no white space ends that goes on at `at`.
    std::size_t unbroken_end(std::size_t at) const;
    // The same of letters, digits, - and _.
    std::size_t token_end(std::size_t at) const;

    void add(
        Detector detector, std::size_t begin, std::size_t end, Kind kind, Confidence confidence);
    // For a rule that is not a detector's: a service's own.
    void add_for_rule(std::size_t rule, std::size_t begin, std::size_t end, Kind kind,
        Confidence confidence, int bonus);
    // With the priority raised by `bonus`: of two parsers that see the same value the better informed one wins.
    void add(Detector detector, std::size_t begin, std::size_t end, Kind kind,
        Confidence confidence, int bonus);

private:
    std::string_view text_;
    const RuleSet::Impl& set_;
    std::vector<Candidate>& out_;
    mutable std::size_t running_place_ = static_cast<std::size_t>(-1);
    mutable bool running_ = false;
    std::size_t table_header_ = 0;
    std::size_t table_end_ = 0;
    std::map<std::string, SqlTable> sql_tables_;
    std::size_t encoded_end_ = 0;
    std::size_t contrast_end_ = 0;
    mutable std::size_t line_begin_ = 0;     // the last answer of line_begin …
    mutable std::size_t begin_known_to_ = 0; // … which holds up to here
    mutable std::size_t line_end_ = 0;
    mutable std::size_t end_known_from_ = 1; // empty at first
    mutable std::size_t read_bytes_ = 0;
    mutable RunEnds unbroken_;
    mutable RunEnds tokens_;
};

// Parsers look no further than this from where the finder stopped, so that time stays linear on one endless line.
inline constexpr std::size_t line_window_bytes = 600;

} // namespace redactor
