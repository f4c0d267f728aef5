#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace cli {

// One line of `scan --input ndjson`: {"id":…,"text":"…"}; other members are passed over.
//
// id is the JSON text as it was written, so that numbers, spaces and the order of members come back the same; "null" where there is none.
// It is known also where the line is refused for what stands in its text.
struct NdjsonRequest {
    std::string id = "null";
    std::expected<std::string, std::string_view> text; // or why it is no request, a literal
};

[[nodiscard]] NdjsonRequest read_ndjson_request(std::string_view line);

} // namespace cli
