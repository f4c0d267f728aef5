#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "redactor/finding.h"

namespace redactor {

// Why a rule set could not be built. `file` and `line` (from 1; 0 = unknown) name the place, `what` is a sentence of ours.
struct RuleError {
    std::string file;
    std::size_t line = 0; // 0: the whole file, or the folder
    std::string what;
};

// What `rules list` shows of one rule.
struct RuleInfo {
    std::string_view id;
    std::string_view name;
    Kind kind = Kind::other;
    Confidence confidence = Confidence::medium;
    int priority = 0;
    std::string_view source;
    std::string_view service;      // the id up to its first dot: rules of one service share it
    std::string_view validator;    // empty = none
    std::size_t width_bytes = 0;   // longest match of a pattern or key; 0 = a detector of ours
    std::size_t example_count = 0; // with the lines `check` writes for a service
    std::size_t counter_example_count = 0;
};

// One example that the rule does not find, or one counter-example that it does find.
struct RuleFailure {
    std::string rule;
    std::string what;
};

// Sizes a rule may have; a rule beyond them is refused when it is loaded.
inline constexpr std::size_t rule_width_bytes_max = 1024;
inline constexpr std::size_t rules_max = 5000;
inline constexpr std::size_t rule_file_bytes_max = std::size_t{4} << 20;

// The compiled rules: Hyperscan databases that find, RE2 programs and parsers that confirm.
//
// Immutable after construction and shared by all threads; hold it through the shared_ptr.
class RuleSet {
public:
    struct Impl;

    // The rules that ship with the product. They are inside the library: no file is read.
    static std::expected<std::shared_ptr<const RuleSet>, RuleError> builtin();

    // The built-in rules and those of every *.yml and *.yaml file directly in `folders`, at least one in each. Ids must differ from each other and
    // ours.
    static std::expected<std::shared_ptr<const RuleSet>, RuleError> load(
        std::span<const std::filesystem::path> folders);

    explicit RuleSet(std::unique_ptr<const Impl> impl);
    ~RuleSet();
    RuleSet(const RuleSet&) = delete;
    RuleSet& operator=(const RuleSet&) = delete;

    // In the order they were loaded. The views live as long as the set.
    std::vector<RuleInfo> rules() const;

    // The texts of the files in load()'s folders, in their order: what tells one set of rules from another. Live as long as the set.
    std::span<const std::string> own_texts() const;

    // Runs every example and counter-example through a scanner. Empty = all hold. Never names the example's value.
    std::vector<RuleFailure> check() const;

    const Impl& impl() const { return *impl_; }

private:
    std::unique_ptr<const Impl> impl_;
};

} // namespace redactor
