#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace redactor {

// Every way in which formats write one value: as it is, and as JSON (RFC 8259 section 7, with and without the optional escapes of slashes and of
// what is not ASCII), XML and HTML (the five references, and the numbers for the apostrophe), URLs (RFC 3986, and with "+" for a blank),
// single-quoted strings of PHP and of shells, and CSV (RFC 4180) write it. `value` may itself be spelled in one of these: then what it
// stands for is spelled, too. Each once; the first is `value`.
[[nodiscard]] std::vector<std::string> written_forms(std::string_view value);

} // namespace redactor
