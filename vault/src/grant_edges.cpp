#include "grant_edges.h"

#include "vault/assert.h"

namespace vault {

namespace {

struct Edge {
    GrantState from;
    GrantAct act;
    GrantState to;
};

constexpr Edge edges[] = {
    {GrantState::requested, GrantAct::approve, GrantState::approved},
    {GrantState::requested, GrantAct::deny, GrantState::denied},
    {GrantState::requested, GrantAct::lapse, GrantState::lapsed},
    {GrantState::approved, GrantAct::activate, GrantState::active},
    {GrantState::approved, GrantAct::lapse, GrantState::lapsed},
    {GrantState::approved, GrantAct::revoke, GrantState::revoked},
    {GrantState::approved, GrantAct::give_back, GrantState::returned},
    {GrantState::active, GrantAct::expire, GrantState::expired},
    {GrantState::active, GrantAct::use_up, GrantState::used_up},
    {GrantState::active, GrantAct::revoke, GrantState::revoked},
    {GrantState::active, GrantAct::give_back, GrantState::returned},
};

std::optional<Event> event_of(GrantAct act)
{
    switch (act) {
    case GrantAct::approve:
        return Event::grant_approved;
    case GrantAct::deny:
        return Event::grant_denied;
    case GrantAct::lapse:
        return Event::grant_lapsed;
    case GrantAct::activate:
        return std::nullopt;
    case GrantAct::expire:
        return Event::grant_expired;
    case GrantAct::use_up:
        return Event::grant_used_up;
    case GrantAct::revoke:
        return Event::grant_revoked;
    case GrantAct::give_back:
        return Event::grant_returned;
    }
    return std::nullopt;
}

} // namespace

std::optional<GrantState> edge(GrantState from, GrantAct act) noexcept
{
    for (const Edge& e : edges)
        if (e.from == from && e.act == act)
            return e.to;
    return std::nullopt;
}

void take_edge(
    WriteScope& scope, GrantRecord& grant, GrantAct act, const Actor* by, std::string_view why)
{
    const auto to = edge(grant.state, act);
    TV_ASSERT(to.has_value());
    grant.state = *to;
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
    const auto event = event_of(act);
    if (!event)
        return;
    EntryFields fields = scope.entry(*event, by);
    fields.ticket = grant.ticket;
    fields.credential = grant.credential;
    fields.grant = grant.id;
    fields.person = grant.agent;
    fields.why = why;
    scope.audit(std::move(fields));
}

void end_grants_of(WriteScope& scope, const CredentialId& credential, Cause cause)
{
    for (GrantRecord& grant : scope.tables.grants.open_of_credential(credential))
        take_edge(scope, grant,
            grant.state == GrantState::active ? GrantAct::expire : GrantAct::lapse, nullptr,
            to_string(cause));
}

} // namespace vault
