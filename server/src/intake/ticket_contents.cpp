#include "intake/ticket_contents.h"

#include <utility>

namespace server::intake {

std::vector<KnownValue> TicketContents::known_values() const
{
    std::vector<KnownValue> known;
    for (const vault::LiveValue& one : live) {
        const auto bytes = one.value.reveal();
        KnownValue value{{reinterpret_cast<const char*>(bytes.data()), bytes.size()},
            redactor::parse_kind(one.kind).value_or(redactor::Kind::other)};
        if (one.source == vault::Source::found) {
            value.held_by = one.id.to_string();
        }
        known.push_back(std::move(value));
    }
    return known;
}

vault::Expected<TicketContents> read_contents(
    vault::Vault& vault, const vault::Actor& by, const vault::TicketId& ticket)
{
    const auto view = vault.read_ticket(by, ticket);
    if (!view) {
        return vault::fail(view.error());
    }
    auto live = vault.live_values(by, ticket);
    if (!live) {
        return vault::fail(live.error());
    }
    TicketContents contents{{}, std::move(*live)};
    for (const vault::CredentialView& credential : view->credentials) {
        contents.credential_ids.push_back(credential.id.to_string());
    }
    return contents;
}

} // namespace server::intake
