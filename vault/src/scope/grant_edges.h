#pragma once

#include "scope/write_scope.h"
#include "vault/credential.h"
#include "vault/grant.h"

#include <optional>

namespace vault {

// What can happen to a grant.
enum class GrantAct : std::uint8_t {
    approve,
    deny,
    lapse,
    activate,
    expire,
    use_up,
    revoke,
    give_back
};

// Where `act` leads from `from`; nullopt where the state machine of vault/grant.h has no such edge.
[[nodiscard]] std::optional<GrantState> edge(GrantState from, GrantAct act) noexcept;

// An entry about this grant of this actor's; nullptr is the vault itself.
[[nodiscard]] EntryFields grant_entry(
    const WriteScope& scope, const Actor* by, Event event, const GrantRecord& grant);

// How long it lasts and how often it opens: of a request and of its approval, which may be of less, so that the log alone tells both.
void add_terms(EntryFields& fields, const GrantRecord& grant);

// Takes the edge, stores the grant and leaves the edge's entry (none for activate, which is part of an unseal). The edge must exist.
void take_edge(WriteScope& scope, GrantRecord& grant, GrantAct act, const Actor* by,
    std::string_view why = {});

// Whatever is not final ends: revoked where it was approved, else lapsed.
void end_grants_of(WriteScope& scope, const PersonId& agent, const Actor& by, std::string_view why);
// The credential has ended: what is not final lapses if it was never used, and expires if it was.
void end_grants_of(WriteScope& scope, const CredentialId& credential, Cause cause);

} // namespace vault
