#include "terminal/line_reader.h"

namespace cli {

namespace {

constexpr std::size_t buffer_bytes = 64 * 1024;

} // namespace

LineReader::LineReader(std::istream& in, std::size_t line_bytes_max)
    : in_{in}, line_bytes_max_{line_bytes_max}, buffer_(buffer_bytes)
{
}

bool LineReader::fill()
{
    auto got = in_.readsome(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    // Nothing stands ready: wait for one byte, which also tells the end.
    if (got == 0 && in_.read(buffer_.data(), 1))
        got = 1;
    ready_ = {buffer_.data(), static_cast<std::size_t>(got)};
    return !ready_.empty();
}

LineReader::Step LineReader::next(std::string& line)
{
    line.clear();
    while (!ready_.empty() || fill()) {
        const std::size_t end = ready_.find('\n');
        const std::string_view part = ready_.substr(0, end);
        if (line.size() + part.size() > line_bytes_max_)
            return Step::too_long;
        line += part;
        ready_.remove_prefix(end == std::string_view::npos ? ready_.size() : end + 1);
        if (end != std::string_view::npos)
            return Step::line;
    }
    if (in_.bad())
        return Step::unreadable;
    open_ = !line.empty();
    return open_ ? Step::line : Step::end;
}

} // namespace cli
