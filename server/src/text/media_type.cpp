#include "text/media_type.h"

#include <algorithm>

namespace server::text {

namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos
               ? std::string_view{}
               : text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

std::string_view take_part(std::string_view& rest)
{
    const auto end = std::min(rest.find(';'), rest.size());
    const auto part = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

std::string_view unquoted(std::string_view value)
{
    return value.size() >= 2 && value.front() == '"' && value.back() == '"'
               ? value.substr(1, value.size() - 2)
               : value;
}

} // namespace

std::string ascii_lower(std::string_view text)
{
    std::string lower{text};
    std::ranges::transform(lower, lower.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return lower;
}

bool MediaType::is_utf8() const
{
    return charset.empty() || charset == "utf-8" || charset == "us-ascii";
}

MediaType parse_media_type(std::string_view field)
{
    const std::string lower = ascii_lower(field);
    std::string_view rest = lower;
    MediaType media{std::string{take_part(rest)}, {}};
    while (!rest.empty()) {
        const std::string_view part = take_part(rest);
        const auto equals = part.find('=');
        // Given twice, the one that is not UTF-8 counts: no reader may take it for the other.
        if (equals != std::string_view::npos && trimmed(part.substr(0, equals)) == "charset" &&
            media.is_utf8()) {
            media.charset = unquoted(trimmed(part.substr(equals + 1)));
        }
    }
    return media;
}

} // namespace server::text
