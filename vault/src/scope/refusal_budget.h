#pragma once

#include "vault/clock.h"

#include <cstdint>
#include <map>
#include <string>

namespace vault {

// How many refusals of one subject, a person or a ticket whose link was tried, become entries of their own: enough to tell an attempt from a
// mistake, too few to fill the log with. Counted in windows of a minute; forgotten by a restart.
// Threads: one.
class RefusalBudget {
public:
    static constexpr std::uint32_t per_window_max = 30;
    static constexpr std::int64_t window_ms = 60LL * 1000;

    // last: it is an entry, and the next ones of this window are none.
    enum class Share : std::uint8_t { entry, last, none };
    // `subject` must be an id that exists or a fixed word, so that what is kept is bounded by them.
    [[nodiscard]] Share take(const std::string& subject, Instant now);

private:
    std::int64_t window_ = -1;
    std::map<std::string, std::uint32_t> taken_; // of window_
};

} // namespace vault
