#include "overlap.h"

#include <algorithm>
#include <map>

namespace redactor {
namespace {

// Only a candidate with a clear frame of its own (an assignment, a member, tags) may widen the one it holds: prose guesses do not.
constexpr int grow_priority_min = 30;
constexpr std::size_t grow_bytes_max = 400;

} // namespace

std::vector<Candidate> resolve_overlaps(std::vector<Candidate> candidates)
{
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        if (a.priority != b.priority) {
            return a.priority > b.priority;
        }
        if (a.end - a.begin != b.end - b.begin) {
            return a.end - a.begin > b.end - b.begin;
        }
        return a.begin != b.begin ? a.begin < b.begin : a.rule < b.rule;
    });
    std::map<std::size_t, Candidate> kept; // by begin
    for (const Candidate& candidate : candidates) {
        const auto after = kept.lower_bound(candidate.end);
        if (after != kept.begin() && std::prev(after)->second.end > candidate.begin) {
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

} // namespace redactor
