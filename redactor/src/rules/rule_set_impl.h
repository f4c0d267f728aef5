#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <re2/re2.h>

#include "redactor/rule_set.h"
#include "rules/candidate.h"
#include "rules/hyperscan.h"
#include "rules/rule.h"
#include "rules/service_names.h"
#include "rules/validators.h"
#include "rules/word_lists.h"
#include "text/dense_text.h"

namespace redactor {

// An expression compiled at first use: most texts need a handful of some hundred programs, and start time counts.
class LazyExpression {
public:
    void set(std::string text) { text_ = std::move(text); }
    bool empty() const { return text_.empty(); }

    const RE2& program() const
    {
        std::call_once(once_, [&] {
            RE2::Options options;
            options.set_encoding(RE2::Options::EncodingLatin1);
            options.set_log_errors(false);
            options.set_never_capture(false);
            program_ = std::make_unique<RE2>(text_, options);
        });
        return *program_;
    }

private:
    std::string text_;
    mutable std::once_flag once_;
    mutable std::unique_ptr<RE2> program_;
};

// A rule with a pattern: the finder's expression and the program that confirms it.
struct TokenRule {
    std::size_t rule = 0;
    std::size_t width_bytes = 0;
    Validator validator = nullptr;

    LazyExpression pattern; // finds the value in a window
    LazyExpression unless;  // refuses a value; empty in most rules
};

// A database and what its expressions stand for: the id of a match is an index of `targets`, which holds a token's index, or a
// label's with label_target set.
struct Finder {
    Database database;
    std::vector<std::uint32_t> targets;
    Where where = Where::anywhere;
};
inline constexpr std::uint32_t label_target = std::uint32_t{1} << 31U;

struct RuleSet::Impl {
    std::vector<Rule> rules;
    std::size_t rules_bound = 0; // how many of them have their TokenRule already
    std::vector<std::unique_ptr<TokenRule>> tokens;
    std::deque<LazyExpression> key_refusals; // by rule: `unless` of a rule with names, else empty
    WordLists words;
    ServiceNames services;       // made of words.service_names
    std::vector<Finder> finders; // the built-in ones, then the users'
    std::array<std::size_t, detector_count> detector_rules{};
    std::vector<std::string> own_texts; // of the users' files, as they were read

    std::vector<const hs_database_t*> databases() const
    {
        std::vector<const hs_database_t*> out;
        for (const Finder& finder : finders) {
            out.push_back(finder.database.get());
        }
        return out;
    }
};

} // namespace redactor
