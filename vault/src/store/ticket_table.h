#pragma once

#include "keys/key_leaf.h"
#include "store/database.h"
#include "vault/ticket.h"

#include <optional>
#include <vector>

namespace vault {

// A ticket without its texts.
struct TicketRecord {
    TicketId id;
    std::int64_t position = 0; // given by insert()
    PersonId customer;
    TicketState state;
    std::vector<std::byte> link_hash; // empty: no guest
    KeyLeaf content_leaf;
    KeyLeaf log_leaf;
    std::vector<std::byte> subject_ct;
    Instant created_at;
    Instant updated_at;
    std::optional<Instant> closed_at;
    std::optional<Instant> closes_at{}; // of 'closing', as what follows
    std::optional<PersonId> closing_by{};
};

struct TicketTexts {
    std::vector<std::byte> description_ct;
    std::vector<std::byte> environment_ct;
};

// A row of the queue with the counts of its credentials.
struct QueueRecord {
    TicketRecord ticket;
    std::uint32_t sealed_live = 0;
    std::optional<Instant> nearest_expiry;
};

struct MessageRecord {
    MessageId id;
    TicketId ticket;
    PersonId author;
    Role author_role;
    bool internal = false;
    std::vector<std::byte> body_ct;
    Instant at;
};

// Tickets and their messages.
class TicketTable {
public:
    explicit TicketTable(Database& database) : database_{database} {}

    void insert(const TicketRecord& ticket, const TicketTexts& texts);
    [[nodiscard]] std::optional<TicketRecord> find(const TicketId& id) const;
    [[nodiscard]] std::optional<TicketTexts> texts(const TicketId& id) const;
    // Newest first, below `before` (the position a page ended with). A customer's own; or everybody's that is not receiving; or all.
    [[nodiscard]] std::vector<QueueRecord> list_of_customer(
        const PersonId& customer, std::int64_t before, std::uint32_t limit, Instant now) const;
    [[nodiscard]] std::vector<QueueRecord> list_received(
        std::int64_t before, std::uint32_t limit, Instant now) const;
    [[nodiscard]] QueueRecord with_counts(
        TicketRecord ticket, Instant now, bool internal_too) const;
    void set_state(const TicketId& id, TicketState state, Instant at);
    // -> 'closing', until then; any other state takes both back.
    void set_closing(const TicketId& id, const PersonId& by, Instant closes_at, Instant at);
    // Of those that are closing and whose time has come, the earliest first.
    [[nodiscard]] std::vector<TicketRecord> due_closings(Instant until, std::uint32_t limit) const;
    [[nodiscard]] std::optional<Instant> earliest_closing() const;
    void touch(const TicketId& id, Instant at);

    void insert_message(const MessageRecord& message);
    // Oldest first.
    [[nodiscard]] std::vector<MessageRecord> messages(const TicketId& ticket) const;

private:
    Database& database_;
};

} // namespace vault
