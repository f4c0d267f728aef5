#pragma once

#include <vector>

#include "label.h"
#include "source_text.h"

namespace redactor {

// Runs every parser that starts from a label or marker over the places the finder reported, which it sorts.
void run_label_parsers(SourceText& source, std::vector<LabelHit>& hits);

} // namespace redactor
