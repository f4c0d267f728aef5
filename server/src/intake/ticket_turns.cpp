#include "intake/ticket_turns.h"

namespace server::intake {

TicketTurns::Turn TicketTurns::take(const vault::TicketId& ticket)
{
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return !taken_.contains(ticket); });
    taken_.insert(ticket);
    return {*this, ticket};
}

void TicketTurns::end(const vault::TicketId& ticket)
{
    {
        const std::lock_guard lock{mutex_};
        taken_.erase(ticket);
    }
    changed_.notify_all();
}

TicketTurns::Turn::~Turn()
{
    if (turns_ != nullptr) {
        turns_->end(ticket_);
    }
}

} // namespace server::intake
