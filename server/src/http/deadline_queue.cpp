#include "http/deadline_queue.h"

namespace server::http {

void DeadlineQueue::set(std::uint64_t id, Moment deadline)
{
    remove(id);
    order_.emplace(deadline, id);
    by_id_.emplace(id, deadline);
}

void DeadlineQueue::remove(std::uint64_t id)
{
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) {
        return;
    }
    order_.erase({found->second, id});
    by_id_.erase(found);
}

std::optional<Moment> DeadlineQueue::earliest() const
{
    return order_.empty() ? std::nullopt : std::optional(order_.begin()->first);
}

std::optional<std::uint64_t> DeadlineQueue::first() const
{
    return order_.empty() ? std::nullopt : std::optional(order_.begin()->second);
}

std::optional<std::uint64_t> DeadlineQueue::take_due(Moment moment)
{
    if (order_.empty() || order_.begin()->first > moment) {
        return std::nullopt;
    }
    const std::uint64_t id = order_.begin()->second;
    remove(id);
    return id;
}

} // namespace server::http
