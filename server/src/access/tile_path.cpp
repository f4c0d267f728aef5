#include "access/tile_path.h"

#include <algorithm>
#include <charconv>

namespace server {

namespace {

constexpr std::uint32_t level_max = 63;
constexpr std::size_t groups_max = 5;

// Decimal without leading zeros.
std::optional<std::uint32_t> number(std::string_view text, std::uint32_t max) noexcept
{
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > max ||
        (text.size() > 1 && text.front() == '0')) {
        return std::nullopt;
    }
    return value;
}

// "x001/x234/067"
std::optional<std::uint64_t> grouped(std::string_view text) noexcept
{
    std::uint64_t value = 0;
    for (std::size_t group = 0; group < groups_max; ++group) {
        const std::size_t slash = text.find('/');
        const bool last = slash == std::string_view::npos;
        std::string_view digits = text.substr(0, slash);
        if (!last) {
            if (!digits.starts_with('x')) {
                return std::nullopt;
            }
            digits.remove_prefix(1);
        }
        if (digits.size() != 3 ||
            !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }) ||
            (group == 0 && !last && digits == "000")) {
            return std::nullopt;
        }
        for (const char digit : digits) {
            value = value * 10 + static_cast<std::uint64_t>(digit - '0');
        }
        if (last) {
            return value;
        }
        text.remove_prefix(slash + 1);
    }
    return std::nullopt;
}

} // namespace

std::optional<vault::TilePlace> parse_bundle_path(std::string_view path) noexcept
{
    vault::TilePlace place;
    constexpr std::string_view partial = ".p/";
    if (const std::size_t at = path.find(partial); at != std::string_view::npos) {
        const auto width = number(path.substr(at + partial.size()), 255);
        if (!width || *width == 0) {
            return std::nullopt;
        }
        place.width = *width;
        path = path.substr(0, at);
    }
    const auto index = grouped(path);
    if (!index) {
        return std::nullopt;
    }
    place.index = *index;
    return place;
}

std::optional<vault::TilePlace> parse_tile_path(std::string_view path) noexcept
{
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto level = number(path.substr(0, slash), level_max);
    auto place = parse_bundle_path(path.substr(slash + 1));
    if (!level || !place) {
        return std::nullopt;
    }
    place->level = *level;
    return place;
}

} // namespace server
