#pragma once

#include <cstddef>

#include "source_text.h"

namespace redactor {

// The name of a service (rules/words/services.yml), a key word within 30 characters and a long token: what identifies the keys of
// services whose tokens have no shape of their own. The name stands at [begin, end).
void parse_service_key(SourceText& source, std::size_t begin, std::size_t end);

} // namespace redactor
