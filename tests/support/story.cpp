#include "support/story.h"

#include <algorithm>
#include <stdexcept>

namespace tests {

vault::NewCredential new_credential(vault::Vault& vault, const CredentialWish& wish)
{
    return {vault::CredentialId::random(vault.random()), vault::Source::entered, "password", "",
        {"shop.example.com", "wp-admin", "the staging site", 443},
        vault::Secret::copy_of(std::string_view{wish.value}),
        vault.clock().now() + wish.expires_in_ms, wish.unseals_max, wish.consent, {}};
}

vault::NewTicket new_guest_ticket(vault::Vault& vault, const std::vector<CredentialWish>& wishes)
{
    vault::Random& random = vault.random();
    vault::Secret link{32};
    random.fill(link.mutable_bytes());
    vault::NewTicket ticket{vault::TicketId::random(random),
        vault::NewGuest{
            vault::PersonId::random(random), {"Gina Guest", "gina@example.net"}, std::move(link)},
        "Checkout shows a blank page", "The checkout is blank since the update.", "PHP 8.2", {},
        {}};
    for (const CredentialWish& wish : wishes)
        ticket.credentials.push_back(new_credential(vault, wish));
    return ticket;
}

GuestTicket submit_guest_ticket(vault::Vault& vault, const std::vector<CredentialWish>& wishes)
{
    auto ticket = new_guest_ticket(vault, wishes);
    const vault::Actor guest{
        ticket.guest->id, vault::Role::guest, vault::Authn::link, "198.51.100.4"};
    const vault::TicketId id = ticket.id;
    auto done = vault.submit(guest, std::move(ticket));
    if (!done)
        throw std::runtime_error{done.error().to_string()};
    GuestTicket made{id, guest, {}, std::move(done->receipt)};
    for (const vault::CredentialView& credential : done->sealed)
        made.credentials.push_back(credential.id);
    return made;
}

vault::GrantRequest new_grant(const vault::CredentialId& credential, const GrantWish& wish)
{
    return {credential, "look at the failing checkout", wish.duration_ms, wish.unseals_max};
}

vault::GrantId approved_grant(vault::Vault& vault, const vault::Actor& agent,
    const GuestTicket& ticket, const vault::CredentialId& credential, const GrantWish& wish)
{
    const auto requested = vault.request_grant(agent, new_grant(credential, wish));
    if (!requested)
        throw std::runtime_error{requested.error().to_string()};
    if (const auto approved = vault.approve(ticket.guest, requested->id); !approved)
        throw std::runtime_error{approved.error().to_string()};
    return requested->id;
}

std::vector<vault::AuditEntry> entries_of(vault::Vault& vault, std::string event)
{
    const vault::Actor auditor{
        vault::PersonId::random(vault.random()), vault::Role::auditor, vault::Authn::local, {}};
    vault::AuditFilter filter;
    filter.event = std::move(event);
    filter.limit = 200;
    auto entries = vault.audit_entries(auditor, filter);
    if (!entries)
        throw std::runtime_error{entries.error().to_string()};
    return std::move(*entries);
}

std::size_t count_entries(vault::Vault& vault, std::string event, std::string_view text)
{
    const auto entries = entries_of(vault, std::move(event));
    return static_cast<std::size_t>(std::ranges::count_if(
        entries, [&](const vault::AuditEntry& entry) { return entry.json.contains(text); }));
}

} // namespace tests
