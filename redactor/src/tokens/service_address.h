#pragma once

#include <cstddef>

#include "values/source_text.h"

namespace redactor {

// The key in an argument of an address whose host is a service's: `https://api.walkscore.com/score?lat=1&wsapikey=…`.
// `at` is the place of `://`.
void parse_service_address(SourceText& source, std::size_t at);

} // namespace redactor
