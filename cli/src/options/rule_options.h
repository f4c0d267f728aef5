#pragma once

#include "options/command.h"
#include "redactor/rule_set.h"
#include "text/fault.h"

#include <memory>
#include <string>
#include <vector>

namespace cli {

// --rules DIR, as often as wanted.
void add_rules_option(Command command, std::vector<std::string>& folders);

// The built-in rules and those of `folders`. A fault names file and line.
[[nodiscard]] Answer<std::shared_ptr<const redactor::RuleSet>> load_rules(
    const std::vector<std::string>& folders);

} // namespace cli
