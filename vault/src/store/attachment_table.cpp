#include "store/attachment_table.h"

#include "store/statement.h"

namespace vault {

namespace {

std::optional<AttachmentState> parse_state(std::string_view text)
{
    for (const AttachmentState state : {AttachmentState::announced, AttachmentState::stored,
             AttachmentState::sealed_whole, AttachmentState::abandoned})
        if (to_string(state) == text)
            return state;
    return std::nullopt;
}

std::string_view to_word(ChunkPart part)
{
    return part == ChunkPart::original ? "original" : "redacted";
}

std::optional<std::uint64_t> number_of(const std::optional<KeyLeaf>& leaf)
{
    return leaf ? std::optional{leaf->number} : std::nullopt;
}

// Columns in the order every SELECT below has them.
AttachmentRecord attachment_of_row(const Statement& row)
{
    const auto leaf = row.is_null(10) ? std::nullopt : std::optional{KeyLeaf{row.count(10)}};
    return {row.id<AttachmentId>(0), row.id<TicketId>(1), row.blob(2), row.blob(3), row.count(4),
        row.count(5), row.word(6, parse_state), row.small(7), row.text(8),
        row.id_or_null<CredentialId>(9), leaf, row.integer(11) != 0, row.instant(12)};
}

std::vector<AttachmentRecord> all_rows(Statement& read)
{
    std::vector<AttachmentRecord> rows;
    while (read.step())
        rows.push_back(attachment_of_row(read));
    return rows;
}

} // namespace

void AttachmentTable::insert(const AttachmentRecord& a)
{
    Statement{database_,
        "INSERT INTO attachment (id, position, ticket, name_ct, media_type_ct, size, stored_size, "
        "state, sealed_count, sealed_reason, original,"
        " upload_leaf, dead_chunks, announced_at) SELECT ?1, coalesce(max(position), 0) + 1, ?2, "
        "?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13"
        " FROM attachment WHERE ticket = ?2",
        a.id, a.ticket, a.name_ct, a.media_type_ct, a.size, a.stored_size, to_string(a.state),
        a.sealed_count, a.sealed_reason, a.original, number_of(a.upload_leaf),
        a.dead_chunks ? 1 : 0, a.announced_at}
        .run();
}

void AttachmentTable::update(const AttachmentRecord& a)
{
    Statement{database_,
        "UPDATE attachment SET stored_size = ?, state = ?, sealed_count = ?, sealed_reason = ?, "
        "original = ?, upload_leaf = ?, dead_chunks = ?"
        " WHERE id = ?",
        a.stored_size, to_string(a.state), a.sealed_count, a.sealed_reason, a.original,
        number_of(a.upload_leaf), a.dead_chunks ? 1 : 0, a.id}
        .run();
}

std::optional<AttachmentRecord> AttachmentTable::find(const AttachmentId& id) const
{
    Statement read{database_,
        "SELECT id, ticket, name_ct, media_type_ct, size, stored_size, state, sealed_count, "
        "sealed_reason, original, upload_leaf, dead_chunks,"
        " announced_at FROM attachment WHERE id = ?",
        id};
    return read.step() ? std::optional{attachment_of_row(read)} : std::nullopt;
}

std::vector<AttachmentRecord> AttachmentTable::of_ticket(const TicketId& ticket) const
{
    Statement read{database_,
        "SELECT id, ticket, name_ct, media_type_ct, size, stored_size, state, sealed_count, "
        "sealed_reason, original, upload_leaf, dead_chunks,"
        " announced_at FROM attachment WHERE ticket = ? ORDER BY position",
        ticket};
    return all_rows(read);
}

std::vector<WaitingFile> AttachmentTable::waiting(Instant until, std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT t.id, a.id FROM attachment a JOIN ticket t ON t.id = a.ticket"
        " WHERE a.state = 'announced' AND t.updated_at <= ? ORDER BY t.updated_at, t.id LIMIT ?",
        until, limit};
    std::vector<WaitingFile> files;
    while (read.step())
        files.push_back({read.id<TicketId>(0), read.id<AttachmentId>(1)});
    return files;
}

std::optional<Instant> AttachmentTable::earliest_waiting() const
{
    Statement read{database_,
        "SELECT min(t.updated_at) FROM attachment a JOIN ticket t ON t.id = a.ticket"
        " WHERE a.state = 'announced'"};
    return read.step() ? read.instant_or_null(0) : std::nullopt;
}

std::vector<AttachmentRecord> AttachmentTable::with_upload() const
{
    Statement read{database_,
        "SELECT id, ticket, name_ct, media_type_ct, size, stored_size, state, sealed_count, "
        "sealed_reason, original, upload_leaf, dead_chunks,"
        " announced_at FROM attachment WHERE upload_leaf IS NOT NULL"};
    return all_rows(read);
}

void AttachmentTable::insert_chunk(const AttachmentId& id, ChunkPart part, std::uint64_t index,
    const std::vector<std::byte>& chunk_ct)
{
    Statement{database_,
        "INSERT INTO attachment_chunk (attachment, part, idx, chunk_ct) VALUES (?, ?, ?, ?)", id,
        to_word(part), index, chunk_ct}
        .run();
}

std::vector<std::vector<std::byte>> AttachmentTable::chunks(
    const AttachmentId& id, ChunkPart part, std::uint64_t first, std::uint32_t limit) const
{
    std::vector<std::vector<std::byte>> all;
    Statement read{database_,
        "SELECT chunk_ct FROM attachment_chunk WHERE attachment = ? AND part = ? AND idx >= ? "
        "ORDER BY idx LIMIT ?",
        id, to_word(part), first, limit};
    while (read.step())
        all.push_back(read.blob(0));
    return all;
}

bool AttachmentTable::remove_chunks(const AttachmentId& id, ChunkPart part, std::uint32_t limit)
{
    Statement{database_,
        "DELETE FROM attachment_chunk WHERE attachment = ?1 AND part = ?2 AND idx IN"
        " (SELECT idx FROM attachment_chunk WHERE attachment = ?1 AND part = ?2 ORDER BY idx LIMIT "
        "?3)",
        id, to_word(part), limit}
        .run();
    return database_.rows_changed() != 0;
}

void AttachmentTable::set_dead_chunks(const AttachmentId& id, bool dead)
{
    Statement{database_, "UPDATE attachment SET dead_chunks = ? WHERE id = ?", dead ? 1 : 0, id}
        .run();
}

std::optional<AttachmentId> AttachmentTable::any_with_dead_chunks() const
{
    Statement read{database_, "SELECT id FROM attachment WHERE dead_chunks = 1 LIMIT 1"};
    return read.step() ? std::optional{read.id<AttachmentId>(0)} : std::nullopt;
}

} // namespace vault
