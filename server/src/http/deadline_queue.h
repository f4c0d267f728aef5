#pragma once

#include "http/deadline.h"

#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace server::http {

// At most one deadline per connection id, the earliest first. O(log n) each. One thread.
class DeadlineQueue {
public:
    void set(std::uint64_t id, Moment deadline);
    void remove(std::uint64_t id);
    std::optional<Moment> earliest() const;
    std::optional<std::uint64_t> first() const;
    // Takes out and returns the earliest that is due at `moment`.
    std::optional<std::uint64_t> take_due(Moment moment);

private:
    std::set<std::pair<Moment, std::uint64_t>> order_;
    std::unordered_map<std::uint64_t, Moment> by_id_;
};

} // namespace server::http
