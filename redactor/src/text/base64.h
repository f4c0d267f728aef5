#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace redactor {

// Standard or URL alphabet, with or without padding. Nothing when another character occurs or nothing would come out.
std::optional<std::string> decode_base64(std::string_view text);

std::string encode_base64(std::string_view bytes);

// Whether most of the bytes are printable ASCII or UTF-8.
bool is_mostly_text(std::string_view bytes);

} // namespace redactor
