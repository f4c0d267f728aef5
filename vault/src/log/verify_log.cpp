#include "log/verify_log.h"

#include "audit/log_verifier.h"
#include "log/subtree_check.h"

#include <algorithm>

namespace vault {

namespace {

constexpr std::uint32_t slice_entries = 2000;

// False from the first fault on.
bool verify_slice(
    LogVerifier& verifier, SubtreeCheck& subtrees, const LogSlice& slice, std::uint64_t end)
{
    auto checkpoint = slice.checkpoints.begin();
    for (const LeafRecord& leaf : slice.leaves) {
        if (leaf.seq >= end)
            return true;
        if (!verifier.entry(leaf.seq, leaf.json, leaf.hash))
            return false;
        subtrees.append(leaf.hash);
        for (; checkpoint != slice.checkpoints.end() && checkpoint->size == leaf.seq + 1;
            ++checkpoint)
            if (!verifier.checkpoint(checkpoint->size, checkpoint->root, checkpoint->note))
                return false;
    }
    return true;
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
    std::uint64_t at = 0;
    std::uint32_t limit = slice_entries;
    while (at < end) {
        const auto slice = read_slice(source, at, limit);
        if (!slice && slice.error().code() != ErrorCode::corrupt)
            return fail(slice.error());
        if (!slice && limit == 1)
            return unreadable(at);
        if (!slice) {
            limit = 1; // to name the first entry that cannot be read
            continue;
        }
        if (slice->leaves.empty() || !verify_slice(verifier, subtrees, *slice, end))
            break;
        const auto held = verify_subtrees(verifier, subtrees, source);
        if (!held && held.error().code() != ErrorCode::corrupt)
            return fail(held.error());
        if (!held)
            return unreadable(at);
        if (!*held)
            break;
        at = slice->leaves.back().seq + 1;
        if (progress)
            progress(std::min(at, end), end);
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
