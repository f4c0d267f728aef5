#include "values/grouped_value.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "text/char_class.h"
#include "text/value_shape.h"

namespace redactor {
namespace {

constexpr std::size_t group_bytes_min = 4;
constexpr std::size_t group_bytes_max = 6;
constexpr std::size_t groups_min = 3;
constexpr std::size_t groups_max = 64;
constexpr std::size_t letter_groups_min = 4; // of small letters alone, as words are

bool is_group(std::string_view group)
{
    return !group.empty() && (std::all_of(group.begin(), group.end(), [](char c) {
        return is_upper(c) || is_digit(c);
    }) || std::all_of(group.begin(), group.end(), [](char c) {
        return is_lower(c) || is_digit(c);
    }));
}

} // namespace

std::optional<std::size_t> grouped_value_end(const SourceText& source, std::size_t at)
{
    std::string joined;
    std::size_t size = 0;
    std::size_t groups = 0;
    std::size_t numbered = 0; // of them, those with a digit
    std::size_t end = at;
    for (std::size_t begin = at; groups < groups_max;) {
        std::size_t stop = begin;
        while (stop - begin <= group_bytes_max && is_alnum(source.at(stop))) {
            ++stop;
        }
        const std::string_view group = source.text().substr(begin, stop - begin);
        if (groups == 0 && (group.size() < group_bytes_min || group.size() > group_bytes_max)) {
            return std::nullopt;
        }
        size = groups == 0 ? group.size() : size;
        if (group.size() > size || !is_group(group) || is_high(source.at(stop)) ||
            (!joined.empty() && shape_of(joined).lower > 0 && shape_of(group).upper > 0) ||
            (!joined.empty() && shape_of(joined).upper > 0 && shape_of(group).lower > 0)) {
            break;
        }
        joined += group;
        ++groups;
        numbered += shape_of(group).digits > 0 ? 1U : 0U;
        end = stop;
        // A shorter group is the last one.
        if (group.size() < size || source.at(stop) != ' ') {
            break;
        }
        begin = stop + 1;
    }
    // What goes on behind the last group is no group of it: nothing of such a value may be left.
    const char behind = source.at(end);
    const char then = source.at(end + 1);
    const bool ends = behind == '\0' || is_space(behind) || behind == '"' || behind == '<' ||
                      (std::string_view(".,;)").find(behind) != std::string_view::npos &&
                          (then == '\0' || is_space(then)));
    const ValueShape shape = shape_of(joined);
    const bool dump = shape.hex && shape.lower > 0; // 7061 7373 776f
    if (groups < groups_min || !ends || dump || shape.digits == shape.length) {
        return std::nullopt;
    }
    const bool mixed = shape.digits >= 2 && (shape.lower == 0 || numbered == groups);
    const bool letters = groups >= letter_groups_min && bigram_bits(joined) > rare_pairs_bits;
    return mixed || letters ? std::optional(end) : std::nullopt;
}

} // namespace redactor
