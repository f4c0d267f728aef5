#pragma once

#include "http/literal.h"
#include "http/wiped_bytes.h"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>

namespace server::http {

enum class BodyFault : std::uint8_t {
    truncated, // the peer ended or broke the connection before the announced length
    timed_out, // slower than the body deadline allows
    too_large, // longer than the caller of read_all wanted
};

int body_fault_status(BodyFault fault);
Literal body_fault_detail(BodyFault fault);

// Where the bytes of a body come from. Implemented by the connection; by a test with what it likes.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    // Fills at least one byte of `into` (never empty) and says how many. Never returns 0.
    virtual std::expected<std::size_t, BodyFault> pull(std::span<std::byte> into) = 0;
};

// The body of one request, counted against the announced length: it ends when every byte has come
// and never before.
//
// Threads: one reader, the handler's. Blocks while bytes are on their way, at most until the body
// deadline. The server answers 400 or 408 and closes when a body broke off, whatever the handler
// returned.
class BodyReader {
public:
    BodyReader(ByteSource& source, std::uint64_t length_bytes)
        : source_(&source), remaining_(length_bytes)
    {
    }

    // The next bytes of the body; 0 means that it is complete. An error is for good: every later
    // call repeats it. The caller wipes `into`: credentials in it have not been found yet.
    std::expected<std::size_t, BodyFault> read(std::span<std::byte> into);

    // The rest of the body as one buffer that wipes itself. too_large (nothing is read then, and
    // the error does not stick) when more than `bytes_max` remain.
    std::expected<WipedBytes, BodyFault> read_all(std::size_t bytes_max);

    // Announced bytes not read yet.
    std::uint64_t remaining() const { return remaining_; }

    // truncated or timed_out once that happened.
    std::optional<BodyFault> fault() const { return fault_; }

private:
    ByteSource* source_;
    std::uint64_t remaining_;
    std::optional<BodyFault> fault_;
};

} // namespace server::http
