#include "rule_compiler.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "char_class.h"
#include "rule_file.h"

namespace redactor {
namespace {

constexpr std::array<std::string_view, detector_count> detector_words = {
    "assignment",
    "named-value",
    "markup",
    "prose",
    "pair",
    "url-userinfo",
    "authorization",
    "cookie",
    "private-key",
    "command-line",
    "sql",
    "encoded",
    "table",
};

RuleError error_at(const Rule& rule, std::string what)
{
    return {rule.file, rule.line, std::move(what)};
}

std::expected<void, RuleError> bind_detectors(RuleSet::Impl& impl)
{
    impl.detector_rules.fill(impl.rules.size());
    for (std::size_t i = 0; i < impl.rules.size(); ++i) {
        const Rule& rule = impl.rules[i];
        if (rule.detector.empty()) {
            continue;
        }
        const auto* word = std::find(detector_words.begin(), detector_words.end(), rule.detector);
        if (word == detector_words.end()) {
            return std::unexpected(error_at(rule, "unknown detector"));
        }
        std::size_t& slot =
            impl.detector_rules[static_cast<std::size_t>(word - detector_words.begin())];
        if (slot != impl.rules.size()) {
            return std::unexpected(error_at(rule, "another rule already names this detector"));
        }
        slot = i;
    }
    for (std::size_t i = 0; i < detector_count; ++i) {
        if (impl.detector_rules[i] == impl.rules.size()) {
            return std::unexpected(
                RuleError{"", 0, "no rule names the detector " + std::string(detector_words[i])});
        }
    }
    return {};
}

std::expected<void, RuleError> check_unique(RuleSet::Impl& impl)
{
    if (impl.rules.size() > rules_max) {
        return std::unexpected(RuleError{"", 0, "more rules than rules_max"});
    }
    std::map<std::string_view, const Rule*> seen;
    for (const Rule& rule : impl.rules) {
        if (!seen.emplace(rule.id, &rule).second) {
            return std::unexpected(error_at(rule, "a rule of this id exists already"));
        }
    }
    return {};
}

std::expected<void, RuleError> bind_tokens(RuleSet::Impl& impl)
{
    for (std::size_t i = impl.rules_bound; i < impl.rules.size(); ++i) {
        const Rule& rule = impl.rules[i];
        if (rule.pattern.empty()) {
            continue;
        }
        auto token = std::make_unique<TokenRule>();
        token->rule = i;
        token->pattern.set(rule.pattern);
        token->unless.set(rule.unless);
        if (!rule.unless.empty() && !token->unless.program().ok()) {
            return std::unexpected(error_at(rule, "unless is not a valid expression"));
        }
        if (!rule.validator.empty()) {
            const std::optional<Validator> validator = find_validator(rule.validator);
            if (!validator) {
                return std::unexpected(
                    error_at(rule, "unknown validator; the validators are " + validator_names()));
            }
            token->validator = *validator;
        }
        impl.tokens.push_back(std::move(token));
    }
    impl.rules_bound = impl.rules.size();
    return {};
}

std::expected<void, RuleError> bind_keys(RuleSet::Impl& impl)
{
    for (Rule& rule : impl.rules) {
        if (rule.keys.size() == rule.key_texts.size()) {
            continue;
        }
        for (const std::string& text : rule.key_texts) {
            auto shape = KeyShape::parse(text);
            if (!shape) {
                return std::unexpected(error_at(rule, shape.error()));
            }
            rule.keys.push_back(std::move(*shape));
        }
    }
    return {};
}

std::string joined(std::string_view name, std::string_view joiner)
{
    std::string out;
    for (const char c : name) {
        out.append(c == ' ' ? joiner : std::string_view(&c, 1));
    }
    return out;
}

// An everyday word names its service only together with one of these.
constexpr std::array<std::string_view, 8> common_name_words = {
    "api", "key", "token", "secret", "access", "auth", "private", "client"};

// The spellings of a service's names become labels of the finder: "new relic" is also written new_relic, new-relic, newrelic.
void add_service_labels(RuleSet::Impl& impl, std::size_t first_rule)
{
    static constexpr std::array<std::string_view, 4> joiners = {" ", "_", "-", ""};
    for (std::size_t i = first_rule; i < impl.rules.size(); ++i) {
        const Rule& rule = impl.rules[i];
        for (const std::string& name : rule.names) {
            const bool one_spelling = !rule.common_name && name.find(' ') == std::string::npos;
            for (const std::string_view joiner : joiners) {
                Label label;
                label.label_class = LabelClass::service;
                label.service_rule = i;
                label.text = lower_copy(joined(name, joiner));
                label.name_bytes = label.text.size();
                if (!rule.common_name) {
                    impl.words.labels.push_back(std::move(label));
                } else {
                    for (const std::string_view word : common_name_words) {
                        Label longer = label;
                        longer.text.append(joiner).append(word);
                        impl.words.labels.push_back(std::move(longer));
                    }
                }
                if (one_spelling) {
                    break;
                }
            }
        }
    }
}

// A database for the tokens from `first` on: captures mean nothing to the finder, RE2 reads them.
std::expected<void, RuleError> compile_tokens(RuleSet::Impl& impl, std::size_t first)
{
    std::vector<std::string> patterns;
    for (std::size_t i = first; i < impl.tokens.size(); ++i) {
        patterns.push_back(impl.rules[impl.tokens[i]->rule].pattern);
    }
    if (patterns.empty()) {
        return {};
    }
    auto compiled = compile_patterns(patterns);
    if (!compiled) {
        const Rule& rule = impl.rules[impl.tokens[first + compiled.error().index]->rule];
        return std::unexpected(error_at(rule, "pattern refused: " + compiled.error().what));
    }
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        impl.tokens[first + i]->width_bytes = compiled->width_bytes[i];
    }
    impl.token_databases.push_back({std::move(compiled->database), first});
    return {};
}

std::expected<void, RuleError> compile_labels(RuleSet::Impl& impl)
{
    std::vector<std::string> literals;
    for (const Label& label : impl.words.labels) {
        literals.push_back(label.text);
    }
    auto compiled = compile_literals(literals);
    if (!compiled) {
        return std::unexpected(
            RuleError{"labels.yml", 0, "labels refused: " + compiled.error().what});
    }
    impl.label_database = std::move(*compiled);
    return {};
}

std::expected<void, RuleError> parse_files(RuleSet::Impl& impl, std::span<const SourceFile> files)
{
    for (const SourceFile& file : files) {
        auto rules = parse_rule_file(file.content, file.name);
        if (!rules) {
            return std::unexpected(rules.error());
        }
        std::move(rules->begin(), rules->end(), std::back_inserter(impl.rules));
    }
    return {};
}

} // namespace

