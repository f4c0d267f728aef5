#pragma once

#include "vault/vault.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tests {

// A guest with a ticket: what the tests of tickets, grants and endings start from.
struct GuestTicket {
    vault::TicketId id;
    vault::Actor guest;
    std::vector<vault::CredentialId> credentials;
    vault::Receipt receipt;
};

struct CredentialWish {
    std::string value = "correct-horse-staple";
    std::int64_t expires_in_ms = 3600LL * 1000;
    std::uint32_t unseals_max = 0;
    vault::Consent consent = vault::Consent::ask;
};

[[nodiscard]] vault::NewCredential new_credential(vault::Vault& vault, const CredentialWish& wish);
[[nodiscard]] vault::NewTicket new_guest_ticket(
    vault::Vault& vault, const std::vector<CredentialWish>& wishes);
// Throws when it is refused.
[[nodiscard]] GuestTicket submit_guest_ticket(
    vault::Vault& vault, const std::vector<CredentialWish>& wishes);

struct GrantWish {
    std::int64_t duration_ms = 30LL * 60 * 1000;
    std::uint32_t unseals_max = 3;
};
[[nodiscard]] vault::GrantRequest new_grant(
    const vault::CredentialId& credential, const GrantWish& wish = {});
// Asked for by `agent` and approved by the ticket's guest. Throws when it is refused.
[[nodiscard]] vault::GrantId approved_grant(vault::Vault& vault, const vault::Actor& agent,
    const GuestTicket& ticket, const vault::CredentialId& credential, const GrantWish& wish = {});

// A change of one part.
template <class T>
[[nodiscard]] vault::PolicyChange only(
    std::optional<T> vault::PolicyChange::* part, std::type_identity_t<T> value)
{
    vault::PolicyChange change;
    change.*part = std::move(value);
    return change;
}

// As an auditor reads them; `event` may be a prefix that ends in '.'. At most 200. Throws when it is refused.
[[nodiscard]] std::vector<vault::AuditEntry> entries_of(vault::Vault& vault, std::string event);
// How many of them hold `text`.
[[nodiscard]] std::size_t count_entries(
    vault::Vault& vault, std::string event, std::string_view text);

} // namespace tests
