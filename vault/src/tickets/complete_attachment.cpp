#include "engine/engine.h"
#include "scope/access.h"
#include "scope/attachment_steps.h"
#include "scope/credential_seal.h"
#include "scope/text_limits.h"
#include "scope/ticket_view.h"
#include "tickets/rewrite_texts.h"

#include <algorithm>

namespace vault {

namespace {

constexpr std::size_t chunks_per_write = 16;
constexpr std::size_t reason_bytes_max = 50;

// The attachment and ticket of an upload whose bytes are all there.
Expected<VisibleAttachment> completable(
    const ReadScope& scope, const Actor& by, const AttachmentId& id)
{
    auto found = visible_attachment(scope, by, id);
    if (!found)
        return found;
    if (!may(by.role, Act::write))
        return fail({ErrorCode::forbidden, "this role may not do that"});
    if (found->attachment.state != AttachmentState::announced || !found->attachment.upload_leaf ||
        !is_live(found->ticket.state))
        return fail({ErrorCode::conflict, "the attachment is not waiting for bytes"});
    return found;
}

Expected<std::shared_ptr<Upload>> complete_upload(const Engine& engine, const AttachmentId& id)
{
    auto upload = engine.uploads.find(id);
    if (!upload)
        return fail({ErrorCode::conflict, "no upload of this attachment is under way"});
    if (!upload->complete())
        return fail({ErrorCode::invalid, "fewer bytes came than were announced"});
    return upload;
}

// The redacted form in several writes, so that a large file does not hold up everybody. Until the last step nobody sees these chunks, and
// begin_upload removes what an interrupted one leaves.
Expected<void> store_redacted(
    Engine& engine, const Actor& by, const AttachmentId& id, std::string_view redacted)
{
    const auto bytes = std::as_bytes(std::span{redacted});
    const std::uint64_t count = redacted_chunks(bytes.size());
    for (std::uint64_t first = 0; first < count; first += chunks_per_write) {
        const auto done = engine.write<Done>([&](WriteScope& scope) -> Expected<Done> {
            const auto found = completable(scope, by, id);
            if (!found)
                return fail(found.error());
            if (first == 0)
                while (scope.tables.attachments.remove_chunks(id, ChunkPart::redacted, 64)) {
                }
            insert_redacted(scope, id, scope.content_key(found->ticket), bytes, first,
                first + chunks_per_write);
            return Done{};
        });
        if (!done)
            return fail(done.error());
    }
    return {};
}

void finish(WriteScope& scope, const Actor& by, const VisibleAttachment& done, Event event,
    std::string_view why)
{
    scope.tables.attachments.update(done.attachment);
    EntryFields fields = scope.entry(event, &by);
    fields.ticket = done.ticket.id;
    fields.attachment = done.attachment.id;
    fields.why = why;
    scope.audit(std::move(fields));
    scope.tables.tickets.touch(done.ticket.id, scope.now);
    open_if_complete(scope, &by, done.ticket);
}

} // namespace

Expected<AttachmentView> Vault::complete_redacted(const Actor& by, const AttachmentId& id,
    std::string_view redacted, std::vector<NewCredential> found, Rewrites rewrites)
{
    const auto upload = complete_upload(*engine_, id);
    if (!upload)
        return fail(upload.error());
    auto sealed = seal_credentials(
        std::move(found), engine_->store, engine_->writer.now(), engine_->world.random);
    if (!sealed)
        return fail(sealed.error());
    if (const auto stored = store_redacted(*engine_, by, id, redacted); !stored)
        return fail(stored.error());
    auto done = engine_->write<AttachmentView>([&](WriteScope& scope) -> Expected<AttachmentView> {
        auto all = completable(scope, by, id);
        if (!all)
            return fail(all.error());
        const Secret key = scope.content_key(all->ticket);
        for (SealedCredential& credential : *sealed)
            if (const auto stored = store_credential(scope, by, all->ticket, key, credential);
                !stored)
                return fail(stored.error());
        rewrite_texts(scope, by, all->ticket, key, rewrites);
        AttachmentRecord& attachment = all->attachment;
        scope.destroy_key(*attachment.upload_leaf);
        attachment.upload_leaf.reset();
        attachment.dead_chunks = true;
        attachment.state = AttachmentState::stored;
        attachment.stored_size = redacted.size();
        attachment.sealed_count = static_cast<std::uint32_t>(sealed->size());
        finish(scope, by, *all, Event::attachment_stored, {});
        return view_of(scope, attachment, &key);
    });
    if (!done)
        return fail(done.error());
    engine_->uploads.remove(id);
    return std::move(done->value);
}

Expected<AttachmentView> Vault::complete_sealed_whole(
    const Actor& by, const AttachmentId& id, std::string_view reason, NewCredential original)
{
    const auto upload = complete_upload(*engine_, id);
    if (!upload)
        return fail(upload.error());
    if (!is_line(reason, 1, reason_bytes_max) || original.attachment != id)
        return fail(
            {ErrorCode::invalid, "an original names its attachment, and why it was sealed whole"});
    auto sealed = seal_original(std::move(original), engine_->store, engine_->writer.now(),
        (*upload)->key, (*upload)->chunk_hashes);
    if (!sealed)
        return fail(sealed.error());
    auto done = engine_->write<AttachmentView>([&](WriteScope& scope) -> Expected<AttachmentView> {
        auto all = completable(scope, by, id);
        if (!all)
            return fail(all.error());
        const Secret key = scope.content_key(all->ticket);
        AttachmentRecord& attachment = all->attachment;
        // The slot changes hands: from now on it ends with the credential.
        const CredentialRecord stored =
            store_original(scope, by, all->ticket, key, *sealed, *attachment.upload_leaf);
        attachment.upload_leaf.reset();
        attachment.state = AttachmentState::sealed_whole;
        attachment.sealed_reason = reason;
        attachment.original = stored.id;
        finish(scope, by, *all, Event::attachment_sealed_whole, {});
        return view_of(scope, attachment, &key);
    });
    if (!done)
        return fail(done.error());
    engine_->uploads.remove(id);
    return std::move(done->value);
}

Expected<AttachmentView> Vault::find_attachment(const Actor& by, const AttachmentId& id) const
{
    return engine_->read([&](ReadScope& scope) -> Expected<AttachmentView> {
        const auto found = visible_attachment(scope, by, id);
        if (!found)
            return fail(found.error());
        if (!may(by.role, Act::read_text))
            return view_of(scope, found->attachment, nullptr);
        const Secret key = scope.content_key(found->ticket);
        return view_of(scope, found->attachment, &key);
    });
}

Expected<TicketId> Vault::ticket_of(const AttachmentId& id) const
{
    return engine_->read([&](ReadScope& scope) -> Expected<TicketId> {
        const auto attachment = scope.tables.attachments.find(id);
        if (!attachment)
            return fail({ErrorCode::not_found, "no such attachment"});
        return attachment->ticket;
    });
}

Expected<void> Vault::read_attachment(const Actor& by, const AttachmentId& id,
    const std::function<void(std::span<const std::byte>)>& sink) const
{
    const std::string name = id.to_string();
    std::uint64_t at = 0;
    std::uint64_t count = 1;
    std::vector<Bytes> first_chunk;
    while (at < count) {
        std::vector<Bytes> chunks;
        // A slice at a time, so that no snapshot is held while a slow client reads.
        const auto key = engine_->read([&](ReadScope& scope) -> Expected<Secret> {
            const auto found = visible_attachment(scope, by, id);
            if (!found)
                return fail(found.error());
            if (!may(by.role, Act::read_text))
                return fail({ErrorCode::forbidden, "this role may not do that"});
            if (found->attachment.state != AttachmentState::stored)
                return fail({ErrorCode::conflict, "the attachment has no redacted form"});
            count = redacted_chunks(found->attachment.stored_size);
            // Rewritten meanwhile: what follows is no part of what was sent.
            if (at > 0 &&
                scope.tables.attachments.chunks(id, ChunkPart::redacted, 0, 1) != first_chunk)
                return fail({ErrorCode::conflict, "the attachment was rewritten meanwhile"});
            chunks = scope.tables.attachments.chunks(id, ChunkPart::redacted, at, chunks_per_write);
            if (at == 0 && !chunks.empty())
                first_chunk = {chunks.front()};
            return scope.content_key(found->ticket);
        });
        if (!key)
            return fail(key.error());
        if (chunks.empty())
            return fail({ErrorCode::corrupt, "a chunk of the attachment is not there"});
        for (const Bytes& chunk : chunks) {
            const auto plain =
                open_chunk(chunk, *key, {engine_->store, name, "redacted"}, at, at + 1 == count);
            if (!plain)
                return fail(plain.error());
            ++at;
            sink(std::as_bytes(std::span{*plain}));
        }
    }
    return {};
}

} // namespace vault
