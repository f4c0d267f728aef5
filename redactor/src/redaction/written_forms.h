#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redactor {

// How formats write a value: JSON (RFC 8259 section 7) with whatever it escapes, XML and HTML (references by name and number), URLs (RFC 3986, also
// "+" for a blank), strings of PHP and shells in single quotes, and quotes that are doubled (CSV, SQL, YAML). One after the other, not one inside
// another.

// What `value` stands for if it is itself written so; each once, `value` first. They are secrets.
[[nodiscard]] std::vector<std::string> readings(std::string_view value);

// The first `bytes` (at most 8) of what writers make of `plain`, which has at least as many; each once. Most leave nothing to escape: then it is one.
[[nodiscard]] std::vector<std::string> heads(std::string_view plain, std::size_t bytes);

// How far into `text` the value reaches that is written at its beginning: as it is, or each character in any of these ways; nullopt when another is
// there. Adds to `compared` what it looked at, at least one.
[[nodiscard]] std::optional<std::size_t> written_length(
    std::string_view text, std::string_view plain, std::size_t& compared);

} // namespace redactor
