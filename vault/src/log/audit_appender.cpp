#include "log/audit_appender.h"

#include "log/stored_tree.h"
#include "store/storage_fault.h"

#include <bit>

namespace vault {

AuditAppender::AuditAppender(AuditTable& table, const NoteSigner& signer)
    : table_{table}, signer_{signer}
{
    EdgeRecord stored = table.edge();
    if (static_cast<std::size_t>(std::popcount(stored.size)) != stored.roots.size())
        throw StorageFault{
            Error{ErrorCode::inconsistent_log, "the stored edge of the log contradicts its size"}};
    durable_ = TreeEdge{stored.size, std::move(stored.roots)};
    if (const auto last = table.last_checkpoint())
        durable_head_ = *last;
    if (durable_head_.size != durable_.size() ||
        (durable_.size() != 0 && durable_head_.root != durable_.root()))
        throw StorageFault{Error{ErrorCode::inconsistent_log,
            "the stored edge of the log is not that of its last checkpoint"}};
    discard();
}

void AuditAppender::append(const EntryFields& fields)
{
    const std::uint64_t seq = edge_.size();
    LeafRecord leaf{seq, fields.time, std::string{to_string(fields.event)}, fields.ticket,
        fields.credential, fields.actor, canonical_entry(seq, fields), {}};
    leaf.hash = leaf_hash(std::as_bytes(std::span{leaf.json}));
    edge_.append(leaf.hash);
    table_.insert(leaf);
}

const Checkpoint& AuditAppender::seal()
{
    if (edge_.size() == head_.size)
        return head_;
    head_ = {edge_.size(), edge_.root(), {}};
    head_.note = signer_.sign(checkpoint_body(signer_.name(), head_.size, head_.root));
    table_.set_edge({edge_.size(), edge_.roots()});
    table_.insert_checkpoint(head_);
    complete_subtrees();
    return head_;
}

void AuditAppender::complete_subtrees()
{
    std::uint64_t complete = edge_.size() >> tile_height;
    if (subtrees_known_ && complete == durable_.size() >> tile_height)
        return;
    const StoredTree tree{table_};
    for (unsigned level = 1; complete != 0; ++level, complete >>= tile_height)
        for (auto index = table_.subtree_count(level); index < complete; ++index)
            table_.insert_subtree(level, index, tree.root_of_tile(level - 1, index));
}

void AuditAppender::keep()
{
    durable_ = edge_;
    durable_head_ = head_;
    subtrees_known_ = true;
}

void AuditAppender::discard()
{
    edge_ = durable_;
    head_ = durable_head_;
}

} // namespace vault
