#pragma once

#include <cstddef>
#include <expected>
#include <string_view>
#include <vector>

#include "redactor/scanner.h"
#include "rules/label.h"
#include "rules/rule_set_impl.h"
#include "tokens/token_confirm.h"

namespace redactor {

// Where the finders of a rule set stopped in a text. Kept from one scan to the next, so that scanning allocates nothing.
struct FoundPlaces {
    std::vector<TokenEvent> tokens;
    std::vector<LabelHit> labels; // those that stand alone, in the order of their ends

    std::vector<DenseRange> dense;
    std::vector<std::size_t> last_of_token; // index into `tokens`
};

// Runs every database of the set over the text: those of dense tokens only over dense ranges. Fails with too_many or engine.
std::expected<void, ScanError> find_places(
    std::string_view text, const RuleSet::Impl& set, hs_scratch_t* scratch, FoundPlaces& out);

} // namespace redactor
