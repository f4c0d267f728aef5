#include "credentials/fetch_again.h"
#include "engine/engine.h"
#include "scope/access.h"
#include "scope/credential_seal.h"
#include "scope/grant_edges.h"
#include "scope/grant_view.h"
#include "scope/refusal.h"

#include <algorithm>

namespace vault {

namespace {

constexpr std::uint32_t chunks_per_read = 16;

// What a claim takes along out of the transaction: enough to open the value once it is durable.
struct Claim {
    CredentialRecord credential;
    Bytes value_ct;
    Secret key;
    std::optional<GrantView> grant;
    std::optional<OriginalsInUse::Hold> hold; // from before the commit until the last byte is read
};

// Why this claim may not be made; nullopt when it may. In the order in which the answers may be told.
std::optional<Refusal> refusal_of(const Actor& by, const GrantRecord& grant,
    const CredentialRecord& credential, const TicketRecord& ticket, Instant now)
{
    if (auto refusal = refusal_of_opening(by, grant, credential, ticket, now))
        return refusal;
    if (grant.state != GrantState::approved && grant.state != GrantState::active)
        return refusal_of_state(grant.state);
    if (grant.due_at && *grant.due_at <= now)
        return Refusal{{ErrorCode::needs_grant, "the grant's time is over"}, "time"};
    if (grant.unseals_done >= grant.unseals_max)
        return Refusal{{ErrorCode::needs_grant, "the grant is used up"}, "used_up"};
    if (credential.unseals_max != 0 && credential.unseals_done >= credential.unseals_max)
        return Refusal{{ErrorCode::gone, "the credential is used up"}, "used_up"};
    return std::nullopt;
}

void audit_claim(WriteScope& scope, const Actor& by, Event event, const GrantRecord& grant,
    const CredentialRecord& credential)
{
    EntryFields fields = grant_entry(scope, &by, event, grant);
    fields.attachment = credential.attachment;
    const std::uint32_t of_grant = grant.unseals_max - grant.unseals_done;
    fields.unseals_left =
        credential.unseals_max == 0
            ? of_grant
            : std::min(of_grant, credential.unseals_max - credential.unseals_done);
    fields.expires_at = grant.ends_at;
    scope.audit(std::move(fields));
}

// Counts the claim, starts the grant's clock at the first, and ends what it uses up.
void count(WriteScope& scope, const Actor& by, Event event, GrantRecord& grant,
    CredentialRecord& credential)
{
    ++credential.unseals_done;
    ++grant.unseals_done;
    scope.tables.credentials.set_unseals_done(credential.id, credential.unseals_done);
    if (grant.state == GrantState::approved) {
        grant.ends_at = std::min(scope.now + grant.duration_ms, credential.expires_at);
        take_edge(scope, grant, GrantAct::activate, &by);
    } else {
        scope.tables.grants.update(grant);
    }
    audit_claim(scope, by, event, grant, credential);
    if (grant.unseals_done == grant.unseals_max)
        take_edge(scope, grant, GrantAct::use_up, nullptr);
    if (credential.unseals_max != 0 && credential.unseals_done == credential.unseals_max)
        scope.shred(credential, Cause::used_up, nullptr);
}

Expected<Applied<Claim>> claim(
    Engine& engine, const Actor& by, const GrantId& id, Event event, bool original)
{
    return engine.write<Claim>([&](WriteScope& scope) -> Expected<Claim> {
        auto found = visible_grant(scope, by, id);
        if (!found)
            return fail(found.error());
        GrantRecord& grant = found->grant;
        auto credential = scope.tables.credentials.find(grant.credential);
        if (!credential)
            return fail({ErrorCode::corrupt, "a grant names a credential that is not there"});
        if (auto refusal = refusal_of(by, grant, *credential, found->ticket, scope.latest)) {
            EntryFields fields = grant_entry(scope, &by, event, grant);
            fields.why = refusal->why;
            return scope.refuse(std::move(refusal->error), std::move(fields));
        }
        if ((credential->source == Source::original) != original)
            return fail({ErrorCode::conflict,
                "an original is read as a file, any other credential as a value"});
        Claim taken{*credential,
            original ? Bytes{} : scope.tables.credentials.value(credential->id),
            scope.key(credential->key_leaf), {}, {}};
        if (original)
            taken.hold.emplace(engine.originals_in_use, *credential->attachment);
        else
            expect_for_again(engine, by, grant, scope.now);
        count(scope, by, event, grant, *credential);
        taken.grant = view_for(scope, by, grant, found->ticket);
        return taken;
    });
}

// The claim is durable but nothing left: the log says so.
void audit_failed_opening(Engine& engine, const Actor& by, const Claim& claim, Event event)
{
    ignore_failure(engine.write<Done>([&](WriteScope& scope) -> Expected<Done> {
        const auto grant = scope.tables.grants.find(claim.grant->id);
        if (!grant)
            return fail({ErrorCode::corrupt, "a claim names a grant that is not there"});
        EntryFields fields = grant_entry(scope, &by, event, *grant);
        fields.refused = true;
        fields.why = "corrupt";
        scope.audit(std::move(fields));
        return Done{};
    }));
}

// A long read goes on only while the claim would still be good: what is shredded, revoked or over is not read to its end.
// The last claim ends the credential itself; that one may finish.
std::optional<Error> end_of_reading(ReadScope& scope, const Claim& claim)
{
    const auto credential = scope.tables.credentials.find(claim.credential.id);
    const auto grant = scope.tables.grants.find(claim.grant->id);
    const auto ticket = scope.tables.tickets.find(claim.credential.ticket);
    if (!credential || !grant || !ticket)
        return Error{ErrorCode::corrupt, "what a claim names is not there"};
    const bool by_itself = credential->cause == Cause::used_up;
    if (ticket->state == TicketState::closed || credential->expires_at <= scope.latest ||
        (credential->state != CredentialState::sealed && !by_itself))
        return Error{ErrorCode::gone, "the original was shredded while it was read"};
    if (!is_live(ticket->state))
        return Error{ErrorCode::needs_grant, "the ticket was closed while the original was read"};
    if (!by_itself && (grant->state == GrantState::revoked || grant->state == GrantState::expired ||
                          (grant->due_at && *grant->due_at <= scope.latest)))
        return Error{ErrorCode::needs_grant, "the grant ended while the original was read"};
    return std::nullopt;
}

struct WipedAtEnd {
    explicit WipedAtEnd(std::string& plain) : text{plain} {}
    WipedAtEnd(const WipedAtEnd&) = delete;
    WipedAtEnd& operator=(const WipedAtEnd&) = delete;
    ~WipedAtEnd() { wipe(std::as_writable_bytes(std::span{text})); }
    std::string& text;
};

Expected<void> read_original(
    Engine& engine, const Claim& claim, const std::function<void(std::span<const std::byte>)>& sink)
{
    const AttachmentId id = *claim.credential.attachment;
    const std::string name = id.to_string();
    const auto attachment = engine.read([&](ReadScope& scope) -> Expected<AttachmentRecord> {
        auto found = scope.tables.attachments.find(id);
        if (!found)
            return fail({ErrorCode::corrupt, "an original names an attachment that is not there"});
        return std::move(*found);
    });
    if (!attachment)
        return fail(attachment.error());
    const std::uint64_t count =
        std::max<std::uint64_t>(1, (attachment->size + chunk_bytes - 1) / chunk_bytes);
    for (std::uint64_t at = 0; at < count;) {
        const auto chunks = engine.read([&](ReadScope& scope) -> Expected<std::vector<Bytes>> {
            if (auto end = end_of_reading(scope, claim))
                return fail(std::move(*end));
            return scope.tables.attachments.chunks(id, ChunkPart::original, at, chunks_per_read);
        });
        if (!chunks)
            return fail(chunks.error());
        if (chunks->empty())
            return fail({ErrorCode::gone, "the original was shredded while it was read"});
        for (const Bytes& chunk : *chunks) {
            auto plain =
                open_chunk(chunk, claim.key, {engine.store, name, "upload"}, at, at + 1 == count);
            if (!plain)
                return fail(plain.error());
            const WipedAtEnd wiped{*plain}; // whoever takes it away may throw
            ++at;
            sink(std::as_bytes(std::span{*plain}));
        }
    }
    return {};
}

} // namespace

Expected<Unsealed> Vault::unseal(const Actor& by, const GrantId& id)
{
    auto taken = claim(*engine_, by, id, Event::credential_unsealed, false);
    if (!taken)
        return fail(taken.error());
    Claim& c = taken->value;
    const std::string name = c.credential.id.to_string();
    auto value =
        open_secret(c.value_ct, c.key, {engine_->store, name, "value", terms_of(c.credential)});
    if (!value) {
        audit_failed_opening(*engine_, by, c, Event::credential_unsealed);
        return fail(value.error());
    }
    keep_for_again(*engine_, by, *c.grant, *value);
    return Unsealed{std::move(*value), std::move(*c.grant), taken->durable.entries.front()};
}

Expected<GrantView> Vault::unseal_original(const Actor& by, const GrantId& id,
    const std::function<void(std::span<const std::byte>)>& sink,
    const std::function<void(std::uint64_t audit_seq)>& claimed)
{
    auto taken = claim(*engine_, by, id, Event::original_unsealed, true);
    if (!taken)
        return fail(taken.error());
    if (claimed)
        claimed(taken->durable.entries.front());
    if (const auto read = read_original(*engine_, taken->value, sink); !read) {
        audit_failed_opening(*engine_, by, taken->value, Event::original_unsealed);
        return fail(read.error());
    }
    return std::move(*taken->value.grant);
}

} // namespace vault
