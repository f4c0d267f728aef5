#pragma once

#include <cstddef>

#include "values/source_text.h"

namespace redactor {

// A JSON Web Token, signed (RFC 7515) or encrypted (RFC 7516), whose header begins at `at`: parts of base64 without padding,
// parted by dots, to 32 KiB. The header must be an object that names an algorithm, and the second part one, too, unless the token is
// encrypted. Without a signature it is no secret.
void parse_json_web_token(SourceText& source, std::size_t at);

} // namespace redactor
