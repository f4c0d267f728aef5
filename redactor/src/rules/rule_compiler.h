#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "redactor/rule_set.h"
#include "rules/rule_set_impl.h"

namespace redactor {

// A rule or word file as bytes; `name` is how errors call it.
struct SourceFile {
    std::string name;
    std::string content;
};

// Parses and compiles a whole rule set from YAML. Slow (seconds): the built-in set is made this way once, at build time.
std::expected<std::unique_ptr<RuleSet::Impl>, RuleError> compile_rule_set(
    std::span<const SourceFile> rule_files, std::span<const SourceFile> word_files);

// Parses one file and adds its rules to a set, with a database of their own: the others stay as they are.
std::expected<void, RuleError> add_rule_files(
    RuleSet::Impl& impl, std::span<const SourceFile> files);

// Compiles databases for all rules and words of a set that has none.
std::expected<void, RuleError> compile_databases(RuleSet::Impl& impl);

// Gives each detector the rule that names it and each rule with a pattern its TokenRule; refuses sets that contradict themselves.
std::expected<void, RuleError> bind_rules(RuleSet::Impl& impl);

} // namespace redactor
