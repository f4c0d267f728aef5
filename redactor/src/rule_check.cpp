#include <algorithm>

#include "example_text.h"
#include "redactor/rule_set.h"
#include "redactor/scanner.h"
#include "rule_set_impl.h"

namespace redactor {
namespace {

// A rule proves its examples on its own findings and on those of rules that took precedence with the same range: what
// counts for a ticket is that the value is sealed whole.
bool example_holds(const std::vector<Finding>& findings, const ExampleText& example)
{
    const std::size_t begin = example.begin.value_or(0);
    const std::size_t end = example.begin ? example.end : example.text.size();
    return std::any_of(findings.begin(), findings.end(),
        [&](const Finding& finding) { return finding.begin == begin && finding.end == end; });
}

} // namespace

std::vector<RuleFailure> RuleSet::check() const
{
    std::vector<RuleFailure> failures;
    // The scanner wants shared ownership; this set outlives it.
    Scanner scanner(std::shared_ptr<const RuleSet>(std::shared_ptr<const RuleSet>(), this));
    const ScanOptions options{Confidence::low, {}};
    for (const Rule& rule : impl_->rules) {
        for (std::size_t i = 0; i < rule.examples.size(); ++i) {
            const ExampleText example = expand_example(rule.examples[i], rule.id);
            const auto findings = scanner.scan(example.text, options);
            if (!findings || !example_holds(*findings, example)) {
                failures.push_back({rule.id,
                    "example " + std::to_string(i + 1) + " is not found with its exact range"});
            }
        }
        for (std::size_t i = 0; i < rule.counter_examples.size(); ++i) {
            const ExampleText example = expand_example(rule.counter_examples[i], rule.id);
            const auto findings = scanner.scan(example.text, options);
            if (!findings || std::any_of(findings->begin(), findings->end(),
                                 [&](const Finding& f) { return f.rule == rule.id; })) {
                failures.push_back(
                    {rule.id, "counter-example " + std::to_string(i + 1) + " is found"});
            }
        }
    }
    return failures;
}

} // namespace redactor
