#pragma once

#include "scope/read_scope.h"
#include "vault/error.h"
#include "vault/person.h"

#include <vector>

namespace vault {

// Who may do what, in one table (access.cpp). The role decides whether an act is possible at all; ownership, whether on this ticket.
enum class Act : std::uint8_t {
    submit, // a new ticket
    write,  // messages, attachments, credentials on a ticket
    close,
    shred,
    request_grant,
    decide_grant, // approve, refuse: the customer's answer
    second_grant, // the same for the house: another agent than the one who asks
    revoke_grant,
    unseal,
    set_house_policy, // and the groups it names
    read_text,        // subject, messages, files; without it a ticket is metadata
    read_log,         // the whole log
    read_own_log,     // the entries of one's own ticket
    see_break_glass,
    manage_break_glass, // name who may, and review
    back_up,            // which shows nobody anything: it is sealed to the recovery key
    rotate_custody,
    drill_keys,
};
[[nodiscard]] bool may(Role role, Act act) noexcept;

// Customers and guests: those who are not of the house.
[[nodiscard]] bool is_outside(Role role) noexcept;

// One with an account that is not disabled: who can be named for something.
[[nodiscard]] bool is_active_agent(const ReadScope& scope, const PersonId& person);

// Whether the actor may know that the ticket exists. A customer or guest: only their own. Agents: every one that is not being received, and
// those they submitted. Auditors and admins: all.
[[nodiscard]] bool can_see(const Actor& by, const TicketRecord& ticket) noexcept;

// not_found when there is none or the actor may not know of it: the two must look alike.
[[nodiscard]] Expected<TicketRecord> visible_ticket(
    const ReadScope& scope, const Actor& by, const TicketId& id);
// The same, and forbidden when the actor's role does not allow `act`.
[[nodiscard]] Expected<TicketRecord> ticket_for(
    const ReadScope& scope, const Actor& by, const TicketId& id, Act act);

// A ticket the actor may add parts to: ticket_for with Act::write, and conflict when it is closing or closed.
[[nodiscard]] Expected<TicketRecord> writable_ticket(
    const ReadScope& scope, const Actor& by, const TicketId& id);

struct VisibleCredential {
    CredentialRecord credential;
    TicketRecord ticket;
};
// What the house found in its own notes is not there for those outside of it.
[[nodiscard]] Expected<VisibleCredential> visible_credential(
    const ReadScope& scope, const Actor& by, const CredentialId& id);
[[nodiscard]] std::vector<CredentialRecord> visible_credentials(
    const ReadScope& scope, const Actor& by, const TicketId& ticket);

struct VisibleAttachment {
    AttachmentRecord attachment;
    TicketRecord ticket;
};
[[nodiscard]] Expected<VisibleAttachment> visible_attachment(
    const ReadScope& scope, const Actor& by, const AttachmentId& id);

struct VisibleGrant {
    GrantRecord grant;
    TicketRecord ticket;
};
[[nodiscard]] Expected<VisibleGrant> visible_grant(
    const ReadScope& scope, const Actor& by, const GrantId& id);

} // namespace vault
