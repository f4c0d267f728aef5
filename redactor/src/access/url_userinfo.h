#pragma once

#include <cstddef>

#include "values/source_text.h"

namespace redactor {

// scheme://user:password@host and Go's user:password@tcp(host). `at` is where "://" or "@tcp(" begins.
void parse_url_userinfo(SourceText& source, std::size_t at);
void parse_go_dsn(SourceText& source, std::size_t at);

} // namespace redactor