std::expected<void, RuleError> bind_rules(RuleSet::Impl& impl)
{
    for (const auto step : {check_unique, bind_detectors, bind_tokens, bind_keys}) {
        if (auto done = step(impl); !done) {
            return done;
        }
    }
    return {};
}

std::expected<void, RuleError> compile_databases(RuleSet::Impl& impl)
{
    impl.token_databases.clear();
    if (auto done = compile_tokens(impl, 0); !done) {
        return done;
    }
    return compile_labels(impl);
}

std::expected<std::unique_ptr<RuleSet::Impl>, RuleError> compile_rule_set(
    std::span<const SourceFile> rule_files, std::span<const SourceFile> word_files)
{
    auto impl = std::make_unique<RuleSet::Impl>();
    if (auto done = parse_files(*impl, rule_files); !done) {
        return std::unexpected(done.error());
    }
    for (const SourceFile& file : word_files) {
        if (auto done = read_word_file(file.content, file.name, impl->words); !done) {
            return std::unexpected(done.error());
        }
    }
    if (auto done = bind_rules(*impl); !done) {
        return std::unexpected(done.error());
    }
    add_service_labels(*impl, 0);
    if (auto done = compile_databases(*impl); !done) {
        return std::unexpected(done.error());
    }
    return impl;
}

std::expected<void, RuleError> add_rule_files(
    RuleSet::Impl& impl, std::span<const SourceFile> files)
{
    const std::size_t first_rule = impl.rules.size();
    if (auto done = parse_files(impl, files); !done) {
        return done;
    }
    const std::size_t first = impl.tokens.size();
    if (auto done = bind_rules(impl); !done) {
        return done;
    }
    const std::size_t label_count = impl.words.labels.size();
    add_service_labels(impl, first_rule);
    if (impl.words.labels.size() != label_count) {
        if (auto done = compile_labels(impl); !done) {
            return done;
        }
    }
    return compile_tokens(impl, first);
}

} // namespace redactor
