#include "log/verify_log.h"

#include "audit/log_verifier.h"
#include "log/subtree_check.h"

#include <algorithm>

namespace vault {

namespace {

constexpr std::uint32_t slice_entries = 2000;

// The next entries with the checkpoints that end among them. False from the first fault on, and where there is none.
bool verify_slice(LogVerifier& verifier, SubtreeCheck& subtrees, const AuditTable& log,
    std::uint32_t limit, std::uint64_t end)
{
    const std::uint64_t first = verifier.tree().size();
    const auto checkpoints = log.checkpoints_after(first, limit);
    auto checkpoint = checkpoints.begin();
    bool good = true;
    log.each_leaf(first, limit, [&](const StoredLeaf& leaf) {
        if (leaf.seq >= end)
            return false;
        good = verifier.entry(leaf);
        if (!good)
            return false;
        subtrees.append(verifier.tree().size(), verifier.completed());
        for (; good && checkpoint != checkpoints.end() && checkpoint->size == leaf.seq + 1;
            ++checkpoint)
            good = verifier.checkpoint(checkpoint->size, checkpoint->root, checkpoint->note);
        return good;
    });
    return good && verifier.tree().size() > first;
}

// The stored hashes over what was read so far. False from the first fault on.
Expected<bool> verify_subtrees(
    LogVerifier& verifier, SubtreeCheck& subtrees, const LogSource& source)
{
    std::optional<std::uint64_t> bad;
    const auto read = source.read([&](const AuditTable& log) { bad = subtrees.first_bad(log); });
    if (!read)
        return fail(read.error());
    return !bad ||
           verifier.fault(*bad, "a stored hash inside the log's tree differs from its entries");
}

AuditVerdict unreadable(std::uint64_t seq)
{
    AuditVerdict verdict;
    verdict.entries = seq;
    verdict.first_bad_seq = seq;
    verdict.fault = AuditFault::damaged;
    verdict.problem = "the database is damaged where this entry is stored";
    return verdict;
}

} // namespace

Expected<LogSlice> read_slice(const LogSource& source, std::uint64_t first, std::uint32_t limit)
{
    LogSlice slice;
    const auto done = source.read([&](const AuditTable& log) {
        slice.leaves = log.slice(first, limit);
        slice.checkpoints = log.checkpoints_after(first, limit);
    });
    if (!done)
        return fail(done.error());
    return slice;
}

Expected<AuditVerdict> verify_log(const LogSource& source, const std::string& origin,
    const VerifierKey& key, std::uint64_t size_known, const VerifyProgress& progress)
{
    std::uint64_t end = 0;
    std::uint64_t known = size_known;
    const auto sized = source.read([&](const AuditTable& log) {
        end = log.size();
        const auto last = log.last_checkpoint();
        known = std::max({known, log.edge().size, last ? last->size : 0});
    });
    if (!sized && sized.error().code() != ErrorCode::corrupt)
        return fail(sized.error());
    if (!sized)
        return unreadable(0);
    LogVerifier verifier{origin, key};
    SubtreeCheck subtrees;
    std::uint32_t limit = slice_entries;
    while (verifier.tree().size() < end) {
        bool good = false;
        const auto read = source.read([&](const AuditTable& log) {
            good = verify_slice(verifier, subtrees, log, limit, end);
        });
        if (!read && read.error().code() != ErrorCode::corrupt)
            return fail(read.error());
        if (!read && limit == 1)
            return unreadable(verifier.tree().size());
        if (!read) {
            limit = 1; // to name the first entry that cannot be read
            continue;
        }
        if (!good)
            break;
        const auto held = verify_subtrees(verifier, subtrees, source);
        if (!held && held.error().code() != ErrorCode::corrupt)
            return fail(held.error());
        if (!held)
            return unreadable(verifier.tree().size());
        if (!*held)
            break;
        if (progress)
            progress(std::min(verifier.tree().size(), end), end);
    }
    AuditVerdict verdict = verifier.finish();
    if (verdict.ok && verdict.entries < known) {
        verdict.ok = false;
        verdict.fault = AuditFault::cut;
        verdict.first_bad_seq = verdict.entries;
        verdict.problem = "entries that were acknowledged are missing from the end of the log";
    }
    return verdict;
}

} // namespace vault
