#include "scan/rules_command.h"

#include "context.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/rule_options.h"
#include "scan/scan_files.h"
#include "scan/scan_report.h"
#include "text/json_text.h"
#include "text/table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>

namespace cli {

namespace {

struct RulesOptions {
    std::vector<std::string> rules;
    std::string rule;
    std::string path = "-";
};

Answer<void> run_list(Context& context, const RulesOptions& options)
{
    const auto rules = load_rules(options.rules);
    if (!rules)
        return std::unexpected{rules.error()};
    if (context.json) {
        nlohmann::json document = nlohmann::json::array();
        for (const redactor::RuleInfo& rule : (*rules)->rules())
            document.push_back({{"id", rule.id}, {"name", rule.name},
                {"kind", redactor::to_string(rule.kind)},
                {"confidence", redactor::to_string(rule.confidence)}, {"priority", rule.priority},
                {"service", rule.service}, {"source", rule.source}, {"validator", rule.validator},
                {"width_bytes", rule.width_bytes}, {"examples", rule.example_count},
                {"counter_examples", rule.counter_example_count}});
        print_json(context, document);
        return {};
    }
    Table table{{{"RULE"}, {"KIND"}, {"CONFIDENCE"}, {"NAME", 70}}};
    for (const redactor::RuleInfo& rule : (*rules)->rules())
        table.add({std::string{rule.id}, std::string{redactor::to_string(rule.kind)},
            std::string{redactor::to_string(rule.confidence)}, std::string{rule.name}});
    table.print(context.out, context.colour);
    return {};
}

Answer<void> run_check(Context& context, const RulesOptions& options)
{
    const auto rules = load_rules(options.rules);
    if (!rules)
        return std::unexpected{rules.error()};
    const std::vector<redactor::RuleFailure> failures = (*rules)->check();
    const std::size_t count = (*rules)->rules().size();
    if (context.json) {
        nlohmann::json document = {{"rules", count}, {"failures", nlohmann::json::array()}};
        for (const redactor::RuleFailure& failure : failures)
            document["failures"].push_back({{"rule", failure.rule}, {"what", failure.what}});
        print_json(context, document);
    } else {
        for (const redactor::RuleFailure& failure : failures)
            context.out << fmt::format("{}: {}\n", failure.rule, failure.what);
    }
    if (!failures.empty())
        return fault(ExitCode::failed,
            fmt::format("{} of the examples of {} rules do not hold", failures.size(), count));
    if (!context.json)
        context.out << fmt::format(
            "{} rules hold all their examples and counter-examples\n", count);
    return {};
}

// What one rule finds in a text of the author's, with low confidence included.
Answer<void> run_test(Context& context, const RulesOptions& options)
{
    const auto rules = load_rules(options.rules);
    if (!rules)
        return std::unexpected{rules.error()};
    bool known = false;
    for (const redactor::RuleInfo& rule : (*rules)->rules())
        known = known || rule.id == options.rule;
    if (!known)
        return fault(ExitCode::usage, "there is no rule of this id; 'rules list' shows them");
    const auto text = read_whole(context, options.path);
    if (!text)
        return fault(
            ExitCode::failed, fmt::format("the text was not scanned: {}", text.error().reason));
    redactor::Scanner scanner{*rules};
    const auto found = scanner.scan(*text, {redactor::Confidence::low, {}});
    if (!found)
        return fault(ExitCode::failed,
            fmt::format("the text was not scanned whole: {}", redactor::to_string(found.error())));
    std::vector<redactor::Finding> own;
    for (const redactor::Finding& finding : *found)
        if (finding.rule == options.rule)
            own.push_back(finding);
    ScanReport report{context, context.json ? ScanFormat::json : ScanFormat::text, **rules};
    report.add_findings(options.path, locate(*text, own));
    report.finish();
    context.exit_code = own.empty() ? ExitCode::ok : ExitCode::findings;
    return {};
}

} // namespace

void add_rules_command(Command root, Context& context)
{
    const Command rules = root.add_subcommand("rules", "List, check and test detection rules");
    const auto options = std::make_shared<RulesOptions>();

    const Command list = rules.add_subcommand("list", "List the rules");
    add_rules_option(list, options->rules);
    describe(list, {"", {{"With your own", "rules list --rules ./rules"}}, {}});
    on_run(list, context, [&context, options] { return run_list(context, *options); });

    const Command check =
        rules.add_subcommand("check", "Prove every example and counter-example of every rule");
    add_rules_option(check, options->rules);
    describe(check, {"A rule file that cannot be read, an unbounded pattern or an id used twice is "
                     "reported with file and line.",
                        {{"Before committing your own rules", "rules check --rules ./rules"}}, {}});
    on_run(check, context, [&context, options] { return run_check(context, *options); });

    const Command test = rules.add_subcommand("test", "Show what one rule finds in a text");
    test.add_option("RULE", options->rule, "The rule's id").required();
    test.add_option("PATH", options->path, "The text ('-': standard input, the default)");
    add_rules_option(test, options->rules);
    describe(test,
        {"A range that a rule of higher priority takes is shown under that rule only.",
            {{"Try a rule on a file", "rules test generic.prose mail.txt"}}, {ExitCode::findings}});
    on_run(test, context, [&context, options] { return run_test(context, *options); });
}

} // namespace cli
