#pragma once

#include "audit/log_verifier.h"
#include "store/database.h"
#include "vault/audit.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace vault {

struct LeafRecord {
    std::uint64_t seq;
    Instant time;
    std::string event;
    std::optional<TicketId> ticket;
    std::optional<CredentialId> credential;
    std::optional<PersonId> actor;
    std::string json;
    Hash hash;
};

struct EdgeRecord {
    std::uint64_t size = 0;
    std::vector<Hash> roots;
};

inline constexpr unsigned tile_height = 8; // C2SP tlog-tiles: a tile is 256 hashes
inline constexpr std::uint32_t tile_width = 1U << tile_height;

// The log as stored. Verification reads it raw, so nothing here checks more than the types.
class AuditTable {
public:
    explicit AuditTable(Database& database) : database_{database} {}

    void insert(const LeafRecord& leaf);
    [[nodiscard]] EdgeRecord edge() const;
    void set_edge(const EdgeRecord& edge);
    void insert_checkpoint(const Checkpoint& checkpoint);
    [[nodiscard]] std::optional<Checkpoint> last_checkpoint() const;
    // The one over exactly this many entries.
    [[nodiscard]] std::optional<Checkpoint> checkpoint(std::uint64_t size) const;
    // One more than the last seq.
    [[nodiscard]] std::uint64_t size() const;

    // Level 0: leaf hashes. Level l: roots of the complete subtrees of 256^l leaves. At most `count`, in order, ending where one is missing.
    [[nodiscard]] std::vector<Hash> tree_hashes(
        unsigned level, std::uint64_t first, std::uint32_t count) const;
    void insert_subtree(unsigned level, std::uint64_t index, const Hash& root);
    // One more than the last index of that level, which is at least 1.
    [[nodiscard]] std::uint64_t subtree_count(unsigned level) const;

    // Oldest first, or newest first below filter.before_seq; at most filter.limit. Of a ticket, a credential or an actor each block of 4,096 entries
    // that holds an entry is looked into, until there are enough: a number that somebody wrote far behind the others costs no more.
    [[nodiscard]] std::vector<LeafRecord> entries(const AuditFilter& filter) const;
    // All leaves from `first` on, in order.
    [[nodiscard]] std::vector<LeafRecord> slice(std::uint64_t first, std::uint32_t limit) const;
    // The same one after the other, without a copy, until `visit` answers false. What is of another type than it must be is thrown as corrupt.
    void each_leaf(std::uint64_t first, std::uint32_t limit,
        const std::function<bool(const StoredLeaf& leaf)>& visit) const;
    // The leaf at `seq`.
    [[nodiscard]] std::optional<LeafRecord> find(std::uint64_t seq) const;
    // The entry "credential.destroyed" of that credential; looked for first among the newest, then where the log was `at`
    // its end.
    [[nodiscard]] std::optional<std::uint64_t> destruction_of(
        const TicketId& ticket, const CredentialId& credential, Instant at) const;
    // All checkpoints of more than `size` entries, in order.
    [[nodiscard]] std::vector<Checkpoint> checkpoints_after(
        std::uint64_t size, std::uint32_t limit) const;

private:
    [[nodiscard]] std::optional<TicketId> ticket_of(const CredentialId& credential) const;
    // The least and the greatest number of an entry in [from, before).
    [[nodiscard]] std::optional<std::uint64_t> first_seq(
        std::uint64_t from, std::uint64_t before) const;
    [[nodiscard]] std::optional<std::uint64_t> last_seq(
        std::uint64_t from, std::uint64_t before) const;
    // The number of the first entry of that time or later; size() where there is none.
    [[nodiscard]] std::uint64_t first_not_before(Instant at) const;

    Database& database_;
};

} // namespace vault
