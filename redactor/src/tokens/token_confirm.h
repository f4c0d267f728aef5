#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string_view>
#include <vector>

#include "redactor/scanner.h"
#include "rules/candidate.h"
#include "rules/rule_set_impl.h"

namespace redactor {

// Where the finder reported ends of one token rule: one event stands for a run of neighbouring ends.
struct TokenEvent {
    std::uint32_t token = 0;
    std::size_t first_end = 0;
    std::size_t last_end = 0;
};

// Reads a bounded window around each event with the rule's RE2 program and adds what holds to `out`.
// Fails with budget when more than confirm_budget_factor times the text (and a floor for short texts) would be read.
std::expected<void, ScanError> confirm_tokens(std::string_view text, const RuleSet::Impl& set,
    std::span<const TokenEvent> events, std::vector<Candidate>& out);

} // namespace redactor
