#include "engine/page_cursor.h"

#include <charconv>
#include <limits>

namespace vault {

namespace {

constexpr std::uint32_t page_rows_max = 200;

} // namespace

Expected<PageStart> page_start(const Page& page)
{
    if (page.limit == 0 || page.limit > page_rows_max)
        return fail({ErrorCode::invalid, "a page has 1 to 200 rows"});
    PageStart start{std::numeric_limits<std::int64_t>::max(), page.limit};
    if (page.cursor.empty())
        return start;
    const char* end = page.cursor.data() + page.cursor.size();
    const auto [stop, error] = std::from_chars(page.cursor.data(), end, start.before);
    if (error != std::errc{} || stop != end || start.before < 1)
        return fail({ErrorCode::invalid, "this cursor was not given out"});
    return start;
}

std::string next_cursor(const PageStart& start, std::size_t rows, std::int64_t last_position)
{
    return rows < start.limit ? std::string{} : std::to_string(last_position);
}

} // namespace vault
