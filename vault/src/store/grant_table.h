#pragma once

#include "store/database.h"
#include "vault/grant.h"

#include <optional>
#include <vector>

namespace vault {

struct GrantRecord {
    GrantId id;
    std::int64_t position = 0; // given by insert()
    CredentialId credential;
    TicketId ticket;
    PersonId agent;
    GrantState state;
    std::vector<std::byte> reason_ct;
    std::int64_t duration_ms = 0;
    std::uint32_t unseals_max = 1;
    std::uint32_t unseals_done = 0;
    Instant requested_at;
    std::optional<Instant> decided_at;
    std::optional<Instant> activated_at;
    std::optional<Instant> ends_at;
    std::optional<Instant> due_at; // when time alone ends the present state
    std::string reason_code{};     // empty: none
};

struct ApprovalRecord {
    PersonId person;
    bool by_customer; // false: by another agent
    Instant at;
};

// Which grants a page holds. Absent: not narrowed.
struct GrantChoice {
    std::optional<GrantState> state;
    std::optional<TicketId> ticket;
    std::optional<PersonId> customer; // of the grant's ticket; without what is internal
};

class GrantTable {
public:
    explicit GrantTable(Database& database) : database_{database} {}

    void insert(const GrantRecord& grant);
    // conflict: the person has approved it already.
    void insert_approval(const GrantId& id, const ApprovalRecord& approval);
    // Of a grant, in their order.
    [[nodiscard]] std::vector<ApprovalRecord> approvals(const GrantId& id) const;
    // Everything but id, credential, ticket, agent, reason and when it was asked for.
    void update(const GrantRecord& grant);
    [[nodiscard]] std::optional<GrantRecord> find(const GrantId& id) const;
    // Newest first, below `before`.
    [[nodiscard]] std::vector<GrantRecord> list(
        const GrantChoice& choice, std::int64_t before, std::uint32_t limit) const;
    // Not final, oldest first.
    [[nodiscard]] std::vector<GrantRecord> open_of_credential(const CredentialId& credential) const;
    // Not final.
    [[nodiscard]] std::vector<GrantRecord> open_of_agent(const PersonId& agent) const;
    // The credentials of the ticket that one of the agent's grants opened, whatever became of it.
    [[nodiscard]] std::vector<CredentialId> opened_by(
        const PersonId& agent, const TicketId& ticket) const;
    [[nodiscard]] std::vector<GrantRecord> due(Instant now, std::uint32_t limit) const;
    [[nodiscard]] std::optional<Instant> earliest_due() const;

private:
    Database& database_;
};

} // namespace vault
