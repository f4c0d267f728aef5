#include "rules/rule_file.h"

#include <algorithm>
#include <array>
#include <optional>

#include "rules/yaml_file.h"
#include "text/char_class.h"

namespace redactor {
namespace {

constexpr std::size_t key_bytes_min = 8;
constexpr int service_priority = 29; // an assignment (30) reads the range of an unknown key better
constexpr std::size_t service_name_bytes_max = 40;

std::vector<std::string> string_list(const YAML::Node& node, const char* name)
{
    if (!node.IsSequence()) {
        throw Refused{line_of(node), std::string(name) + " must be a list"};
    }
    std::vector<std::string> out;
    for (const YAML::Node& item : node) {
        out.push_back(item.as<std::string>());
    }
    return out;
}

std::string all_kinds()
{
    std::string out;
    for (std::size_t i = 0; i < kind_count; ++i) {
        out.append(i == 0 ? "" : ", ").append(to_string(static_cast<Kind>(i)));
    }
    return out;
}

Kind kind_of(const YAML::Node& node)
{
    const std::optional<Kind> kind = parse_kind(node.as<std::string>());
    if (!kind) {
        throw Refused{line_of(node), "unknown kind; the kinds are " + all_kinds()};
    }
    return *kind;
}

Confidence confidence_of(const YAML::Node& node)
{
    const std::optional<Confidence> confidence = parse_confidence(node.as<std::string>());
    if (!confidence) {
        throw Refused{line_of(node), "confidence must be low, medium, high or certain"};
    }
    return *confidence;
}

std::vector<KeyShape> key_shapes(const std::vector<std::string>& texts, const YAML::Node& node)
{
    std::vector<KeyShape> shapes;
    for (const std::string& text : texts) {
        auto shape = KeyShape::parse(text);
        if (!shape) {
            throw Refused{line_of(node), shape.error()};
        }
        if (shape->width_bytes() < key_bytes_min || shape->width_bytes() > rule_width_bytes_max) {
            throw Refused{
                line_of(node), "a key must be 8 bytes to rule_width_bytes_max (1024) long"};
        }
        shapes.push_back(std::move(*shape));
    }
    return shapes;
}

// A member's name goes into a message: only when it is one.
std::string printable(const std::string& key)
{
    constexpr std::size_t member_bytes_max = 40;
    const bool plain =
        key.size() <= member_bytes_max &&
        std::all_of(key.begin(), key.end(), [](char c) { return is_word(c) || c == '-'; });
    return plain ? key : std::string("this");
}

void read_names(Rule& rule, const YAML::Node& value)
{
    rule.names = string_list(value, "names");
    for (const std::string& name : rule.names) {
        if (name.size() < 2 || name.size() > service_name_bytes_max) {
            throw Refused{line_of(value), "a name must be 2 to 40 bytes long"};
        }
        if (!is_alnum(name.front())) {
            throw Refused{line_of(value), "a name must begin with a letter or digit of ASCII"};
        }
    }
}

void read_member(Rule& rule, const std::string& key, const YAML::Node& value)
{
    struct Text {
        std::string_view key;
        std::string Rule::* member;
    };
    static constexpr std::array<Text, 8> texts = {{{"id", &Rule::id}, {"name", &Rule::name},
        {"pattern", &Rule::pattern}, {"anchor", &Rule::anchor}, {"detector", &Rule::detector},
        {"validator", &Rule::validator}, {"source", &Rule::source}, {"unless", &Rule::unless}}};
    for (const Text& text : texts) {
        if (key == text.key) {
            rule.*text.member = value.as<std::string>();
            return;
        }
    }
    if (key == "kind") {
        rule.kind = kind_of(value);
    } else if (key == "confidence") {
        rule.confidence = confidence_of(value);
    } else if (key == "priority") {
        rule.priority = value.as<int>();
    } else if (key == "must-look-random") {
        rule.must_look_random = value.as<bool>();
    } else if (key == "names") {
        read_names(rule, value);
    } else if (key == "common-name") {
        rule.common_name = value.as<bool>();
    } else if (key == "keys") {
        rule.key_texts = string_list(value, "keys");
        rule.keys = key_shapes(rule.key_texts, value);
    } else if (key == "whole-token") {
        rule.whole_token = value.as<bool>();
    } else if (key == "literal") {
        rule.literal = value.as<bool>();
    } else if (key == "examples") {
        rule.examples = string_list(value, "examples");
    } else if (key == "counter-examples") {
        rule.counter_examples = string_list(value, "counter-examples");
    } else {
        throw Refused{line_of(value), "a rule has no member named " + printable(key)};
    }
}

Rule read_rule(const YAML::Node& node, std::optional<Kind> default_kind, const std::string& file)
{
    if (!node.IsMap()) {
        throw Refused{line_of(node), "a rule must be a map"};
    }
    Rule rule;
    rule.file = file;
    rule.line = line_of(node);
    rule.kind = default_kind.value_or(Kind::other);
    for (const auto& member : node) {
        read_member(rule, member.first.as<std::string>(), member.second);
    }
    if (!rule.names.empty() && !node["priority"]) {
        rule.priority = service_priority;
    }
    if (rule.id.empty() || rule.name.empty() || rule.source.empty()) {
        throw Refused{rule.line, "a rule needs id, name and source"};
    }
    const int forms =
        int{!rule.pattern.empty()} + int{!rule.detector.empty()} + int{!rule.names.empty()};
    if (forms != 1) {
        throw Refused{rule.line, "a rule needs exactly one of pattern, names and detector"};
    }
    if (rule.names.empty() && (!rule.keys.empty() || rule.common_name)) {
        throw Refused{rule.line, "keys and common-name belong to a rule with names"};
    }
    if (!rule.anchor.empty() && rule.pattern.empty()) {
        throw Refused{rule.line, "an anchor belongs to a rule with a pattern"};
    }
    if (!rule.validator.empty() && rule.pattern.empty()) {
        throw Refused{rule.line, "a validator belongs to a rule with a pattern"};
    }
    // The lines of a named service's keys are written by `check` itself.
    if (rule.examples.empty() && rule.names.empty()) {
        throw Refused{rule.line, "a rule needs at least one example"};
    }
    if (!default_kind && !node["kind"]) {
        throw Refused{rule.line, "a rule needs a kind, its own or the file's"};
    }
    return rule;
}

std::vector<Rule> read_rules(const YAML::Node& root, const std::string& file)
{
    if (!root.IsMap() || !root["rules"] || !root["rules"].IsSequence()) {
        throw Refused{1, "a rule file is a map with a list named rules"};
    }
    std::optional<Kind> default_kind;
    for (const auto& member : root) {
        const std::string key = member.first.as<std::string>();
        if (key == "kind") {
            default_kind = kind_of(member.second);
        } else if (key != "rules") {
            throw Refused{line_of(member.first), "a rule file has no member of this name"};
        }
    }
    std::vector<Rule> rules;
    for (const YAML::Node& node : root["rules"]) {
        rules.push_back(read_rule(node, default_kind, file));
    }
    return rules;
}

} // namespace

std::expected<std::vector<Rule>, RuleError> parse_rule_file(
    std::string_view yaml, const std::string& file)
{
    return read_yaml(
        yaml, file, "rule file", [&](const YAML::Node& root) { return read_rules(root, file); });
}

} // namespace redactor
