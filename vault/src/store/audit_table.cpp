#include "store/audit_table.h"

#include "store/packed_place.h"
#include "store/statement.h"
#include "store/storage_fault.h"
#include "vault/assert.h"

#include <algorithm>
#include <iterator>

namespace vault {

namespace {

Hash hash_of(const std::vector<std::byte>& bytes)
{
    Hash hash{};
    if (bytes.size() != hash.size())
        throw StorageFault{Error{ErrorCode::corrupt, "a stored hash of the log has a wrong size"}};
    std::ranges::copy(bytes, hash.begin());
    return hash;
}

LeafRecord leaf_of_row(const Statement& row)
{
    return {row.count(0), row.instant(1), row.text(2), row.id_or_null<TicketId>(3),
        row.id_or_null<CredentialId>(4), row.id_or_null<PersonId>(5), row.text(6),
        hash_of(row.blob(7))};
}

std::vector<LeafRecord> all_rows(Statement& read)
{
    std::vector<LeafRecord> rows;
    while (read.step())
        rows.push_back(leaf_of_row(read));
    return rows;
}

// One statement for each index: "null or equal" would use none of them. A parameter an index answers is named in the others too, so that all
// take the same.
struct EntryQueries {
    Sql oldest_first;
    Sql newest_first;
};

// The indexes are parted into blocks of that many entries (migrations/0012_log_blocks.sql); the number stands in the statements, too.
constexpr std::uint64_t block_entries = 4096;
constexpr std::uint64_t seq_end = std::numeric_limits<std::int64_t>::max();

constexpr char entry_columns[] =
    "SELECT seq, time, event, ticket, credential, actor, json, leaf_hash FROM audit_entry "
    "WHERE seq >= ?1 AND seq < ?11"
    " AND (?5 IS NULL OR event = ?5) AND (?6 IS NULL OR event >= ?6)"
    " AND (?7 IS NULL OR event < ?7) AND (?8 IS NULL OR time >= ?8) AND (?9 IS NULL OR time < ?9)";
constexpr char oldest_first[] = " ORDER BY seq LIMIT ?10";
constexpr char newest_first[] = " ORDER BY seq DESC LIMIT ?10";
constexpr char ticket_is[] =
    " AND seq / 4096 = ?12 AND ticket = ?2 AND (?3 IS NULL OR credential = ?3)"
    " AND (?4 IS NULL OR actor = ?4)";
constexpr char actor_is[] = " AND seq / 4096 = ?12 AND ?2 IS NULL AND ?3 IS NULL AND actor = ?4";
constexpr char any[] = " AND ?12 IS NULL AND ?2 IS NULL AND ?3 IS NULL AND ?4 IS NULL";

constexpr auto ticket_up = joined_sql(entry_columns, ticket_is, oldest_first);
constexpr auto ticket_down = joined_sql(entry_columns, ticket_is, newest_first);
constexpr auto actor_up = joined_sql(entry_columns, actor_is, oldest_first);
constexpr auto actor_down = joined_sql(entry_columns, actor_is, newest_first);
constexpr auto all_up = joined_sql(entry_columns, any, oldest_first);
constexpr auto all_down = joined_sql(entry_columns, any, newest_first);

constexpr EntryQueries of_ticket{ticket_up, ticket_down};
constexpr EntryQueries of_actor{actor_up, actor_down};
constexpr EntryQueries of_all{all_up, all_down};

// What a filter asks of the event: it, or those that begin so.
struct EventRange {
    std::optional<std::string> exact;
    std::optional<std::string> from;
    std::optional<std::string> below;
};

Checkpoint checkpoint_of_row(const Statement& row)
{
    return {row.count(0), hash_of(row.blob(1)), row.text(2)};
}

std::int64_t subtree_place(unsigned level, std::uint64_t index)
{
    TV_ASSERT(level >= 1 && level < 8);
    return packed_place(level, index);
}

// Appends the rows' hashes while their numbers follow one another.
std::vector<Hash> unbroken(Statement& read, std::int64_t next)
{
    std::vector<Hash> hashes;
    while (read.step() && read.integer(0) == next++)
        hashes.push_back(hash_of(read.blob(1)));
    return hashes;
}

// The least text greater than every text that starts with `prefix`, which ends in '.'.
std::string after_prefix(std::string prefix)
{
    ++prefix.back();
    return prefix;
}

EventRange event_range(const std::string& event)
{
    if (event.empty())
        return {};
    if (event.ends_with('.'))
        return {std::nullopt, event, after_prefix(event)};
    return {event, std::nullopt, std::nullopt};
}

} // namespace

void AuditTable::insert(const LeafRecord& leaf)
{
    Statement{database_,
        "INSERT INTO audit_entry (seq, time, event, ticket, credential, actor, json, leaf_hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        leaf.seq, leaf.time, leaf.event, leaf.ticket, leaf.credential, leaf.actor, leaf.json,
        std::span<const std::byte>{leaf.hash}}
        .run();
}

EdgeRecord AuditTable::edge() const
{
    Statement read{database_, "SELECT size, roots FROM audit_edge"};
    if (!read.step())
        return {};
    EdgeRecord edge{read.count(0), {}};
    const auto joined = read.blob(1);
    constexpr std::size_t width = std::tuple_size_v<Hash>;
    if (joined.size() % width != 0)
        throw StorageFault{Error{ErrorCode::corrupt, "the edge of the log has a wrong size"}};
    for (std::size_t at = 0; at < joined.size(); at += width) {
        Hash& root = edge.roots.emplace_back();
        std::copy_n(joined.begin() + static_cast<std::ptrdiff_t>(at), width, root.begin());
    }
    return edge;
}

void AuditTable::set_edge(const EdgeRecord& edge)
{
    std::vector<std::byte> joined;
    for (const Hash& root : edge.roots)
        joined.insert(joined.end(), root.begin(), root.end());
    Statement{database_, "DELETE FROM audit_edge"}.run();
    Statement{database_, "INSERT INTO audit_edge (size, roots) VALUES (?, ?)", edge.size, joined}
        .run();
}

void AuditTable::insert_checkpoint(const Checkpoint& checkpoint)
{
    Statement{database_, "INSERT INTO audit_checkpoint (size, root, note) VALUES (?, ?, ?)",
        checkpoint.size, std::span<const std::byte>{checkpoint.root}, checkpoint.note}
        .run();
}

std::optional<Checkpoint> AuditTable::last_checkpoint() const
{
    Statement read{
        database_, "SELECT size, root, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1"};
    return read.step() ? std::optional{checkpoint_of_row(read)} : std::nullopt;
}

std::optional<Checkpoint> AuditTable::checkpoint(std::uint64_t size) const
{
    Statement read{database_, "SELECT size, root, note FROM audit_checkpoint WHERE size = ?", size};
    return read.step() ? std::optional{checkpoint_of_row(read)} : std::nullopt;
}

std::uint64_t AuditTable::size() const
{
    Statement read{database_, "SELECT coalesce(max(seq) + 1, 0) FROM audit_entry"};
    return read.step() ? read.count(0) : 0;
}

std::vector<Hash> AuditTable::tree_hashes(
    unsigned level, std::uint64_t first, std::uint32_t count) const
{
    if (level == 0) {
        Statement read{database_,
            "SELECT seq, leaf_hash FROM audit_entry WHERE seq >= ? ORDER BY seq LIMIT ?", first,
            count};
        return unbroken(read, static_cast<std::int64_t>(first));
    }
    const std::int64_t place = subtree_place(level, first);
    Statement read{database_,
        "SELECT place, hash FROM audit_subtree WHERE place >= ? ORDER BY place LIMIT ?", place,
        count};
    return unbroken(read, place);
}

void AuditTable::insert_subtree(unsigned level, std::uint64_t index, const Hash& root)
{
    Statement{database_, "INSERT INTO audit_subtree (place, hash) VALUES (?, ?)",
        subtree_place(level, index), std::span<const std::byte>{root}}
        .run();
}

std::uint64_t AuditTable::subtree_count(unsigned level) const
{
    const std::int64_t first = subtree_place(level, 0);
    Statement read{database_, "SELECT max(place) FROM audit_subtree WHERE place >= ? AND place < ?",
        first, subtree_place(level + 1, 0)};
    return read.step() && !read.is_null(0) ? static_cast<std::uint64_t>(read.integer(0) - first) + 1
                                           : 0;
}

std::optional<LeafRecord> AuditTable::find(std::uint64_t seq) const
{
    auto leaves = slice(seq, 1);
    return !leaves.empty() && leaves.front().seq == seq ? std::optional{std::move(leaves.front())}
                                                        : std::nullopt;
}

std::vector<LeafRecord> AuditTable::entries(const AuditFilter& asked) const
{
    AuditFilter filter = asked;
    // A credential's entries are found among its ticket's.
    if (filter.credential && !filter.ticket) {
        filter.ticket = ticket_of(*filter.credential);
        if (!filter.ticket)
            return {};
    }
    const EventRange events = event_range(filter.event);
    const bool down = filter.before_seq.has_value();
    const auto read = [&](const EntryQueries& queries, std::uint64_t from, std::uint64_t before,
                          std::uint64_t limit, std::optional<std::uint64_t> block) {
        Statement rows{database_, down ? queries.newest_first : queries.oldest_first, from,
            filter.ticket, filter.credential, filter.actor, events.exact, events.from, events.below,
            filter.since, filter.until, limit, before, block};
        return all_rows(rows);
    };
    if (!filter.ticket && !filter.actor)
        return read(of_all, filter.from_seq, filter.before_seq.value_or(seq_end), filter.limit, {});

    const EntryQueries& queries = filter.ticket ? of_ticket : of_actor;
    std::uint64_t from = filter.from_seq;
    std::uint64_t before = filter.before_seq.value_or(seq_end);
    std::vector<LeafRecord> found;
    while (from < before && found.size() < filter.limit) {
        const auto next = down ? last_seq(from, before) : first_seq(from, before);
        if (!next)
            break;
        const std::uint64_t block = *next / block_entries;
        const std::uint64_t begin = std::max(from, block * block_entries);
        const std::uint64_t end = std::min(before, (block + 1) * block_entries);
        std::ranges::move(read(queries, begin, end, filter.limit - found.size(), block),
            std::back_inserter(found));
        (down ? before : from) = down ? begin : end;
    }
    return found;
}

std::optional<std::uint64_t> AuditTable::first_seq(std::uint64_t from, std::uint64_t before) const
{
    Statement read{database_,
        "SELECT seq FROM audit_entry WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT 1", from,
        before};
    return read.step() ? std::optional{read.count(0)} : std::nullopt;
}

std::optional<std::uint64_t> AuditTable::last_seq(std::uint64_t from, std::uint64_t before) const
{
    Statement read{database_,
        "SELECT seq FROM audit_entry WHERE seq >= ? AND seq < ? ORDER BY seq DESC LIMIT 1", from,
        before};
    return read.step() ? std::optional{read.count(0)} : std::nullopt;
}

std::optional<TicketId> AuditTable::ticket_of(const CredentialId& credential) const
{
    Statement read{database_, "SELECT ticket FROM credential WHERE id = ?", credential};
    return read.step() ? read.id_or_null<TicketId>(0) : std::nullopt;
}

std::optional<std::uint64_t> AuditTable::destruction_of(
    const TicketId& ticket, const CredentialId& credential, Instant at) const
{
    const auto in_block = [&](std::uint64_t block) {
        Statement read{database_,
            "SELECT seq FROM audit_entry WHERE seq / 4096 = ? AND ticket = ? AND credential = ?"
            " AND event = 'credential.destroyed'",
            block, ticket, credential};
        return read.step() ? std::optional{read.count(0)} : std::nullopt;
    };
    const auto newest = last_seq(0, seq_end);
    if (!newest)
        return std::nullopt;
    // A ticket that has just been closed asks for each of its credentials.
    if (const auto seq = in_block(*newest / block_entries))
        return seq;
    const std::uint64_t likely = first_not_before(at) / block_entries * block_entries;
    for (auto next = first_seq(likely, seq_end); next;) {
        const std::uint64_t block = *next / block_entries;
        if (const auto seq = in_block(block))
            return seq;
        next = first_seq((block + 1) * block_entries, seq_end);
    }
    for (auto next = last_seq(0, likely); next;) {
        const std::uint64_t block = *next / block_entries;
        if (const auto seq = in_block(block))
            return seq;
        next = last_seq(0, block * block_entries);
    }
    return std::nullopt;
}

// The times of entries never go back.
std::uint64_t AuditTable::first_not_before(Instant at) const
{
    std::uint64_t from = 0;
    std::uint64_t end = size();
    while (from < end) {
        const std::uint64_t middle = from + (end - from) / 2;
        Statement read{database_, "SELECT time FROM audit_entry WHERE seq = ?", middle};
        if (read.step() && read.instant(0) < at)
            from = middle + 1;
        else
            end = middle;
    }
    return from;
}

std::vector<LeafRecord> AuditTable::slice(std::uint64_t first, std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT seq, time, event, ticket, credential, actor, json, leaf_hash FROM audit_entry "
        "WHERE seq >= ? ORDER BY seq LIMIT ?",
        first, limit};
    return all_rows(read);
}

void AuditTable::each_leaf(std::uint64_t first, std::uint32_t limit,
    const std::function<bool(const StoredLeaf& leaf)>& visit) const
{
    Statement read{database_,
        "SELECT seq, json, leaf_hash, time, event, ticket, credential, actor FROM audit_entry "
        "WHERE seq >= ? ORDER BY seq LIMIT ?",
        first, limit};
    while (read.step())
        if (!visit({read.count(0), read.view(1), read.blob_view(2), read.integer(3), read.view(4),
                read.view_or_none(5), read.view_or_none(6), read.view_or_none(7)}))
            return;
}

std::vector<Checkpoint> AuditTable::checkpoints_after(std::uint64_t size, std::uint32_t limit) const
{
    std::vector<Checkpoint> all;
    Statement read{database_,
        "SELECT size, root, note FROM audit_checkpoint WHERE size > ? ORDER BY size LIMIT ?", size,
        limit};
    while (read.step())
        all.push_back(checkpoint_of_row(read));
    return all;
}

} // namespace vault
