#pragma once

#include "service/chunked_body.h"

#include <cstdint>
#include <istream>
#include <optional>
#include <span>

namespace cli {

// The body of an answer as it comes, which knows its own end: the library shows a clean one where a connection was cut.
class AnswerBody {
public:
    // `in` is the library's stream of it, `chunks` what it comes from when it comes in chunks, `length` what the head announced. Both must
    // outlive this.
    AnswerBody(std::istream& in, WireBytes* chunks, std::optional<std::uint64_t> length);

    // How many bytes, without waiting for more once there are some; 0: it is whole. Nothing: the connection broke before. Throws what the
    // library does when nothing came in time.
    [[nodiscard]] std::optional<std::size_t> read(std::span<char> into);
    // Whether the head said where the body ends. Otherwise that is where the connection does, for whatever reason.
    [[nodiscard]] bool has_end() const { return chunks_ || length_; }

private:
    std::istream& in_;
    std::optional<ChunkedBody> chunks_;
    std::optional<std::uint64_t> length_;
    std::uint64_t got_ = 0;
};

} // namespace cli
