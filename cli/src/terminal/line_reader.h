#pragma once

#include <cstddef>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

// The lines of a stream without their ends, each as soon as it is there: whoever writes a line and waits for the answer gets it. Reads as
// much as stands ready at once, so the stream must not be used beside it.
class LineReader {
public:
    enum class Step { line, end, too_long, unreadable };

    // Lines hold at most `line_bytes_max` bytes.
    LineReader(std::istream& in, std::size_t line_bytes_max);

    // After anything but `line` there is no next one.
    [[nodiscard]] Step next(std::string& line);
    // Whether the last line came without an end: the stream may have been cut there.
    [[nodiscard]] bool is_open() const { return open_; }

private:
    bool fill();

    std::istream& in_;
    std::size_t line_bytes_max_;
    std::vector<char> buffer_;
    std::string_view ready_; // read from the stream, but given to nobody yet
    bool open_ = false;
};

} // namespace cli
