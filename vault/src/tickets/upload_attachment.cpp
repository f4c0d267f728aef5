#include "engine/engine.h"
#include "scope/access.h"
#include "scope/attachment_steps.h"
#include "scope/ticket_view.h"

#include <algorithm>

namespace vault {

namespace {

constexpr std::size_t chunks_per_write =
    16; // 1 MiB: a write that does not hold up others, and few of them

Binding upload_binding(const std::string& store, const std::string& id)
{
    return {store, id, "upload"};
}

void seal_plain(Upload& upload, const std::string& store, Random& random)
{
    const std::string id = upload.attachment.to_string();
    const bool last = upload.received == upload.size;
    const auto plain = upload.plain.reveal().first(upload.plain_size);
    upload.waiting.push_back(seal_chunk(
        plain, upload.key, upload_binding(store, id), upload.sealed_chunks++, last, random));
    const Bytes hash = ciphertext_hash(upload.waiting.back());
    upload.chunk_hashes.insert(upload.chunk_hashes.end(), hash.begin(), hash.end());
    wipe(upload.plain.mutable_bytes().first(upload.plain_size));
    upload.plain_size = 0;
}

Expected<void> store_waiting(Engine& engine, Upload& upload)
{
    if (upload.waiting.empty())
        return {};
    const auto done = engine.write<Done>([&](WriteScope& scope) -> Expected<Done> {
        const auto attachment = scope.tables.attachments.find(upload.attachment);
        if (!attachment || attachment->state != AttachmentState::announced ||
            !attachment->upload_leaf)
            return fail({ErrorCode::conflict, "the attachment is not being uploaded"});
        for (std::size_t i = 0; i < upload.waiting.size(); ++i)
            scope.tables.attachments.insert_chunk(upload.attachment, ChunkPart::original,
                upload.stored_chunks + i, upload.waiting[i]);
        return Done{};
    });
    if (!done)
        return fail(done.error());
    upload.stored_chunks += upload.waiting.size();
    upload.waiting.clear();
    return {};
}

std::unexpected<Error> no_upload()
{
    return fail({ErrorCode::conflict, "no upload of this attachment is under way"});
}

} // namespace

Expected<AttachmentView> Vault::announce_attachment(
    const Actor& by, const TicketId& id, NewAttachment attachment)
{
    if (const auto good = check_attachment(attachment); !good)
        return fail(good.error());
    auto done = engine_->write<AttachmentView>([&](WriteScope& scope) -> Expected<AttachmentView> {
        const auto ticket = writable_ticket(scope, by, id);
        if (!ticket)
            return fail(ticket.error());
        const auto others = scope.tables.attachments.of_ticket(id);
        std::uint64_t total = attachment.size;
        std::size_t count = 0;
        for (const AttachmentRecord& other : others)
            if (other.state != AttachmentState::abandoned) {
                total += other.size;
                ++count;
            }
        if (count >= ticket_attachments_max || others.size() >= ticket_announcements_max ||
            total > ticket_attachment_bytes_max)
            return fail({ErrorCode::too_many, "the ticket holds as many attachments as it may"});
        const Secret key = scope.content_key(*ticket);
        const AttachmentRecord record = store_announced(scope, by, *ticket, key, attachment);
        scope.tables.tickets.touch(id, scope.now);
        return view_of(scope, record, &key);
    });
    if (!done)
        return fail(done.error());
    return std::move(done->value);
}

Expected<void> Vault::begin_upload(const Actor& by, const AttachmentId& id)
{
    auto upload = std::make_shared<Upload>(
        Upload{id, 0, random_key(engine_->world.random), Secret{chunk_bytes}, 0, 0, 0, 0, {}, {}});
    if (!engine_->uploads.add(upload))
        return fail({ErrorCode::conflict, "an upload of this attachment is under way"});
    const auto done =
        engine_->write<std::uint64_t>([&](WriteScope& scope) -> Expected<std::uint64_t> {
            auto found = visible_attachment(scope, by, id);
            if (!found)
                return fail(found.error());
            if (!may(by.role, Act::write))
                return fail({ErrorCode::forbidden, "this role may not do that"});
            AttachmentRecord& attachment = found->attachment;
            if (attachment.state != AttachmentState::announced || !is_live(found->ticket.state))
                return fail({ErrorCode::conflict, "the attachment is not waiting for bytes"});
            if (attachment.upload_leaf)
                scope.destroy_key(*attachment.upload_leaf);
            while (scope.tables.attachments.remove_chunks(id, ChunkPart::original, 64)) {
            }
            while (scope.tables.attachments.remove_chunks(id, ChunkPart::redacted, 64)) {
            }
            attachment.dead_chunks = false;
            // Should it become the key of a sealed original, it ends with that one.
            attachment.upload_leaf = scope.put_key(
                LeafStream::ending(scope.now + credential_expiry_ms_default), upload->key);
            scope.tables.attachments.update(attachment);
            scope.tables.tickets.touch(found->ticket.id, scope.now);
            return attachment.size;
        });
    if (!done) {
        engine_->uploads.remove(id);
        return fail(done.error());
    }
    upload->size = done->value;
    if (upload->size == 0)
        seal_plain(*upload, engine_->store, engine_->world.random);
    return upload->size == 0 ? store_waiting(*engine_, *upload) : Expected<void>{};
}

Expected<void> Vault::append_upload(const AttachmentId& id, std::span<const std::byte> bytes)
{
    const auto upload = engine_->uploads.find(id);
    if (!upload)
        return no_upload();
    if (bytes.size() > upload->size - upload->received)
        return fail({ErrorCode::invalid, "more bytes came than were announced"});
    while (!bytes.empty()) {
        const std::size_t taken = std::min(bytes.size(), chunk_bytes - upload->plain_size);
        std::ranges::copy(bytes.first(taken), upload->plain.mutable_bytes().begin() +
                                                  static_cast<std::ptrdiff_t>(upload->plain_size));
        upload->plain_size += taken;
        upload->received += taken;
        bytes = bytes.subspan(taken);
        if (upload->plain_size == chunk_bytes || upload->received == upload->size)
            seal_plain(*upload, engine_->store, engine_->world.random);
        if (upload->waiting.size() >= chunks_per_write || upload->received == upload->size)
            if (const auto stored = store_waiting(*engine_, *upload); !stored)
                return stored;
    }
    return {};
}

Expected<void> Vault::read_upload(
    const AttachmentId& id, const std::function<void(std::span<const std::byte>)>& sink) const
{
    const auto upload = engine_->uploads.find(id);
    if (!upload)
        return no_upload();
    if (!upload->complete())
        return fail({ErrorCode::invalid, "fewer bytes came than were announced"});
    const std::string name = id.to_string();
    std::uint64_t at = 0;
    while (at < upload->stored_chunks) {
        const auto chunks = engine_->read([&](ReadScope& scope) -> Expected<std::vector<Bytes>> {
            return scope.tables.attachments.chunks(id, ChunkPart::original, at, chunks_per_write);
        });
        if (!chunks)
            return fail(chunks.error());
        if (chunks->empty())
            return fail({ErrorCode::corrupt, "a chunk of the upload is not there"});
        for (const Bytes& chunk : *chunks) {
            auto plain = open_chunk(chunk, upload->key, upload_binding(engine_->store, name), at,
                at + 1 == upload->stored_chunks);
            if (!plain)
                return fail(plain.error());
            ++at;
            sink(std::as_bytes(std::span{*plain}));
            wipe(std::as_writable_bytes(std::span{*plain}));
        }
    }
    return {};
}

void Vault::drop_upload(const AttachmentId& id) noexcept
{
    if (!engine_->uploads.find(id))
        return;
    engine_->uploads.remove(id);
    // When this cannot be stored the key stays until the next begin, abandon or start, each of which destroys it.
    ignore_failure(engine_->write<Done>(
        [&](WriteScope& scope) -> Expected<Done> {
            auto attachment = scope.tables.attachments.find(id);
            if (!attachment || attachment->state != AttachmentState::announced ||
                !attachment->upload_leaf)
                return Done{};
            scope.destroy_key(*attachment->upload_leaf);
            attachment->upload_leaf.reset();
            attachment->dead_chunks = true;
            scope.tables.attachments.update(*attachment);
            scope.tables.tickets.touch(attachment->ticket, scope.now); // to be tried again
            return Done{};
        },
        Room::reserved));
}

Expected<void> Vault::abandon_attachment(const Actor& by, const AttachmentId& id)
{
    engine_->uploads.remove(id);
    const auto done = engine_->write<Done>(
        [&](WriteScope& scope) -> Expected<Done> {
            auto found = visible_attachment(scope, by, id);
            if (!found)
                return fail(found.error());
            if (!may(by.role, Act::write))
                return fail({ErrorCode::forbidden, "this role may not do that"});
            if (found->attachment.state != AttachmentState::announced)
                return fail(
                    {ErrorCode::conflict, "the attachment is stored or taken back already"});
            abandon(scope, &by, found->attachment);
            open_if_complete(scope, &by, found->ticket);
            return Done{};
        },
        Room::reserved);
    return done ? Expected<void>{} : fail(done.error());
}

} // namespace vault
