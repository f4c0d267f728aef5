#include "scan/overlap.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace redactor {
namespace {

// Only a candidate with a clear frame of its own (an assignment, a member, tags) may widen the one it holds: prose guesses do not.
constexpr int grow_priority_min = 30;
constexpr std::size_t grow_bytes_max = 400;

// Puts the candidate in the place of all winners inside it; false when one of them reaches out of it.
bool swallow(std::map<std::size_t, Candidate>& kept, const Candidate& candidate)
{
    const auto after = kept.lower_bound(candidate.end);
    auto first = kept.lower_bound(candidate.begin);
    if ((first != kept.begin() && std::prev(first)->second.end > candidate.begin) ||
        first == after || std::prev(after)->second.end > candidate.end) {
        return false;
    }
    Candidate grown = first->second;
    grown.begin = candidate.begin;
    grown.end = candidate.end;
    kept.erase(first, after);
    kept.emplace(grown.begin, grown);
    return true;
}

} // namespace

std::vector<Candidate> resolve_overlaps(std::vector<Candidate> candidates)
{
    // Of everything they hold: the order in which they were found must not decide. Of two kinds the narrower stays, for the label of a
    // password takes what stands behind the next label, too.
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        const std::size_t a_bytes = a.end - a.begin;
        const std::size_t b_bytes = b.end - b.begin;
        const bool a_wide = a.kind == Kind::password;
        const bool b_wide = b.kind == Kind::password;
        return std::tie(b.priority, b_bytes, a.begin, a.rule, b.confidence, a_wide, a.kind) <
               std::tie(a.priority, a_bytes, b.begin, b.rule, a.confidence, b_wide, b.kind);
    });
    std::map<std::size_t, Candidate> kept; // by begin
    for (const Candidate& candidate : candidates) {
        const auto after = kept.lower_bound(candidate.end);
        if (after != kept.begin() && std::prev(after)->second.end > candidate.begin) {
            if (candidate.long_token && swallow(kept, candidate)) {
                continue;
            }
            // A winner that lies inside a longer candidate would leave the rest of that value in clear: the winner grows.
            Candidate& winner = std::prev(after)->second;
            if (candidate.begin <= winner.begin && candidate.end >= winner.end &&
                candidate.priority >= grow_priority_min &&
                candidate.end - candidate.begin <= grow_bytes_max) {
                const auto first = kept.lower_bound(candidate.begin);
                const bool alone =
                    first != kept.end() && &first->second == &winner &&
                    (first == kept.begin() || std::prev(first)->second.end <= candidate.begin);
                if (alone) {
                    Candidate grown = winner;
                    grown.begin = candidate.begin;
                    grown.end = candidate.end;
                    kept.erase(first);
                    kept.emplace(grown.begin, grown);
                }
            }
            continue;
        }
        kept.emplace(candidate.begin, candidate);
    }
    std::vector<Candidate> out;
    out.reserve(kept.size());
    for (auto& entry : kept) {
        out.push_back(entry.second);
    }
    return out;
}

void OverlapResolver::add(std::span<const Candidate> candidates)
{
    waiting_.insert(waiting_.end(), candidates.begin(), candidates.end());
}

void OverlapResolver::settle(std::size_t settled, std::vector<Candidate>& out)
{
    std::sort(waiting_.begin(), waiting_.end(),
        [](const Candidate& a, const Candidate& b) { return a.begin < b.begin; });
    std::size_t first = 0;
    while (first < waiting_.size()) {
        std::size_t end = waiting_[first].end;
        std::size_t next = first + 1;
        while (next < waiting_.size() && waiting_[next].begin < end) {
            end = std::max(end, waiting_[next].end);
            ++next;
        }
        if (end > settled) {
            break;
        }
        if (next == first + 1) {
            out.push_back(waiting_[first]);
        } else {
            const auto chain =
                resolve_overlaps({waiting_.begin() + static_cast<std::ptrdiff_t>(first),
                    waiting_.begin() + static_cast<std::ptrdiff_t>(next)});
            out.insert(out.end(), chain.begin(), chain.end());
        }
        first = next;
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(first));
}

std::size_t OverlapResolver::undecided_from(std::size_t settled) const
{
    return waiting_.empty() ? settled : std::min(settled, waiting_.front().begin);
}

} // namespace redactor
