#pragma once

#include "vault/id.h"

#include <condition_variable>
#include <mutex>
#include <set>

namespace server::intake {

// One at a time writes to a ticket: between reading what it holds and storing what was redacted against it, nobody else may add to it.
//
// Threads: any; a turn ends on the thread that took it.
class TicketTurns {
public:
    // Ends the turn with its life.
    class Turn {
    public:
        Turn(TicketTurns& turns, const vault::TicketId& ticket) : turns_{&turns}, ticket_{ticket} {}
        Turn(Turn&& other) noexcept : turns_{other.turns_}, ticket_{other.ticket_}
        {
            other.turns_ = nullptr;
        }
        Turn& operator=(Turn&&) = delete;
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn();

    private:
        TicketTurns* turns_;
        vault::TicketId ticket_;
    };

    // Waits until nobody has the ticket.
    [[nodiscard]] Turn take(const vault::TicketId& ticket);

private:
    void end(const vault::TicketId& ticket);

    std::mutex mutex_; // guards taken_
    std::condition_variable changed_;
    std::set<vault::TicketId> taken_;
};

} // namespace server::intake
