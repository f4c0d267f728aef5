#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <re2/re2.h>

#include "candidate.h"
#include "hyperscan.h"
#include "redactor/rule_set.h"
#include "rule.h"
#include "validators.h"
#include "word_lists.h"

namespace redactor {

// A rule with a pattern: the finder's expression and the program that confirms it.
struct TokenRule {
    std::size_t rule = 0;
    std::size_t width_bytes = 0;
    Validator validator = nullptr;

    // Compiled at first use: most texts need a handful of some hundred programs, and start time counts.
    const RE2& program(const std::string& pattern) const
    {
        std::call_once(once, [&] {
            RE2::Options options;
            options.set_encoding(RE2::Options::EncodingLatin1);
            options.set_log_errors(false);
            options.set_never_capture(false);
            program_ = std::make_unique<RE2>(pattern, options);
        });
        return *program_;
    }

private:
    mutable std::once_flag once;
    mutable std::unique_ptr<RE2> program_;
};

struct RuleSet::Impl {
    std::vector<Rule> rules;
    std::vector<std::unique_ptr<TokenRule>> tokens;
    Database token_database;
    WordLists words;
    Database label_database;
    std::array<std::size_t, detector_count> detector_rules{};
};

// A file of the built-in rules, embedded at build time.
struct EmbeddedFile {
    std::string_view name;
    std::string_view content;
};
std::vector<EmbeddedFile> embedded_rule_files();
std::vector<EmbeddedFile> embedded_word_files();

} // namespace redactor
