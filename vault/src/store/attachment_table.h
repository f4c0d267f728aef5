#pragma once

#include "keys/key_leaf.h"
#include "store/database.h"
#include "vault/ticket.h"

#include <optional>
#include <string>
#include <vector>

namespace vault {

struct AttachmentRecord {
    AttachmentId id;
    TicketId ticket;
    std::vector<std::byte> name_ct;
    std::vector<std::byte> media_type_ct;
    std::uint64_t size = 0;
    std::uint64_t stored_size = 0;
    AttachmentState state = AttachmentState::announced;
    std::uint32_t sealed_count = 0;
    std::string sealed_reason;
    std::optional<CredentialId> original;
    std::optional<KeyLeaf> upload_leaf;
    bool dead_chunks = false;
    Instant announced_at;
};

struct WaitingFile {
    TicketId ticket;
    AttachmentId attachment;
};

enum class ChunkPart : std::uint8_t { original, redacted };

class AttachmentTable {
public:
    explicit AttachmentTable(Database& database) : database_{database} {}

    void insert(const AttachmentRecord& attachment);
    void update(const AttachmentRecord& attachment);
    [[nodiscard]] std::optional<AttachmentRecord> find(const AttachmentId& id) const;
    [[nodiscard]] std::vector<AttachmentRecord> of_ticket(const TicketId& ticket) const;
    // Files that were announced and have not come, in tickets where nothing changed since `until`; those of the longest first.
    [[nodiscard]] std::vector<WaitingFile> waiting(Instant until, std::uint32_t limit) const;
    // When the longest of them changed last.
    [[nodiscard]] std::optional<Instant> earliest_waiting() const;
    // Announced ones that hold an upload key: what a crash interrupted.
    [[nodiscard]] std::vector<AttachmentRecord> with_upload() const;

    void insert_chunk(const AttachmentId& id, ChunkPart part, std::uint64_t index,
        const std::vector<std::byte>& chunk_ct);
    // At most `limit` chunks from `first` on.
    [[nodiscard]] std::vector<std::vector<std::byte>> chunks(
        const AttachmentId& id, ChunkPart part, std::uint64_t first, std::uint32_t limit) const;
    // Removes at most `limit` chunks; false when none is left.
    [[nodiscard]] bool remove_chunks(const AttachmentId& id, ChunkPart part, std::uint32_t limit);
    void set_dead_chunks(const AttachmentId& id, bool dead);
    [[nodiscard]] std::optional<AttachmentId> any_with_dead_chunks() const;

private:
    Database& database_;
};

} // namespace vault
