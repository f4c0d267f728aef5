#pragma once

#include <string>
#include <string_view>

namespace server::text {

[[nodiscard]] std::string ascii_lower(std::string_view text);

// A Content-Type taken apart (RFC 9110 section 8.3.1), in lower case and without blanks. Parameters besides the charset say nothing to us.
struct MediaType {
    std::string type;    // "application/json"; empty where there is none
    std::string charset; // without quotes; empty where none is given

    [[nodiscard]] bool is_utf8() const; // or ASCII, or what nobody said otherwise
};

// Never fails: what is no media type has a type nobody takes.
[[nodiscard]] MediaType parse_media_type(std::string_view field);

} // namespace server::text
