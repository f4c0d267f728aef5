#include "values/source_text.h"

#include <algorithm>
#include <bit>

#include "text/byte_block.h"
#include "text/dense_text.h"

namespace redactor {
namespace {

ByteBlock are_breaks(ByteBlock c) { return ByteBlock(c == '\n') | ByteBlock(c == '\r'); }

bool is_break(char c) { return c == '\n' || c == '\r'; }

// The first line break in [at, stop), or `stop`.
std::size_t first_break(std::string_view text, std::size_t at, std::size_t stop)
{
    for (; at + byte_block_bytes <= stop; at += byte_block_bytes) {
        if (const std::uint32_t bits = bits_of(are_breaks(block_at(text.data() + at))); bits != 0) {
            return at + static_cast<std::size_t>(std::countr_zero(bits));
        }
    }
    while (at < stop && !is_break(text[at])) {
        ++at;
    }
    return at;
}

// Behind the last line break in [floor, at), or `floor`.
std::size_t behind_last_break(std::string_view text, std::size_t floor, std::size_t at)
{
    for (; at >= floor + byte_block_bytes; at -= byte_block_bytes) {
        const char* const block = text.data() + at - byte_block_bytes;
        if (const std::uint32_t bits = bits_of(are_breaks(block_at(block))); bits != 0) {
            return at - byte_block_bytes + static_cast<std::size_t>(std::bit_width(bits));
        }
    }
    while (at > floor && !is_break(text[at - 1])) {
        --at;
    }
    return at;
}

} // namespace

std::size_t SourceText::line_begin(std::size_t at) const
{
    at = std::min(at, text_.size());
    const std::size_t stop = at > line_window_bytes ? at - line_window_bytes : 0;
    // Labels stand close together: what lies between the last line begin and here was read before.
    const bool near_last =
        at >= begin_known_to_ && line_begin_ >= stop && begin_known_to_ >= line_begin_;
    if (at >= line_begin_ && at <= begin_known_to_ && line_begin_ >= stop) {
        return line_begin_;
    }
    const std::size_t floor = near_last ? begin_known_to_ : stop;
    const std::size_t begin = behind_last_break(text_, floor, at);
    line_begin_ = near_last && begin == begin_known_to_ ? line_begin_ : begin;
    begin_known_to_ = at;
    return line_begin_;
}

std::size_t SourceText::line_end(std::size_t at) const
{
    const std::size_t stop = std::min(text_.size(), at + line_window_bytes);
    const bool known = at >= end_known_from_ && at <= line_end_;
    if (known && line_end_ < text_.size() &&
        (text_[line_end_] == '\n' || text_[line_end_] == '\r')) {
        return std::min(line_end_, stop);
    }
    const std::size_t end = first_break(text_, known ? line_end_ : at, stop);
    end_known_from_ = known ? end_known_from_ : at;
    line_end_ = end;
    return std::min(end, stop);
}

void SourceText::remember_sql_column(const std::string& table, std::size_t width, SqlColumn column)
{
    constexpr std::size_t sql_tables_max = 1024;
    constexpr std::size_t sql_columns_max = 16;
    const auto known = sql_tables_.find(table);
    if (known == sql_tables_.end() && sql_tables_.size() >= sql_tables_max) {
        return;
    }
    SqlTable& entry = sql_tables_[table];
    if (entry.width != width || entry.columns.size() >= sql_columns_max) {
        entry = SqlTable{width, {}};
    }
    entry.columns.push_back(column);
}

const SqlTable* SourceText::sql_table(const std::string& name) const
{
    const auto found = sql_tables_.find(name);
    return found == sql_tables_.end() ? nullptr : &found->second;
}

std::size_t SourceText::unbroken_end(std::size_t at) const
{
    static constexpr CharacterTable members = table_of([](char c) { return !is_space(c); });
    return unbroken_.end_of(text_, members, at);
}

std::size_t SourceText::token_end(std::size_t at) const
{
    static constexpr CharacterTable members = table_of(is_token_word);
    return tokens_.end_of(text_, members, at);
}

void SourceText::add(
    Detector detector, std::size_t begin, std::size_t end, Kind kind, Confidence confidence)
{
    add(detector, begin, end, kind, confidence, 0);
}

void SourceText::add(Detector detector, std::size_t begin, std::size_t end, Kind kind,
    Confidence confidence, int bonus)
{
    add_for_rule(set_.detector_rules[static_cast<std::size_t>(detector)], begin, end, kind,
        confidence, bonus);
}

void SourceText::add_for_rule(std::size_t rule, std::size_t begin, std::size_t end, Kind kind,
    Confidence confidence, int bonus)
{
    if (begin >= end || end > text_.size()) {
        return;
    }
    out_.push_back({begin, end, rule, kind, confidence, set_.rules[rule].priority + bonus});
}

} // namespace redactor
