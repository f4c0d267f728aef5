#pragma once

#include "audit/event.h"
#include "audit/merkle.h"
#include "audit/signed_note.h"
#include "store/audit_table.h"

namespace vault {

// Appends to the log inside the writer's transaction: entries, then one checkpoint over them.
// Threads: the writer's only.
class AuditAppender {
public:
    // Reads the stored edge. Throws corrupt when it is not the right edge of the last checkpoint.
    AuditAppender(AuditTable& table, const NoteSigner& signer);

    void append(const EntryFields& fields);
    // Entries so far, those not yet durable included: the next one's seq.
    [[nodiscard]] std::uint64_t size() const noexcept { return edge_.size(); }
    // The checkpoint over everything appended; the last one when nothing was.
    [[nodiscard]] const Checkpoint& seal();
    // After the transaction: what was appended is durable, or was rolled back.
    void keep();
    void discard();
    [[nodiscard]] const Checkpoint& durable_head() const noexcept { return durable_head_; }

private:
    // Stores the roots of the subtrees that became complete; also those of a log older than the table that holds them.
    void complete_subtrees();

    AuditTable& table_;
    const NoteSigner& signer_;
    TreeEdge durable_;
    TreeEdge edge_;
    Checkpoint durable_head_;
    Checkpoint head_;
    bool subtrees_known_ = false; // everything durable_ completes is stored
};

} // namespace vault
