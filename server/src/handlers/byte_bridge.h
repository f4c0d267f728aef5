#pragma once

#include "http/message.h"
#include "vault/error.h"

#include <cstddef>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace server {

// Takes the bytes one after the other; returns when it is done with them. Throws what is no std::exception, to be let through, once nobody
// wants them any more; without bytes it does only that.
using ByteSink = std::function<void(std::span<const std::byte>)>;

// Turns a producer that pushes into a body that is pulled, with at most `held_bytes_max` in between: a sealed original of 100 MB goes
// out without standing in memory.
//
// Returns when the first bytes are there, or with the producer's error, so that the status is known before anything is sent. The producer
// runs on a thread of its own that ends with it. A reader that goes away ends it at its next byte, and whoever drops the body waits for
// that: a worker may, the loop of the connections may not. What is held is wiped once read.
[[nodiscard]] std::expected<http::BodySource, vault::Error> bridge(
    std::function<vault::Expected<void>(const ByteSink&)> produce,
    std::optional<std::uint64_t> length_bytes);

// 200 with these bytes, to be saved under `file_name` (no quote in it).
[[nodiscard]] http::Response download(
    http::BodySource source, std::string_view media_type, std::string_view file_name);

inline constexpr std::size_t held_bytes_max = 1024 * 1024;

} // namespace server
