#include "scope/grant_edges.h"

#include "vault/assert.h"

namespace vault {

namespace {

// The whole state machine: what is no row here does not happen.
struct Edge {
    GrantState from;
    GrantAct act;
    GrantState to;
    std::optional<Event> event; // of the edge's entry; the one of activate is the unseal's
};

constexpr Edge edges[] = {
    {GrantState::requested, GrantAct::approve, GrantState::approved, Event::grant_approved},
    {GrantState::requested, GrantAct::deny, GrantState::denied, Event::grant_denied},
    {GrantState::requested, GrantAct::lapse, GrantState::lapsed, Event::grant_lapsed},
    {GrantState::approved, GrantAct::activate, GrantState::active, std::nullopt},
    {GrantState::approved, GrantAct::lapse, GrantState::lapsed, Event::grant_lapsed},
    {GrantState::approved, GrantAct::revoke, GrantState::revoked, Event::grant_revoked},
    {GrantState::approved, GrantAct::give_back, GrantState::returned, Event::grant_returned},
    {GrantState::active, GrantAct::expire, GrantState::expired, Event::grant_expired},
    {GrantState::active, GrantAct::use_up, GrantState::used_up, Event::grant_used_up},
    {GrantState::active, GrantAct::revoke, GrantState::revoked, Event::grant_revoked},
    {GrantState::active, GrantAct::give_back, GrantState::returned, Event::grant_returned},
};

const Edge* find_edge(GrantState from, GrantAct act) noexcept
{
    for (const Edge& e : edges)
        if (e.from == from && e.act == act)
            return &e;
    return nullptr;
}

} // namespace

std::optional<GrantState> edge(GrantState from, GrantAct act) noexcept
{
    const Edge* found = find_edge(from, act);
    return found != nullptr ? std::optional{found->to} : std::nullopt;
}

EntryFields grant_entry(
    const WriteScope& scope, const Actor* by, Event event, const GrantRecord& grant)
{
    EntryFields fields = scope.entry(event, by);
    fields.ticket = grant.ticket;
    fields.credential = grant.credential;
    fields.grant = grant.id;
    return fields;
}

void add_terms(EntryFields& fields, const GrantRecord& grant)
{
    fields.duration_ms = grant.duration_ms;
    fields.unseals = grant.unseals_max;
}

void take_edge(
    WriteScope& scope, GrantRecord& grant, GrantAct act, const Actor* by, std::string_view why)
{
    const Edge* taken = find_edge(grant.state, act);
    TV_ASSERT(taken != nullptr);
    grant.state = taken->to;
    if (act == GrantAct::approve || act == GrantAct::deny)
        grant.decided_at = scope.now;
    if (act == GrantAct::approve)
        grant.due_at = scope.now + grant_lapse_ms;
    if (act == GrantAct::activate) {
        grant.activated_at = scope.now;
        grant.due_at = grant.ends_at;
    }
    if (is_final(grant.state))
        grant.due_at.reset();
    scope.tables.grants.update(grant);
    if (!taken->event)
        return;
    EntryFields fields = grant_entry(scope, by, *taken->event, grant);
    fields.person = grant.agent;
    fields.why = why;
    if (act == GrantAct::approve)
        add_terms(fields, grant);
    scope.audit(std::move(fields));
}

void end_grants_of(WriteScope& scope, const PersonId& agent, const Actor& by, std::string_view why)
{
    for (GrantRecord& grant : scope.tables.grants.open_of_agent(agent))
        take_edge(scope, grant,
            grant.state == GrantState::requested ? GrantAct::lapse : GrantAct::revoke, &by, why);
}

void end_grants_of(WriteScope& scope, const CredentialId& credential, Cause cause)
{
    for (GrantRecord& grant : scope.tables.grants.open_of_credential(credential))
        take_edge(scope, grant,
            grant.state == GrantState::active ? GrantAct::expire : GrantAct::lapse, nullptr,
            to_string(cause));
}

} // namespace vault
