#include "audit/event.h"

#include "base/name_table.h"

#include <algorithm>

namespace vault {

namespace {

constexpr NameTable<Event, 63> events{{
    "vault.created",
    "vault.opened",
    "vault.closed",
    "user.created",
    "user.disabled",
    "user.enabled",
    "session.opened",
    "session.refused",
    "session.ended",
    "ticket.submitted",
    "ticket.opened",
    "ticket.closed",
    "message.added",
    "attachment.announced",
    "attachment.stored",
    "attachment.sealed_whole",
    "attachment.abandoned",
    "original.unsealed",
    "credential.sealed",
    "credential.shredding",
    "credential.destroyed",
    "grant.requested",
    "grant.approved",
    "grant.denied",
    "grant.revoked",
    "grant.returned",
    "grant.lapsed",
    "grant.expired",
    "grant.used_up",
    "credential.unsealed",
    "audit.read",
    "audit.verified",
    "keys.drilled",
    "credential.matched",
    "audit.exported",
    "ticket.rewritten",
    "receipt.issued",
    "vault.recovery_key_set",
    "vault.backed_up",
    "vault.restored",
    "consent.given",
    "consent.withdrawn",
    "credential.delivered_again",
    "policy.changed",
    "access.refused",
    "access.limited",
    "vault.custody_rotated",
    "grant.endorsed",
    "break_glass.named",
    "break_glass.asked",
    "break_glass.reviewed",
    "ticket.certified",
    "clock.confirmed",
    "user.password_changed",
    "user.password_reset",
    "ticket.closing",
    "ticket.reopened",
    "vault.database_rekeyed",
    "approver_group.set",
    "approver_group.removed",
    "vault.mark_damaged",
    "vault.damage_found",
    "rules.loaded",
}};
static_assert(static_cast<std::size_t>(Event::rules_loaded) + 1 == events.names.size());

} // namespace

std::string_view to_string(Event event) noexcept { return events.name(event); }

bool is_event_choice(std::string_view text) noexcept
{
    return text.ends_with('.') ? std::ranges::any_of(events.names,
                                     [&](std::string_view name) { return name.starts_with(text); })
                               : events.parse(text).has_value();
}

} // namespace vault
