#include "audit/log_verifier.h"

#include <algorithm>
#include <utility>

namespace vault {

namespace {

bool agrees(const EntryView& entry, const StoredLeaf& leaf)
{
    return entry.number("time") == leaf.time_ms && entry.text("event") == leaf.event &&
           entry.text("ticket") == leaf.ticket && entry.text("credential") == leaf.credential &&
           entry.text("actor") == leaf.actor;
}

} // namespace

LogVerifier::LogVerifier(std::string origin, VerifierKey key)
    : origin_{std::move(origin)}, key_{std::move(key)}
{
}

bool LogVerifier::stands_at(std::uint64_t seq, const std::optional<EntryView>& entry)
{
    if (!verdict_.problem.empty())
        return false;
    const std::uint64_t expected = tree_.size();
    if (seq != expected)
        return fault(expected, "an entry is missing or stands in another place");
    if (!entry)
        return fault(expected, "an entry is not canonical JSON");
    if (std::cmp_not_equal(entry->number("seq").value_or(-1), seq))
        return fault(expected, "an entry names another place than its own");
    return true;
}

void LogVerifier::append(const Hash& leaf)
{
    tree_.append(leaf, completed_);
    verdict_.entries = tree_.size();
}

bool LogVerifier::entry(const StoredLeaf& leaf)
{
    const auto entry = EntryView::read(leaf.json);
    if (!stands_at(leaf.seq, entry))
        return false;
    const Hash hash = leaf_hash(std::as_bytes(std::span{leaf.json}));
    if (!std::ranges::equal(hash, leaf.hash))
        return fault(leaf.seq, "an entry differs from its leaf hash");
    // Whoever edits these hides the entry from who asks for those of a ticket, and the leaf is as it was.
    if (!agrees(*entry, leaf))
        return fault(leaf.seq, "what stands beside an entry for filters differs from it");
    append(hash);
    return true;
}

bool LogVerifier::entry(std::uint64_t seq, std::string_view json)
{
    if (!stands_at(seq, EntryView::read(json)))
        return false;
    append(leaf_hash(std::as_bytes(std::span{json})));
    return true;
}

bool LogVerifier::checkpoint(
    std::uint64_t size, std::span<const std::byte> stored_root, std::string_view note)
{
    if (!verdict_.problem.empty())
        return false;
    const std::uint64_t uncovered = verdict_.head.size;
    if (size != tree_.size() || (size <= uncovered && verdict_.checkpoints != 0))
        return fault(uncovered, "a checkpoint stands in another place than its size says");
    const auto body = open_note(note, key_);
    if (!body)
        return fault(uncovered, "a checkpoint's signature is bad", AuditFault::bad_signature);
    auto read = parse_checkpoint_body(*body, origin_);
    if (!read || read->size != size)
        return fault(uncovered, "a checkpoint's text is not one of this log and size");
    const Hash root = tree_.root();
    if (read->root != root || !std::ranges::equal(root, stored_root))
        return fault(uncovered, "a checkpoint's root differs from the entries");
    read->note = note;
    verdict_.head = std::move(*read);
    ++verdict_.checkpoints;
    return true;
}

AuditVerdict LogVerifier::finish()
{
    if (verdict_.problem.empty() &&
        (verdict_.checkpoints == 0 || verdict_.head.size != tree_.size()))
        fault(verdict_.head.size, "the log does not end with a checkpoint over all its entries");
    verdict_.ok = verdict_.problem.empty();
    return verdict_;
}

bool LogVerifier::fault(std::uint64_t seq, std::string_view problem, AuditFault kind)
{
    if (!verdict_.problem.empty())
        return false;
    verdict_.fault = kind;
    verdict_.first_bad_seq = seq;
    verdict_.problem = problem;
    return false;
}

} // namespace vault
