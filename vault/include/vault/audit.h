#pragma once

#include "vault/clock.h"
#include "vault/error.h"
#include "vault/id.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vault {

// The log is an RFC 6962 Merkle tree. Leaf: the entry's RFC 8785 (JCS) bytes, hashed as SHA-256(0x00 || bytes). Each durable batch ends with a
// checkpoint, a C2SP signed note "origin\nsize\nroot\n" under the vault's Ed25519 key. docs/audit-log.md has the grammar.
using Hash = std::array<std::byte, 32>;
// Base64 with padding, 44 characters, as notes and the API write a hash.
[[nodiscard]] std::string hash_text(const Hash& hash);
// nullopt for any other text than hash_text's.
[[nodiscard]] std::optional<Hash> parse_hash(std::string_view text);

struct AuditEntry {
    std::uint64_t seq; // index of the leaf, from 0
    Instant time;
    std::string event; // of the closed list in vault/src/audit/event.h
    std::string json;  // the leaf's exact bytes
    // Fields kept under a subject's log key and opened for this reader; empty when the key is gone or the reader may not.
    std::string actor_name;
    std::string address;
    std::string reason;
};

struct AuditFilter {
    std::optional<TicketId> ticket;
    std::optional<CredentialId> credential;
    std::optional<PersonId> actor;
    std::string event; // exact, or a prefix ending in '.'; empty: all
    std::optional<Instant> since;
    std::optional<Instant> until;
    std::uint64_t from_seq = 0;
    // Set: only entries below it, and from the newest down.
    std::optional<std::uint64_t> before_seq = std::nullopt;
    std::uint32_t limit = 50; // at most 200
};

// Whether an event has this name, or one begins so where it ends in '.'.
[[nodiscard]] bool is_event_choice(std::string_view text) noexcept;

// What somebody was refused before it came to the vault's own rules.
struct RefusedAttempt {
    std::string_view method;  // of the row of the table of addresses
    std::string_view address; // of that row, with {grant} and the like in the place of ids
    // role: the table lets others do it. not_theirs: no such object, or not one they may know of; the two cost the same. origin: a page from
    // elsewhere asked in their name.
    enum class Why : std::uint8_t { role, not_theirs, origin };
    Why why = Why::role;
    std::string_view object; // id text of what it was about; may be empty, may be nobody's
};

struct Checkpoint {
    std::uint64_t size = 0;
    Hash root{};
    std::string note; // the signed note's exact text
};

// That the log of `first` entries is the start of the log of `second`: RFC 6962 section 2.1.2.
struct ConsistencyProof {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    Hash first_root{};
    Hash second_root{};
    std::vector<Hash> path;
};
// Offline; reads nothing but its arguments. Whether `proof` leads from the first head's root to the second's; notes are not looked at.
[[nodiscard]] bool heads_agree(
    const Checkpoint& first, const Checkpoint& second, const std::vector<Hash>& path);

// A tile of the log as C2SP tlog-tiles counts: level 0 is leaf hashes, and each hash of a level is the root of a full tile of the one below.
struct TilePlace {
    std::uint32_t level = 0; // 0 to 5
    std::uint64_t index = 0;
    std::uint32_t width = 256; // fewer than 256: a partial tile
};

// What is wrong with a log that does not hold.
enum class AuditFault : std::uint8_t {
    inconsistent,  // entries, hashes and checkpoints contradict each other
    bad_signature, // a checkpoint is not signed by this vault's key
    cut,           // entries that were acknowledged are missing from its end
    damaged,       // the database or the bundle cannot be read
    unknown_key    // a bundle of another vault than the expected one
};
[[nodiscard]] std::string_view to_string(AuditFault fault) noexcept;

// The result of reading the whole log again. `ok` is false with the first entry that does not hold, when one can be named.
struct AuditVerdict {
    bool ok = false;
    std::optional<AuditFault> fault; // empty when ok
    std::uint64_t entries = 0;
    std::uint64_t checkpoints = 0;
    Checkpoint head;
    std::optional<std::uint64_t> first_bad_seq;
    std::string problem; // a literal sentence; empty when ok
    // Of folders: the entries the keys folder has seen, where they are not all. So it is in a copy of a running vault, and where an older one was put
    // back; its root slots were not looked at.
    std::optional<std::uint64_t> seen_by_keys;
};

using VerifyProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

} // namespace vault
