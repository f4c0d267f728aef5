#include "log/log_proofs.h"

#include "audit/tlog_proof.h"
#include "store/storage_fault.h"

namespace vault {

Expected<std::string> prove_entry(const AuditTable& log, std::uint64_t seq)
{
    const auto head = log.last_checkpoint();
    if (!head || seq >= head->size)
        return fail({ErrorCode::not_found, "the log has no such entry"});
    return tlog_proof_text(seq, StoredTree{log}.inclusion(seq, head->size), *head);
}

Expected<ConsistencyProof> prove_consistency(
    const AuditTable& log, std::uint64_t first, std::uint64_t second)
{
    const auto head = log.last_checkpoint();
    if (first > second || !head || second > head->size)
        return fail({ErrorCode::invalid,
            "two sizes are expected, the smaller first, no larger than the log"});
    const StoredTree tree{log};
    return ConsistencyProof{
        first, second, tree.root(first), tree.root(second), tree.consistency(first, second)};
}

LoggedEntry logged_entry(const AuditTable& log, std::uint64_t seq, std::uint64_t size)
{
    return logged_entry(log, StoredTree{log}, seq, size);
}

LoggedEntry logged_entry(
    const AuditTable& log, const StoredTree& tree, std::uint64_t seq, std::uint64_t size)
{
    auto leaf = log.find(seq);
    if (!leaf)
        throw StorageFault{Error{ErrorCode::corrupt, "an entry that was just written is missing"}};
    return {seq, std::move(leaf->json), tree.inclusion(seq, size)};
}

} // namespace vault
