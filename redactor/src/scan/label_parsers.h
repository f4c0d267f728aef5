#pragma once

#include <expected>
#include <vector>

#include "redactor/scanner.h"
#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// Runs every parser that starts from a label or marker over the places the finder reported, which it sorts. `found` is where the
// source puts its candidates. Fails with budget when places that announce nothing stand so close that reading behind each of
// them would cost more than label_budget_factor times the text.
std::expected<void, ScanError> run_label_parsers(
    SourceText& source, std::vector<LabelHit>& hits, const std::vector<Candidate>& found);

} // namespace redactor
