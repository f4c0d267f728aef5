#include "scope/opened_credentials.h"

#include "crypto/envelope.h"
#include "scope/credential_seal.h"
#include "scope/refusal.h"
#include "store/storage_fault.h"

#include <algorithm>

namespace vault {

namespace {

// Shorter ones stand in ordinary sentences, too.
constexpr std::size_t value_bytes_min = 6;

bool holds(std::string_view text, const Secret& value)
{
    const auto bytes = value.reveal();
    return bytes.size() >= value_bytes_min &&
           text.find(std::string_view{reinterpret_cast<const char*>(bytes.data()), bytes.size()}) !=
               std::string_view::npos;
}

} // namespace

std::set<CredentialId> opened_by(
    const ReadScope& scope, const PersonId& agent, const TicketId& ticket)
{
    const auto all = scope.tables.grants.opened_by(agent, ticket);
    return {all.begin(), all.end()};
}

bool holds_opened_value(const ReadScope& scope, const PersonId& agent, const TicketRecord& ticket,
    std::string_view text)
{
    const auto opened = opened_by(scope, agent, ticket.id);
    return std::ranges::any_of(opened, [&](const CredentialId& id) {
        const auto credential = scope.tables.credentials.find(id);
        if (!credential || credential->source == Source::original ||
            !why_ended(*credential, scope.latest).empty())
            return false;
        const auto value =
            open_secret(scope.tables.credentials.value(id), scope.key(credential->key_leaf),
                {scope.store, id.to_string(), "value", terms_of(*credential)});
        if (!value)
            throw StorageFault{value.error()};
        return holds(text, *value);
    });
}

} // namespace vault
