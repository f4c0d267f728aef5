#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "redactor/rule_set.h"
#include "rules/rule.h"

namespace redactor {

// Parses one YAML rule file:
//     kind: access-token            default for the rules below
//     rules:
//       - id: …, name: …, pattern: … | names: […] | detector: …, [anchor, kind, validator, confidence, priority, whole-token,
//         must-look-random, keys, common-name], examples: […], counter-examples: […], source: …
// docs/rules.md explains each member. Unknown members are errors, so that a typing mistake never switches a rule off silently.
std::expected<std::vector<Rule>, RuleError> parse_rule_file(
    std::string_view yaml, const std::string& file);

} // namespace redactor
