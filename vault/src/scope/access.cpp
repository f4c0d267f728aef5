#include "scope/access.h"

#include <initializer_list>

namespace vault {

namespace {

constexpr unsigned acts(std::initializer_list<Act> list)
{
    unsigned bits = 0;
    for (const Act act : list)
        bits |= 1U << static_cast<unsigned>(act);
    return bits;
}

struct Row {
    Role role;
    unsigned acts;
};

constexpr Row table[] = {
    {Role::guest, acts({Act::submit, Act::write, Act::close, Act::shred, Act::decide_grant,
                      Act::revoke_grant, Act::read_text, Act::read_own_log})},
    {Role::customer, acts({Act::submit, Act::write, Act::close, Act::shred, Act::decide_grant,
                         Act::revoke_grant, Act::read_text, Act::read_own_log})},
    {Role::agent, acts({Act::submit, Act::write, Act::close, Act::shred, Act::request_grant,
                      Act::second_grant, Act::unseal, Act::read_text, Act::see_break_glass})},
    {Role::auditor, acts({Act::read_log, Act::see_break_glass, Act::drill_keys})},
    {Role::admin,
        acts({Act::shred, Act::revoke_grant, Act::back_up, Act::set_house_policy,
            Act::see_break_glass, Act::manage_break_glass, Act::rotate_custody, Act::drill_keys})},
};

} // namespace

bool may(Role role, Act act) noexcept
{
    for (const Row& row : table)
        if (row.role == role)
            return (row.acts >> static_cast<unsigned>(act) & 1U) != 0;
    return false;
}

bool is_outside(Role role) noexcept { return role == Role::guest || role == Role::customer; }

bool is_active_agent(const ReadScope& scope, const PersonId& person)
{
    const auto user = scope.tables.persons.find_user(person);
    return user && user->role == Role::agent && !user->disabled;
}

bool can_see(const Actor& by, const TicketRecord& ticket) noexcept
{
    switch (by.role) {
    case Role::guest:
    case Role::customer:
        return ticket.customer == by.person;
    case Role::agent:
        return ticket.state != TicketState::receiving || ticket.customer == by.person;
    case Role::auditor:
    case Role::admin:
        return true;
    }
    return false;
}

Expected<TicketRecord> visible_ticket(const ReadScope& scope, const Actor& by, const TicketId& id)
{
    auto ticket = scope.tables.tickets.find(id);
    if (!ticket || !can_see(by, *ticket))
        return fail({ErrorCode::not_found, "no such ticket"});
    return std::move(*ticket);
}

Expected<TicketRecord> ticket_for(
    const ReadScope& scope, const Actor& by, const TicketId& id, Act act)
{
    auto ticket = visible_ticket(scope, by, id);
    if (ticket && !may(by.role, act))
        return fail({ErrorCode::forbidden, "this role may not do that"});
    return ticket;
}

Expected<TicketRecord> writable_ticket(const ReadScope& scope, const Actor& by, const TicketId& id)
{
    auto ticket = ticket_for(scope, by, id, Act::write);
    if (ticket && ticket->state == TicketState::closing)
        return fail({ErrorCode::conflict, "the ticket is closing; reopen it first"});
    if (ticket && !is_live(ticket->state))
        return fail({ErrorCode::conflict, "the ticket is closed"});
    return ticket;
}

Expected<VisibleCredential> visible_credential(
    const ReadScope& scope, const Actor& by, const CredentialId& id)
{
    auto credential = scope.tables.credentials.find(id);
    auto ticket = credential ? scope.tables.tickets.find(credential->ticket) : std::nullopt;
    if (!ticket || !can_see(by, *ticket) || (credential->internal && is_outside(by.role)))
        return fail({ErrorCode::not_found, "no such credential"});
    return VisibleCredential{std::move(*credential), std::move(*ticket)};
}

std::vector<CredentialRecord> visible_credentials(
    const ReadScope& scope, const Actor& by, const TicketId& ticket)
{
    auto all = scope.tables.credentials.of_ticket(ticket);
    if (is_outside(by.role))
        std::erase_if(all, [](const CredentialRecord& credential) { return credential.internal; });
    return all;
}

Expected<VisibleAttachment> visible_attachment(
    const ReadScope& scope, const Actor& by, const AttachmentId& id)
{
    auto attachment = scope.tables.attachments.find(id);
    auto ticket = attachment ? scope.tables.tickets.find(attachment->ticket) : std::nullopt;
    if (!ticket || !can_see(by, *ticket))
        return fail({ErrorCode::not_found, "no such attachment"});
    return VisibleAttachment{std::move(*attachment), std::move(*ticket)};
}

Expected<VisibleGrant> visible_grant(const ReadScope& scope, const Actor& by, const GrantId& id)
{
    auto grant = scope.tables.grants.find(id);
    auto ticket = grant ? scope.tables.tickets.find(grant->ticket) : std::nullopt;
    if (!ticket || !can_see(by, *ticket) ||
        (is_outside(by.role) && !visible_credential(scope, by, grant->credential)))
        return fail({ErrorCode::not_found, "no such grant"});
    return VisibleGrant{std::move(*grant), std::move(*ticket)};
}

} // namespace vault
