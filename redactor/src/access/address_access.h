#pragma once

#include <cstddef>

#include "values/source_text.h"

namespace redactor {

// An address and the access to it on one line: "https://shop.test/admin: olga / Kettle#5", "… log in with olga and Kettle#5", "the panel
// (https://shop.test/login) takes olga, then Kettle#5". `at` is the :// of the address.
void parse_access_behind_url(SourceText& source, std::size_t at);

} // namespace redactor
