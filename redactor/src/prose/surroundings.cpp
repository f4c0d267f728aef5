#include <algorithm>

#include "prose/prose_context.h"
#include "prose/prose_value.h"
#include "values/prose_word.h"

namespace redactor {

std::size_t Surroundings::words_behind() const
{
    constexpr std::size_t words_max = 4;
    if (!words_behind_) {
        std::size_t words = 0;
        std::size_t at = whole_end();
        while (!value_.quoted && words < words_max && !ends_phrase_at(source_, at)) {
            at = read_word(source_, skip_blanks(source_, at)).end;
            ++words;
        }
        words_behind_ = words;
    }
    return *words_behind_;
}

std::size_t Surroundings::whole_end() const
{
    constexpr std::size_t trimmed_bytes_max = 8;
    const bool cut =
        !value_.quoted && value_.end - value_.begin + trimmed_bytes_max >= word_bytes_max;
    return cut ? source_.unbroken_end(value_.end) : value_.end;
}

bool Surroundings::is_alone() const
{
    if (!alone_) {
        alone_ = apart_ && (is_alone_on_line(source_, value_.begin, whole_end()) ||
                               is_whole_answer(source_, label_end_, value_.begin, whole_end()));
    }
    return *alone_;
}

bool Surroundings::is_parted() const
{
    const std::string_view between = source_.text().substr(label_end_, value_.begin - label_end_);
    return std::any_of(
               between.begin(), between.end(), [](char c) { return c == ',' || c == ';'; }) ||
           between.find("，") != std::string_view::npos ||
           between.find("、") != std::string_view::npos;
}

bool Surroundings::is_bracketed() const
{
    if (value_.begin > 0 && source_.at(value_.begin - 1) == '(' && source_.at(value_.end) == ')') {
        return true;
    }
    return source_.text().substr(label_end_, value_.begin - label_end_).ends_with("（") &&
           source_.text().substr(value_.end, 3) == "）";
}

} // namespace redactor
