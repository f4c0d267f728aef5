#include "options/option_values.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace cli {

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

std::string wanted_value(const CLI::Option& option)
{
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
    const std::string name = option.get_type_name(); // "ID:tkt_"
    const auto colon = name.find(':');
    std::string prefix = colon == std::string::npos ? std::string{} : name.substr(colon + 1);
    return id_kind_of(prefix) == nullptr ? std::string{} : prefix;
}

bool is_positional(const CLI::Option& option)
{
    return option.get_positional() && option.get_lnames().empty();
}

} // namespace cli
