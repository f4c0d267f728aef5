#include "values/source_text.h"

#include <algorithm>

namespace redactor {

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
    std::size_t begin = at;
    while (begin > floor && text_[begin - 1] != '\n' && text_[begin - 1] != '\r') {
        --begin;
    }
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
    std::size_t end = known ? line_end_ : at;
    while (end < stop && text_[end] != '\n' && text_[end] != '\r') {
        ++end;
    }
    end_known_from_ = known ? end_known_from_ : at;
    line_end_ = end;
    return std::min(end, stop);
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
