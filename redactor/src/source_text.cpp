#include "source_text.h"

#include <algorithm>

namespace redactor {

std::size_t SourceText::line_begin(std::size_t at) const
{
    at = std::min(at, text_.size());
    const std::size_t stop = at > line_window_bytes ? at - line_window_bytes : 0;
    while (at > stop && text_[at - 1] != '\n' && text_[at - 1] != '\r') {
        --at;
    }
    return at;
}

std::size_t SourceText::line_end(std::size_t at) const
{
    const std::size_t stop = std::min(text_.size(), at + line_window_bytes);
    while (at < stop && text_[at] != '\n' && text_[at] != '\r') {
        ++at;
    }
    return at;
}

void SourceText::add(Detector detector, std::size_t begin, std::size_t end, Kind kind, Confidence confidence)
{
    add(detector, begin, end, kind, confidence, 0);
}

void SourceText::add(Detector detector, std::size_t begin, std::size_t end, Kind kind, Confidence confidence, int bonus)
{
    if (begin >= end || end > text_.size()) {
        return;
    }
    const std::size_t rule = set_.detector_rules[static_cast<std::size_t>(detector)];
    out_.push_back({begin, end, rule, kind, confidence, set_.rules[rule].priority + bonus});
}

}  // namespace redactor
