#pragma once

#include <cstddef>

#include "redactor/stream_scanner.h"
#include "values/source_text.h"

namespace redactor {

// A longer key is not fully scanned.
inline constexpr std::size_t private_key_bytes_max = scan_right_bytes;

// -----BEGIN … PRIVATE KEY----- to its END line, also JSON-escaped, quoted in mail or cut short. `at` is where the dashes begin.
void parse_pem(SourceText& source, std::size_t at);

// A key without its frame: DER in base64 (RFC 5208, RFC 5915, RFC 8017 A.1.2, RFC 8410), on one line or several, as it stands in XML,
// JSON and settings. `mark` is where the part begins that is the same in all of them, `before` how many characters stand in front.
void parse_der_key(SourceText& source, std::size_t mark, std::size_t before);

// The same of an OpenSSH key ("openssh-key-v1"), whose length only its text tells.
void parse_openssh_key(SourceText& source, std::size_t at);

// The Private-Lines block of a PuTTY key. `at` is where "Private-Lines:" begins.
void parse_putty(SourceText& source, std::size_t at);

} // namespace redactor
