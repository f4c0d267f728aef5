#include "scope/write_scope.h"

#include "crypto/base64.h"
#include "scope/grant_edges.h"
#include "scope/person_seal.h"
#include "store/storage_fault.h"

namespace vault {

namespace {

void add_within(RefusalBudget::Share share, EntryFields refusal, std::vector<EntryFields>& entries)
{
    using enum RefusalBudget::Share;
    if (share == none)
        return;
    entries.push_back(std::move(refusal));
    if (share != last)
        return;
    EntryFields limited = entries.back();
    limited.event = Event::access_limited;
    limited.why = {};
    entries.push_back(std::move(limited));
}

} // namespace

Ending ending_of(const CredentialRecord& credential, Cause cause, bool certificate_wanted)
{
    return {credential.id, credential.ticket, cause, to_base64(credential.commitment),
        credential.source == Source::original ? credential.attachment : std::nullopt,
        certificate_wanted};
}

WriteScope::WriteScope(Tables& tables_of, KeyWriter& keys, const std::string& store_of, Instant at,
    const std::string& boot, Random& random, RefusalBudget& refusal_budget)
    : ReadScope{tables_of, keys, store_of, at}, keys_{keys}, boot_{boot}, random_{random},
      refusal_budget_{refusal_budget}
{
}

Bytes WriteScope::sealed(
    std::string_view text, const Secret& key, std::string_view object, std::string_view field)
{
    return seal(std::as_bytes(std::span{text}), key, {store, object, field}, random_);
}

void WriteScope::add_person(const PersonId& id, const Profile& profile)
{
    const std::string name = id.to_string();
    const Secret profile_key = random_key(random_);
    const Secret log_key = random_key(random_);
    PersonRecord person{id, put_key(LeafStream::persons(), profile_key),
        put_key(LeafStream::persons(), log_key), {}, now};
    person.profile_ct = sealed(profile_text(profile), profile_key, name, "profile");
    tables.persons.insert(person);
}

void WriteScope::shred(const CredentialRecord& credential, Cause cause, const Actor* by)
{
    if (credential.state != CredentialState::sealed)
        return;
    tables.credentials.set_shredding(credential.id, cause, now);
    end(credential, cause, by);
}

WriteScope::Due WriteScope::shred_due(Instant until, std::uint32_t limit, Cause cause)
{
    std::vector<CredentialRecord> due = tables.credentials.due(until, limit);
    if (due.empty())
        return {0, 0};
    const std::size_t listed = due.size();
    const CredentialId last = due.back().id;
    std::erase_if(due, [](const CredentialRecord& credential) {
        return credential.state != CredentialState::sealed;
    });
    if (tables.credentials.set_shredding_up_to(last, cause, now) != due.size())
        throw StorageFault{
            Error{ErrorCode::corrupt, "the database lists other credentials as due than it holds"}};
    for (const CredentialRecord& credential : due)
        end(credential, cause, nullptr);
    return {listed, due.size()};
}

void WriteScope::end(const CredentialRecord& credential, Cause cause, const Actor* by)
{
    destroy_key(credential.key_leaf);
    endings_.push_back(ending_of(credential, cause, by != nullptr));
    if (is_decided(cause)) {
        EntryFields fields = entry(Event::credential_shredding, by);
        fields.ticket = credential.ticket;
        fields.credential = credential.id;
        fields.why = to_string(cause);
        audit(std::move(fields));
    }
    end_grants_of(*this, credential.id, cause);
}

EntryFields WriteScope::entry(Event event, const Actor* by) const
{
    EntryFields fields{};
    fields.event = event;
    fields.time = now;
    fields.boot = boot_;
    fields.authn = Authn::system;
    if (by == nullptr)
        return fields;
    fields.actor = by->person;
    fields.role = by->role;
    fields.authn = by->authn;
    add_address(fields, by->person, by->address);
    return fields;
}

void WriteScope::add_address(
    EntryFields& fields, const PersonId& of, std::string_view address) const
{
    const auto person = address.empty() ? std::optional<PersonRecord>{} : tables.persons.find(of);
    if (person)
        seal_private(fields, "address", address, of.to_string(), key(person->log_leaf));
}

void WriteScope::add_address_of_nobody(EntryFields& fields, std::string_view address)
{
    if (address.empty())
        return;
    const LogDay today = LogDay::of(now);
    auto day_key = log_key(today);
    if (!day_key) {
        day_key = random_key(random_);
        tables.log_days.insert(today, put_key(LeafStream::ending(today.over_at()), *day_key));
    }
    seal_private(fields, "address", address, today.to_string(), *day_key);
}

void WriteScope::add_private(EntryFields& fields, std::string_view field, std::string_view text,
    const TicketRecord& ticket) const
{
    seal_private(fields, field, text, ticket.id.to_string(), log_key(ticket));
}

void WriteScope::seal_private(EntryFields& fields, std::string_view field, std::string_view text,
    const std::string& subject, const Secret& key) const
{
    fields.privates.push_back({field, subject,
        seal(std::as_bytes(std::span{text}), key, {store, subject, field}, random_)});
}

std::unexpected<Error> WriteScope::refuse(Error error, EntryFields fields)
{
    fields.refused = true;
    // A refused sign-in has no actor; the limits on sign-ins bound those.
    const auto share = fields.actor    ? refusal_budget_.take(fields.actor->to_string(), now)
                       : fields.ticket ? refusal_budget_.take(fields.ticket->to_string(), now)
                                       : RefusalBudget::Share::entry;
    add_within(share, std::move(fields), refusals_);
    return fail(std::move(error));
}

void WriteScope::audit_refusal_of_nobody(
    EntryFields fields, const std::string& subject, std::string_view address)
{
    const auto share = refusal_budget_.take(subject, now);
    if (share == RefusalBudget::Share::none)
        return;
    fields.refused = true;
    add_address_of_nobody(fields, address);
    add_within(share, std::move(fields), entries_);
}

} // namespace vault
