#include "rules/rule_compiler.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "rules/pattern_shape.h"
#include "rules/rule_file.h"
#include "text/char_class.h"

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
    "json-web-token",
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
    for (std::size_t i = impl.key_refusals.size(); i < impl.rules.size(); ++i) {
        const Rule& rule = impl.rules[i];
        LazyExpression& unless = impl.key_refusals.emplace_back();
        if (!rule.names.empty() && !rule.unless.empty()) {
            unless.set(rule.unless);
            if (!unless.program().ok()) {
                return std::unexpected(error_at(rule, "unless is not a valid expression"));
            }
        }
    }
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
                    if (joiner.empty()) { // the service itself is called: Coda('…')
                        Label call = label;
                        call.text.append("(");
                        impl.words.labels.push_back(std::move(call));
                    }
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

// Expressions of one database and what they stand for.
struct Expressions {
    std::vector<Expression> list;
    std::vector<std::uint32_t> targets;
};

std::expected<void, RuleError> compile_finder(
    RuleSet::Impl& impl, const Expressions& expressions, Where where)
{
    if (expressions.list.empty()) {
        return {};
    }
    auto compiled = compile_patterns(expressions.list);
    if (!compiled) {
        const std::uint32_t target = expressions.targets[compiled.error().index];
        const std::string what = "pattern refused: " + compiled.error().what;
        return std::unexpected((target & label_target) != 0
                                   ? RuleError{"labels.yml", 0, what}
                                   : error_at(impl.rules[impl.tokens[target]->rule], what));
    }
    for (std::size_t i = 0; i < expressions.list.size(); ++i) {
        if ((expressions.targets[i] & label_target) != 0) {
            continue;
        }
        TokenRule& token = *impl.tokens[expressions.targets[i]];
        const Rule& rule = impl.rules[token.rule];
        token.width_bytes = compiled->width_bytes[i];
        if (!rule.anchor.empty()) { // what is confirmed is the whole pattern around it
            const auto width = width_of({rule.pattern, false});
            if (!width) {
                return std::unexpected(error_at(rule, "pattern refused: " + width.error()));
            }
            token.width_bytes = *width;
        }
    }
    impl.finders.push_back({std::move(compiled->database), expressions.targets, where});
    return {};
}

// Every byte by its number: a label is no pattern.
std::string literal_pattern(const std::string& text)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += "\\x";
        out += digits[byte >> 4U];
        out += digits[byte & 0xFU];
    }
    return out;
}

Where where_of(const std::string& pattern)
{
    const PatternShape shape = shape_of_pattern(pattern);
    if (!shape.token_characters_only) {
        return shape.digit_run >= digit_group_bytes_min ? Where::digit_groups : Where::anywhere;
    }
    return shape.alnum_run >= alnum_run_bytes_min ? Where::alnum_runs
           : shape.word_run >= word_run_bytes_min ? Where::word_runs
                                                  : Where::anywhere;
}

// A last group that only looks at what follows, (?:[^…]|$), costs the engine much and says nothing about where a match ends to
// within a byte: the finder does without, RE2 reads it.
std::string without_look_ahead(const std::string& pattern)
{
    static constexpr std::string_view open = "(?:[^";
    static constexpr std::string_view close = "]|$)";
    const std::size_t at = pattern.rfind(open);
    const bool last = pattern.ends_with(close) && at != std::string::npos && at > 0 &&
                      pattern.find(']', at) == pattern.size() - close.size();
    return last ? pattern.substr(0, at) : pattern;
}

// Kinds of databases: labels, tokens that may stand anywhere, and tokens with a long run of characters. The last ones see
// only the places that have such a run: patterns without a literal of their own, as [a-f0-9]{32}, would else take most of the
// time. Small databases side by side are faster than one of all.
std::expected<void, RuleError> compile_finders(
    RuleSet::Impl& impl, std::size_t first_token, bool with_labels)
{
    std::array<Expressions, where_count> finders;
    for (std::size_t i = first_token; i < impl.tokens.size(); ++i) {
        const Rule& rule = impl.rules[impl.tokens[i]->rule];
        const std::string pattern =
            rule.anchor.empty() ? without_look_ahead(rule.pattern) : rule.anchor;
        Expressions& finder = finders[static_cast<std::size_t>(where_of(pattern))];
        finder.list.push_back({pattern, false});
        finder.targets.push_back(static_cast<std::uint32_t>(i));
    }
    Expressions labels;
    for (std::size_t i = 0; with_labels && i < impl.words.labels.size(); ++i) {
        if (impl.words.labels[i].label_class == LabelClass::service) {
            continue; // service_names.h
        }
        labels.list.push_back({literal_pattern(impl.words.labels[i].text), true});
        labels.targets.push_back(static_cast<std::uint32_t>(i) | label_target);
    }
    if (auto done = compile_finder(impl, labels, Where::anywhere); !done) {
        return done;
    }
    for (std::size_t i = 0; i < finders.size(); ++i) {
        if (auto done = compile_finder(impl, finders[i], static_cast<Where>(i)); !done) {
            return done;
        }
    }
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
    impl.finders.clear();
    return compile_finders(impl, 0, true);
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
    impl->services = ServiceNames(impl->words.labels);
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
    if (!files.empty() && impl.rules.size() == first_rule) {
        return std::unexpected(RuleError{files.front().name, 0, "holds no rule"});
    }
    const std::size_t first = impl.tokens.size();
    if (auto done = bind_rules(impl); !done) {
        return done;
    }
    add_service_labels(impl, first_rule);
    impl.services = ServiceNames(impl.words.labels);
    return compile_finders(impl, first, false);
}

} // namespace redactor
