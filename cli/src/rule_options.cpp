#include "rule_options.h"

#include "escape.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>

namespace cli {

void add_rules_option(CLI::App& command, std::vector<std::string>& folders)
{
    command
        .add_option("--rules", folders,
            "A folder with rule files (*.yml) to use besides the built-in ones; may be given again")
        ->type_name("DIR")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

Answer<std::shared_ptr<const redactor::RuleSet>> load_rules(const std::vector<std::string>& folders)
{
    const std::vector<std::filesystem::path> paths{folders.begin(), folders.end()};
    auto rules = redactor::RuleSet::load(paths);
    if (!rules) {
        const redactor::RuleError& error = rules.error();
        return fault(
            ExitCode::failed, fmt::format("rule file {}, line {}: {}", escape_text(error.file),
                                  error.line, escape_text(error.what)));
    }
    return *rules;
}

} // namespace cli
