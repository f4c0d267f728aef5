#pragma once

#include "http/limits.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace server::http {

using Moment = std::chrono::steady_clock::time_point;

// The only reader of a clock in this folder. Sockets wait in the kernel, on its time, so a clock
// passed in could not move them; tests pass small limits instead.
inline Moment now() { return std::chrono::steady_clock::now(); }

// When a transfer that has moved `bytes` so far is too slow. Allowing time only for bytes that have
// come (and not for the whole announced length at once) cuts a stalled peer after the base time,
// and ends at the same moment for one at the lowest rate.
class TransferDeadline {
public:
    explicit TransferDeadline(const Limits& limits)
        : start_(now()), base_(limits.transfer_base_ms),
          bytes_per_second_(std::max<std::uint64_t>(limits.transfer_bytes_per_second_min, 1))
    {
    }

    Moment at(std::uint64_t bytes) const
    {
        return start_ + base_ + std::chrono::milliseconds(bytes * 1000 / bytes_per_second_);
    }

private:
    Moment start_;
    std::chrono::milliseconds base_;
    std::uint64_t bytes_per_second_;
};

} // namespace server::http
