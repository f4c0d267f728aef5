#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace redactor {

// A check of structure or checksum that the vendor built into its tokens. True raises a finding to certain; false leaves it
// as it is, because revoked, shortened and test tokens fail it and are secrets all the same.
using Validator = bool (*)(std::string_view value);

// By the name rule files use; nothing for an unknown name.
std::optional<Validator> find_validator(std::string_view name);

// All of these names, parted by commas: for messages and documentation.
std::string validator_names();

// Luhn's check digit (ISO/IEC 7812-1 annex B) over the digits of `value`; blanks and dashes are skipped.
bool luhn_holds(std::string_view value);

// Three base64url parts of which the first decodes to a JSON object with "alg" (RFC 7519).
bool jwt_holds(std::string_view value);

} // namespace redactor
