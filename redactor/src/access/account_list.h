#pragma once

#include <cstddef>

#include "values/source_text.h"

namespace redactor {

// `user:password` lines below chpasswd: a here-document or the list of cloud-init. `at` is the end of that word.
void parse_account_list(SourceText& source, std::size_t at);

} // namespace redactor
