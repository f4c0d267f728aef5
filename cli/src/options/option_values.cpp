#include "options/option_values.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace cli {

namespace {

// What Option::check was told of the value.
std::string kind_of(const CLI::Option& option)
{
    const std::string name = option.get_type_name(); // "ID:tkt_"
    const auto colon = name.find(':');
    return colon == std::string::npos ? std::string{} : name.substr(colon + 1);
}

} // namespace

std::string value_name(const CLI::Option& option)
{
    const std::string name = option.get_type_name();
    return name.substr(0, name.find(':'));
}

std::vector<std::string> choices_of(const CLI::Option& option)
{
    const std::string name = option.get_type_name(); // "WORD:{ask,hour}"
    const auto open = name.find('{');
    const auto close = name.find('}', open == std::string::npos ? 0 : open);
    std::vector<std::string> words;
    if (open == std::string::npos || close == std::string::npos)
        return words;
    std::istringstream list{name.substr(open + 1, close - open - 1)};
    for (std::string word; std::getline(list, word, ',');)
        words.push_back(word);
    return words;
}

std::string_view wanted_of_kind(std::string_view kind) noexcept
{
    struct Row {
        std::string_view kind;
        std::string_view wanted;
    };
    static constexpr std::array rows{
        Row{time_kind,
            "a duration back (2h, 7d), a day (2026-11-24) or a time (2026-11-24T12:00:00Z)"},
        Row{event_kind, "a whole event, as credential.unsealed, or the start of some with its dot, "
                        "as \"grant.\""},
        Row{address_kind, "an IPv4 or IPv6 address, or a network (10.0.0.0/8)"},
    };
    const auto* found = std::ranges::find(rows, kind, &Row::kind);
    return found == rows.end() ? std::string_view{} : found->wanted;
}

std::string wanted_value(const CLI::Option& option)
{
    if (const auto wanted = wanted_of_kind(kind_of(option)); !wanted.empty())
        return std::string{wanted};
    if (const auto words = choices_of(option); !words.empty())
        return fmt::format("one of {}", fmt::join(words, ", "));
    constexpr std::string_view range = " in ["; // "N:UINT in [1 - 10]"
    const std::string name = option.get_type_name();
    const auto begin = name.find(range);
    const auto end = name.find(']', begin == std::string::npos ? 0 : begin);
    if (begin == std::string::npos || end == std::string::npos)
        return {};
    std::string bounds = name.substr(begin + range.size(), end - begin - range.size());
    if (const auto dash = bounds.find(" - "); dash != std::string::npos)
        bounds.replace(dash, 3, " to ");
    return "a number from " + bounds;
}

const IdKind* id_kind_of(std::string_view prefix) noexcept
{
    static constexpr std::array kinds{
        IdKind{"tkt_", "ticket"},
        IdKind{"msg_", "message"},
        IdKind{"att_", "attachment"},
        IdKind{"crd_", "credential"},
        IdKind{"grt_", "grant"},
        IdKind{"per_", "person"},
    };
    const auto* found = std::ranges::find(kinds, prefix, &IdKind::prefix);
    return found == kinds.end() ? nullptr : found;
}

std::string id_prefix(const CLI::Option& option)
{
    std::string prefix = kind_of(option);
    return id_kind_of(prefix) == nullptr ? std::string{} : prefix;
}

bool is_positional(const CLI::Option& option)
{
    return option.get_positional() && option.get_lnames().empty();
}

} // namespace cli
