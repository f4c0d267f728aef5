#pragma once

#include <cstddef>

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// The key of a service whose keys have no prefix of their own: the service's name, then a value of the shape its rule states,
// or of unknown shape but random-looking, with a key word between them. `name` is the label of the service's name that stands
// at `begin`. Looks at the rest of the line, and at the two lines behind it when the name stands alone on its line.
void parse_service_key(SourceText& source, std::size_t begin, const Label& name);

} // namespace redactor
