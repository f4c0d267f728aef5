#include "text/line_numbers.h"

#include <algorithm>

namespace cli {

void LineNumbers::add(std::string_view piece)
{
    for (std::size_t at = piece.find('\n'); at != std::string_view::npos;
        at = piece.find('\n', at + 1))
        line_ends_.push_back(size_ + at);
    size_ += piece.size();
}

std::size_t LineNumbers::line_of(std::size_t offset) const
{
    const auto end = std::lower_bound(line_ends_.begin(), line_ends_.end(), offset);
    return 1 + lines_before_ + static_cast<std::size_t>(end - line_ends_.begin());
}

void LineNumbers::forget_before(std::size_t offset)
{
    const auto end = std::lower_bound(line_ends_.begin(), line_ends_.end(), offset);
    lines_before_ += static_cast<std::size_t>(end - line_ends_.begin());
    line_ends_.erase(line_ends_.begin(), end);
}

} // namespace cli
