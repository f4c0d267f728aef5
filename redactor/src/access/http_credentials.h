#pragma once

#include <cstddef>

#include "values/source_text.h"

namespace redactor {

// Authorization and Proxy-Authorization: Basic, Bearer, Token, Digest … `at` is behind the header's name.
void parse_authorization(SourceText& source, std::size_t at);

// Cookie and Set-Cookie: the values of session-like cookies. `at` is behind the header's name.
void parse_cookie(SourceText& source, std::size_t at);

} // namespace redactor
