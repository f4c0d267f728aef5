#pragma once

#include <cstddef>

#include "source_text.h"

namespace redactor {

inline constexpr std::size_t private_key_bytes_max = 64 * 1024;

// -----BEGIN … PRIVATE KEY----- to its END line, also JSON-escaped, quoted in mail or cut short. `at` is where the dashes begin.
void parse_pem(SourceText& source, std::size_t at);

// The Private-Lines block of a PuTTY key. `at` is where "Private-Lines:" begins.
void parse_putty(SourceText& source, std::size_t at);

} // namespace redactor
