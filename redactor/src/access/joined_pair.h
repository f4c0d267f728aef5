#pragma once

#include <cstddef>

#include "values/source_text.h"

namespace redactor {

// "login is olga and Kettle#5", "log in with olga and Kettle#5", "credentials are olga:Kettle51": a name and a value from `at`, behind a
// word for an account, before `stop`. Words between them are few, and a joiner or a sign parts the two. True when it was added.
bool take_joined_pair(SourceText& source, std::size_t at, std::size_t stop);

} // namespace redactor
