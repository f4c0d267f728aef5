#pragma once

#include <cstddef>
#include <string_view>

#include "text/char_class.h"

namespace redactor {

// Where runs of members end. The answer for the last run is remembered, so that asking from many places of one run costs one
// look at it.
class RunEnds {
public:
    // Where the run of members ends that `at` begins or goes on; `at` itself when no member stands there. One text and one table
    // for one RunEnds.
    std::size_t end_of(std::string_view text, const CharacterTable& members, std::size_t at)
    {
        if (at >= begin_ && at < end_) {
            return end_;
        }
        begin_ = end_ = at;
        while (end_ < text.size() && has(members, text[end_])) {
            ++end_;
        }
        return end_;
    }

private:
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

} // namespace redactor
