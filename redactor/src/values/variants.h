#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "rules/candidate.h"
#include "values/source_text.h"

namespace redactor {

// Whether two words with a digit or a sign are nearly the same, as people write what they mistyped, tried or changed: other capitals,
// other signs, or at most two letters of difference. Equal words are, too.
bool are_variants(std::string_view one, std::string_view other);

// Words close to a password of `found` that are nearly the same: "not Hase2020 but Hase2021", "Gattino.3, it was Gattino3".
void take_variants(SourceText& source, const std::vector<Candidate>& found);

} // namespace redactor
