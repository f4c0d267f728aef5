#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "rules/candidate.h"

namespace redactor {

// Sorted by begin and free of overlaps: of two candidates the higher priority stays, then the longer, then the earlier.
// What a loser covers beyond the winners is kept as a finding of its own when it is long enough to matter.
std::vector<Candidate> resolve_overlaps(std::vector<Candidate> candidates);

// The same for candidates that come little by little. Candidates decide about each other only if a chain of overlaps ties them,
// so a chain is decided as soon as nothing can join it, and the result is that of resolving all at once.
class OverlapResolver {
public:
    void add(std::span<const Candidate> candidates);

    // Decides every chain that ends at or before `settled`: no later candidate begins before it.
    void settle(std::size_t settled, std::vector<Candidate>& out);

    // Where the first undecided chain begins; `settled` when there is none.
    std::size_t undecided_from(std::size_t settled) const;

private:
    std::vector<Candidate> waiting_;
};

} // namespace redactor
