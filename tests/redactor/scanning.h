#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "redactor/scanner.h"

namespace redactor_tests {

// One rule set for the whole program: building it takes a while.
inline const std::shared_ptr<const redactor::RuleSet>& rules()
{
    static const std::shared_ptr<const redactor::RuleSet> set = [] {
        auto built = redactor::RuleSet::builtin();
        return built ? *built : nullptr;
    }();
    return set;
}

inline std::vector<redactor::Finding> findings_of(
    std::string_view text, const redactor::ScanOptions& options = {})
{
    redactor::Scanner scanner(rules());
    auto found = scanner.scan(text, options);
    return found ? *found : std::vector<redactor::Finding>{};
}

// What the findings cover, in order.
inline std::vector<std::string> sealed_values(
    std::string_view text, const redactor::ScanOptions& options = {})
{
    std::vector<std::string> out;
    for (const redactor::Finding& finding : findings_of(text, options)) {
        out.emplace_back(text.substr(finding.begin, finding.end - finding.begin));
    }
    return out;
}

} // namespace redactor_tests
