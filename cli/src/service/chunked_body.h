#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace cli {

// What arrives at a connection. Throws what the library does when nothing came in time.
class WireBytes {
public:
    WireBytes() = default;
    virtual ~WireBytes() = default;
    WireBytes(const WireBytes&) = delete;
    WireBytes& operator=(const WireBytes&) = delete;

    // The next byte; negative where the connection ended or broke.
    virtual int next() = 0;
    // As many as stand ready, waiting for the first; less than one where the connection ended or broke.
    virtual int take(std::span<char> into) = 0;
};

// The body of an answer that came in chunks (RFC 9112, section 7.1). Trailers and extensions are read past.
//
// Not left to the library: it shows a clean end where the connection was cut between two chunks, or in one.
class ChunkedBody {
public:
    explicit ChunkedBody(WireBytes& wire) : wire_{wire} {}

    // How many bytes of the body, as soon as some are there; 0: it is whole, up to the end of its trailer. Nothing: the connection ended
    // before that, or what came are no chunks; then there is nothing more to read.
    [[nodiscard]] std::optional<std::size_t> read(std::span<char> into);

private:
    bool read_chunk_line();
    bool read_trailer();
    // How long the line is without its end; nothing: it did not end, or not as a line of HTTP does.
    std::optional<std::size_t> read_line(std::span<char> into);

    WireBytes& wire_;
    std::uint64_t left_ = 0; // of the present chunk
    enum class State : std::uint8_t {
        before,
        inside,
        behind,
        whole,
        broken
    } state_ = State::before; // a chunk
};

} // namespace cli
