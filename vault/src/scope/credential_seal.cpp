#include "scope/credential_seal.h"

#include "scope/access.h"

#include "crypto/base64.h"
#include "scope/text_limits.h"

#include <charconv>

namespace vault {

namespace {

constexpr std::size_t site_bytes_max = 2048;
constexpr std::size_t user_bytes_max = 320;
constexpr std::size_t note_bytes_max = 2000;
constexpr std::size_t word_bytes_max = 100; // kind and rule id

// Lines: site, user, port; the note is the rest. Only the note may hold control characters.
std::string label_text(const CredentialLabel& label)
{
    return label.site + '\n' + label.user + '\n' + std::to_string(label.port) + '\n' + label.note;
}

CredentialLabel parse_label(std::string_view text)
{
    const auto line = [&text] {
        const auto end = std::min(text.find('\n'), text.size());
        const auto head = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        return head;
    };
    CredentialLabel label;
    label.site = line();
    label.user = line();
    const auto port = line();
    (void)std::from_chars(port.data(), port.data() + port.size(), label.port);
    label.note = text;
    return label;
}

Expected<void> check(const NewCredential& c, Instant now)
{
    if (!is_line(c.label.site, 0, site_bytes_max) || !is_line(c.label.user, 0, user_bytes_max) ||
        c.label.note.size() > note_bytes_max)
        return fail({ErrorCode::invalid,
            "a credential's site, user or note is too long or holds control characters"});
    if (!is_line(c.kind, 1, word_bytes_max) || !is_line(c.rule, 0, word_bytes_max))
        return fail({ErrorCode::invalid, "a credential's kind or rule is not a word"});
    if (c.expires_at <= now || c.expires_at > now + credential_expiry_ms_max)
        return fail(
            {ErrorCode::invalid, "a credential must expire between now and 30 days from now"});
    return {};
}

SealedCredential described(NewCredential& c, const Secret& key, const std::string& store)
{
    SealedCredential sealed{
        CredentialRecord{c.id, TicketId{IdBytes{}}, c.source, std::move(c.kind), std::move(c.rule),
            c.attachment, {}, key_commitment(key, store, c.id.to_string()), {}, {}, c.consent, {},
            {}, c.expires_at, c.unseals_max, 0, CredentialState::sealed, {}, {}, {}, {},
            c.internal},
        std::move(c.label), {}, {}};
    return sealed;
}

CredentialRecord insert(WriteScope& scope, const Actor& by, const TicketRecord& ticket,
    const Secret& content_key, SealedCredential& sealed)
{
    CredentialRecord& record = sealed.record;
    record.ticket = ticket.id;
    record.created_at = scope.now;
    if (record.consent == Consent::hour)
        record.consent_until = scope.now + consent_hour_ms;
    record.label_ct =
        scope.sealed(label_text(sealed.label), content_key, record.id.to_string(), "label");
    scope.tables.credentials.insert(record, sealed.value_ct);
    EntryFields fields = scope.entry(Event::credential_sealed, &by);
    fields.ticket = ticket.id;
    fields.credential = record.id;
    fields.attachment = record.attachment;
    fields.commitment = to_base64(record.commitment);
    fields.expires_at = record.expires_at;
    if (record.unseals_max != 0)
        fields.unseals_left = record.unseals_max;
    if (record.consent != Consent::ask)
        fields.why = to_string(record.consent);
    scope.audit(std::move(fields));
    return record;
}

Expected<SealedCredential> seal_one(
    NewCredential c, const std::string& store, Instant now, Random& random)
{
    if (const auto good = check(c, now); !good)
        return fail(good.error());
    if (c.source == Source::original || c.value.empty() ||
        c.value.size() > credential_value_bytes_max)
        return fail({ErrorCode::invalid, "a credential's value must hold 1 byte to 64 KiB"});
    Secret key = random_key(random);
    SealedCredential sealed = described(c, key, store);
    const std::string id = sealed.record.id.to_string();
    sealed.value_ct =
        seal(c.value.reveal(), key, {store, id, "value", terms_of(sealed.record)}, random);
    sealed.record.ciphertext_hash = ciphertext_hash(sealed.value_ct);
    sealed.key = std::move(key);
    return sealed;
}

} // namespace

std::string terms_of(const CredentialRecord& record)
{
    return credential_terms(record.expires_at, record.unseals_max, record.commitment);
}

Expected<std::vector<SealedCredential>> seal_credentials(
    std::vector<NewCredential> credentials, const std::string& store, Instant now, Random& random)
{
    std::vector<SealedCredential> all;
    all.reserve(credentials.size());
    for (NewCredential& credential : credentials) {
        auto one = seal_one(std::move(credential), store, now, random);
        if (!one)
            return fail(one.error());
        all.push_back(std::move(*one));
    }
    return all;
}

Expected<SealedCredential> seal_original(NewCredential c, const std::string& store, Instant now,
    const Secret& upload_key, const Bytes& chunk_hashes)
{
    if (const auto good = check(c, now); !good)
        return fail(good.error());
    if (c.source != Source::original || !c.value.empty() || !c.attachment)
        return fail(
            {ErrorCode::invalid, "an original is its attachment's chunks and has no other value"});
    SealedCredential sealed = described(c, upload_key, store);
    sealed.record.ciphertext_hash = ciphertext_hash(chunk_hashes);
    return sealed;
}

Expected<CredentialRecord> store_credential(WriteScope& scope, const Actor& by,
    const TicketRecord& ticket, const Secret& content_key, SealedCredential& sealed)
{
    if (sealed.record.expires_at <= scope.now)
        return fail(
            {ErrorCode::invalid, "a credential must expire between now and 30 days from now"});
    if (scope.tables.credentials.count_of_ticket(ticket.id) >= ticket_credentials_max)
        return fail({ErrorCode::too_many, "the ticket holds as many credentials as it may"});
    // Who writes for the house cannot answer its own requests in advance.
    if (sealed.record.consent != Consent::ask && !may(by.role, Act::decide_grant)) {
        EntryFields refusal = scope.entry(Event::consent_given, &by);
        refusal.ticket = ticket.id;
        refusal.why = "role";
        return scope.refuse(
            {ErrorCode::forbidden, "only the customer can allow every opening in advance"},
            std::move(refusal));
    }
    sealed.record.key_leaf =
        scope.put_key(LeafStream::ending(sealed.record.expires_at), sealed.key);
    return insert(scope, by, ticket, content_key, sealed);
}

CredentialRecord store_original(WriteScope& scope, const Actor& by, const TicketRecord& ticket,
    const Secret& content_key, SealedCredential& sealed, KeyLeaf upload_leaf)
{
    sealed.record.key_leaf = upload_leaf;
    return insert(scope, by, ticket, content_key, sealed);
}

CredentialView view_of(const ReadScope& scope, const CredentialRecord& r, const Secret* content_key)
{
    CredentialLabel label;
    if (content_key != nullptr)
        label = parse_label(scope.text(r.label_ct, *content_key, r.id.to_string(), "label"));
    return {r.id, r.ticket, r.source, r.kind, r.rule, std::move(label), r.state, r.consent,
        r.consent_until, r.created_at, r.expires_at, r.unseals_max, r.unseals_done, r.attachment,
        r.cause, r.shredded_at, r.state == CredentialState::shredded, r.internal};
}

SealedLine line_of(const CredentialRecord& record)
{
    return {record.id, record.kind, to_base64(record.commitment), to_base64(record.ciphertext_hash),
        record.expires_at};
}

} // namespace vault
