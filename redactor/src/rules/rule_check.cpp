#include <algorithm>
#include <array>

#include "redactor/rule_set.h"
#include "redactor/scanner.h"
#include "rules/example_text.h"
#include "rules/rule_set_impl.h"
#include "text/char_class.h"

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

// How the key of a named service stands in real texts. NAME is the name in capitals, name as the rule has it.
constexpr std::array<std::string_view, service_line_count> service_lines = {
    "export NAME_API_KEY={{KEY}}",
    "name_token = \"{{KEY}}\"",
    "name api key: {{KEY}}",
    "'name_secret' => '{{KEY}}',",
    "{\"name_api_key\": \"{{KEY}}\", \"retries\": 3}",
    "<name_api_key>{{KEY}}</name_api_key>",
};

// The reader of elements takes no longer values.
constexpr std::string_view element_line = service_lines.back();
constexpr std::size_t element_value_bytes_max = 255;

// A key of unknown shape must look random: so does this one.
const std::vector<std::string> unknown_key = {"<alnum:40>"};

void replace_all(std::string& text, std::string_view from, std::string_view to)
{
    for (std::size_t at = text.find(from); at != std::string::npos;
        at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

std::string service_line(std::string_view line, const std::string& name, const std::string& key)
{
    std::string lower = name;
    std::replace(lower.begin(), lower.end(), ' ', '_');
    std::string upper = lower;
    std::transform(upper.begin(), upper.end(), upper.begin(),
        [](char c) { return is_lower(c) ? static_cast<char>(c - 32) : c; });
    std::string out(line);
    replace_all(out, "NAME", upper);
    replace_all(out, "name", lower);
    replace_all(out, "KEY}}", key + "}}");
    return out;
}

class Checker {
public:
    explicit Checker(const RuleSet& set)
        // The scanner wants shared ownership; the set outlives it.
        : scanner_(std::shared_ptr<const RuleSet>(std::shared_ptr<const RuleSet>(), &set))
    {
    }

    void check(const Rule& rule)
    {
        for (std::size_t i = 0; i < rule.examples.size(); ++i) {
            if (!finds_whole(rule.examples[i], rule.id)) {
                fail(rule,
                    "example " + std::to_string(i + 1) + " is not found with its exact range");
            }
        }
        for (std::size_t i = 0; i < rule.counter_examples.size(); ++i) {
            if (finds_any(rule.counter_examples[i], rule.id)) {
                fail(rule, "counter-example " + std::to_string(i + 1) + " is found");
            }
        }
        check_service(rule);
    }

    std::vector<RuleFailure> take_failures() { return std::move(failures_); }

private:
    void check_service(const Rule& rule)
    {
        const std::vector<std::string>& keys =
            rule.key_texts.empty() ? unknown_key : rule.key_texts;
        for (const std::string& name : rule.names) {
            for (std::size_t k = 0; k < keys.size(); ++k) {
                const bool too_long =
                    !rule.keys.empty() && rule.keys[k].width_bytes() > element_value_bytes_max;
                for (const std::string_view line : service_lines) {
                    if (too_long && line == element_line) {
                        continue;
                    }
                    if (!finds_whole(service_line(line, name, keys[k]), rule.id)) {
                        fail(rule, "key " + std::to_string(k + 1) +
                                       " is not found in a line like " +
                                       service_line(line, name, "…"));
                    }
                }
            }
        }
    }

    bool finds_whole(const std::string& text, const std::string& seed)
    {
        const ExampleText example = expand_example(text, seed);
        const auto findings = scanner_.scan(example.text, {Confidence::low, {}});
        return findings && example_holds(*findings, example);
    }

    bool finds_any(const std::string& text, const std::string& rule)
    {
        const ExampleText example = expand_example(text, rule);
        const auto findings = scanner_.scan(example.text, {Confidence::low, {}});
        return !findings || std::any_of(findings->begin(), findings->end(),
                                [&](const Finding& f) { return f.rule == rule; });
    }

    void fail(const Rule& rule, std::string what)
    {
        failures_.push_back({rule.id, std::move(what)});
    }

    Scanner scanner_;
    std::vector<RuleFailure> failures_;
};

} // namespace

std::vector<RuleFailure> RuleSet::check() const
{
    Checker checker(*this);
    for (const Rule& rule : impl_->rules) {
        checker.check(rule);
    }
    return checker.take_failures();
}

} // namespace redactor
