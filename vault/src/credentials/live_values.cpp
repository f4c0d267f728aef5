#include "engine/engine.h"
#include "scope/access.h"
#include "scope/credential_seal.h"
#include "scope/opened_credentials.h"
#include "scope/refusal.h"

#include <algorithm>

namespace vault {

namespace {

// Sealed bytes are longer than the value; the exact bound is checked once it is open.
constexpr std::size_t envelope_slack_bytes = 64;

struct Sealed {
    CredentialRecord record;
    Bytes value_ct;
    Secret key;
};

bool is_alive(const CredentialRecord& credential, Instant now)
{
    return why_ended(credential, now).empty() &&
           (credential.source == Source::entered || credential.source == Source::found);
}

// An agent was shown them under a grant; a customer knows all but those of the house's notes.
std::vector<CredentialId> not_known_to(const ReadScope& scope, const Actor& by,
    const TicketId& ticket, std::span<const CredentialId> held)
{
    const auto opened = opened_by(scope, by.person, ticket);
    std::vector<CredentialId> all;
    for (const CredentialId& id : held) {
        const auto credential = scope.tables.credentials.find(id);
        if (credential && credential->ticket == ticket &&
            (is_outside(by.role) ? credential->internal : !opened.contains(id)))
            all.push_back(id);
    }
    return all;
}

} // namespace

Expected<void> Vault::record_matches(
    const Actor& by, const TicketId& ticket, std::span<const CredentialId> held)
{
    if (held.empty()) // nearly every text
        return {};
    const auto any = engine_->read([&](ReadScope& scope) -> Expected<bool> {
        return !not_known_to(scope, by, ticket, held).empty();
    });
    if (!any)
        return fail(any.error());
    if (!*any)
        return {};
    const auto done = engine_->write<Done>([&](WriteScope& scope) -> Expected<Done> {
        for (const CredentialId& id : not_known_to(scope, by, ticket, held)) {
            EntryFields fields = scope.entry(Event::credential_matched, &by);
            fields.ticket = ticket;
            fields.credential = id;
            fields.why = "held";
            scope.audit(std::move(fields));
        }
        return Done{};
    });
    return done ? Expected<void>{} : fail(done.error());
}

Expected<std::vector<LiveValue>> Vault::live_values(const Actor& by, const TicketId& ticket) const
{
    const auto any = engine_->read([&](ReadScope& scope) -> Expected<bool> {
        if (const auto allowed = writable_ticket(scope, by, ticket); !allowed)
            return fail(allowed.error());
        return std::ranges::any_of(scope.tables.credentials.of_ticket(ticket),
            [&](const CredentialRecord& credential) { return is_alive(credential, scope.latest); });
    });
    if (!any)
        return fail(any.error());
    if (!*any)
        return std::vector<LiveValue>{};
    using All = std::vector<Sealed>;
    auto sealed = engine_->write<All>([&](WriteScope& scope) -> Expected<All> {
        if (const auto allowed = writable_ticket(scope, by, ticket); !allowed)
            return fail(allowed.error());
        All all;
        for (const CredentialRecord& credential : scope.tables.credentials.of_ticket(ticket)) {
            if (!is_alive(credential, scope.latest))
                continue;
            Bytes value_ct = scope.tables.credentials.value(credential.id);
            if (value_ct.size() > live_value_bytes_max + envelope_slack_bytes)
                continue;
            Secret key = scope.key(credential.key_leaf);
            all.push_back({credential, std::move(value_ct), std::move(key)});
        }
        EntryFields fields = scope.entry(Event::credential_matched, &by);
        fields.ticket = ticket;
        scope.audit(std::move(fields));
        return all;
    });
    if (!sealed)
        return fail(sealed.error());
    std::vector<LiveValue> values;
    for (const Sealed& one : sealed->value) {
        const std::string name = one.record.id.to_string();
        auto value = open_secret(
            one.value_ct, one.key, {engine_->store, name, "value", terms_of(one.record)});
        if (!value)
            return fail(value.error());
        if (value->size() <= live_value_bytes_max)
            values.push_back(
                {one.record.id, one.record.source, one.record.kind, std::move(*value)});
    }
    return values;
}

} // namespace vault
