#pragma once

#include <vector>

#include "candidate.h"

namespace redactor {

// Sorted by begin and free of overlaps: of two candidates the higher priority stays, then the longer, then the earlier.
// What a loser covers beyond the winners is kept as a finding of its own when it is long enough to matter.
std::vector<Candidate> resolve_overlaps(std::vector<Candidate> candidates);

} // namespace redactor
