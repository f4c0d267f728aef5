#include "audit/log_verifier.h"

#include "audit/entry_view.h"

#include <algorithm>
#include <utility>

namespace vault {

namespace {

// The entry must say itself where it stands. `json` is canonical: the member is spelled in one way, and inside a string its quotes would be
// escaped.
bool names_its_place(std::string_view json, std::uint64_t seq)
{
    const std::string member = "\"seq\":" + std::to_string(seq);
    const std::size_t at = json.find(member);
    if (at == std::string_view::npos || at + member.size() >= json.size())
        return false;
    const char next = json[at + member.size()];
    return next == ',' || next == '}';
}

} // namespace

LogVerifier::LogVerifier(std::string origin, VerifierKey key)
    : origin_{std::move(origin)}, key_{std::move(key)}
{
}

// The entry's leaf hash when it is a good entry at the next place.
std::optional<Hash> LogVerifier::checked_leaf(std::uint64_t seq, std::string_view json)
{
    if (!verdict_.problem.empty())
        return std::nullopt;
    const std::uint64_t expected = tree_.size();
    if (seq != expected)
        fault(expected, "an entry is missing or stands in another place");
    else if (!EntryView::read(json))
        fault(expected, "an entry is not canonical JSON");
    else if (!names_its_place(json, seq))
        fault(expected, "an entry names another place than its own");
    else
        return leaf_hash(std::as_bytes(std::span{json}));
    return std::nullopt;
}

bool LogVerifier::entry(
    std::uint64_t seq, std::string_view json, std::span<const std::byte> stored_leaf_hash)
{
    const auto leaf = checked_leaf(seq, json);
    if (!leaf)
        return false;
    if (!std::ranges::equal(*leaf, stored_leaf_hash))
        return fault(seq, "an entry differs from its leaf hash");
    tree_.append(*leaf);
    verdict_.entries = tree_.size();
    return true;
}

bool LogVerifier::entry(std::uint64_t seq, std::string_view json)
{
    const auto leaf = checked_leaf(seq, json);
    if (!leaf)
        return false;
    tree_.append(*leaf);
    verdict_.entries = tree_.size();
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
