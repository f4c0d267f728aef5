#include "options/rule_options.h"

#include "options/command.h"
#include "text/escape.h"

#include <fmt/format.h>

#include <filesystem>

namespace cli {

void add_rules_option(Command command, std::vector<std::string>& folders)
{
    command
        .add_option("--rules", folders,
            "A folder with rule files (*.yml) to use besides the built-in ones; may be given again")
        .type_name("DIR")
        .one_value(); // else the PATH behind it would be a folder, too
}

Answer<std::shared_ptr<const redactor::RuleSet>> load_rules(const std::vector<std::string>& folders)
{
    const std::vector<std::filesystem::path> paths{folders.begin(), folders.end()};
    auto rules = redactor::RuleSet::load(paths);
    if (!rules) {
        const redactor::RuleError& error = rules.error();
        const std::string place =
            error.line == 0
                ? fmt::format("rules in {}", escape_text(error.file))
                : fmt::format("rule file {}, line {}", escape_text(error.file), error.line);
        return fault(ExitCode::failed, fmt::format("{}: {}", place, escape_text(error.what)));
    }
    return *rules;
}

} // namespace cli
