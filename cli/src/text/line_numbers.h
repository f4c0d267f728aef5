#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace cli {

// Line numbers (from 1) of offsets in a text that is read in pieces and not kept: remembers where lines end, until told to forget.
class LineNumbers {
public:
    void add(std::string_view piece);
    // `offset` lies within what was added and not before what was forgotten.
    [[nodiscard]] std::size_t line_of(std::size_t offset) const;
    void forget_before(std::size_t offset);

private:
    std::size_t size_ = 0;
    std::size_t lines_before_ = 0; // line ends that were forgotten
    std::vector<std::size_t> line_ends_;
};

} // namespace cli
