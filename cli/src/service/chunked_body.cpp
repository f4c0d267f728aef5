#include "service/chunked_body.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <system_error>

namespace cli {

namespace {

// Far above any chunk's line or trailer there is.
constexpr std::size_t line_bytes_max = 4096;
constexpr int trailer_lines_max = 100;

} // namespace

std::optional<std::size_t> ChunkedBody::read_line(std::span<char> into)
{
    for (std::size_t size = 0; size < into.size(); ++size) {
        const int next = wire_.next();
        if (next < 0)
            return std::nullopt;
        into[size] = static_cast<char>(next);
        if (into[size] == '\n')
            return size > 0 && into[size - 1] == '\r' ? std::optional{size - 1} : std::nullopt;
    }
    return std::nullopt;
}

bool ChunkedBody::read_chunk_line()
{
    constexpr int base = 16;
    std::array<char, line_bytes_max> line{};
    const auto size = read_line(line);
    if (!size)
        return false;
    const char* const end = line.data() + *size;
    const auto [behind, error] = std::from_chars(line.data(), end, left_, base);
    const bool is_size = error == std::errc{} &&
                         (behind == end || *behind == ';' || *behind == ' ' || *behind == '\t');
    state_ = left_ == 0 ? State::whole : State::inside;
    return is_size && (left_ != 0 || read_trailer());
}

bool ChunkedBody::read_trailer()
{
    std::array<char, line_bytes_max> line{};
    for (int i = 0; i < trailer_lines_max; ++i) {
        const auto size = read_line(line);
        if (!size || *size == 0)
            return size.has_value();
    }
    return false;
}

std::optional<std::size_t> ChunkedBody::read(std::span<char> into)
{
    // The line end behind a chunk is not waited for while its bytes could be passed on.
    std::array<char, 2> line_end{};
    if (state_ == State::behind)
        state_ =
            read_line(line_end) == std::optional<std::size_t>{0} ? State::before : State::broken;
    if (state_ == State::before && !read_chunk_line())
        state_ = State::broken;
    if (state_ == State::whole)
        return 0;
    if (state_ == State::broken)
        return std::nullopt;
    const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left_));
    const int got = wire_.take(into.first(room));
    if (got <= 0) {
        state_ = State::broken;
        return std::nullopt;
    }
    left_ -= static_cast<std::uint64_t>(got);
    state_ = left_ == 0 ? State::behind : State::inside;
    return static_cast<std::size_t>(got);
}

} // namespace cli
