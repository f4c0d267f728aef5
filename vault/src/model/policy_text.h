#pragma once

#include "vault/policy.h"

#include <string>
#include <string_view>

namespace vault {

// Policies and groups as entries of the log say them, and as replay holds the database against them. Ids, words and numbers: nothing needs
// an escape.

// Every part that is set, as name=value, in the order of the names and separated by spaces; empty where none is.
[[nodiscard]] std::string policy_text(const PolicyChange& parts);
// The house's policy whole: what `text` leaves out, as entries from before a part was known do, is as the program has it.
[[nodiscard]] std::string whole_policy_text(std::string_view text);

// "per_…,per_…", in the order given.
[[nodiscard]] std::string people_text(const std::vector<PersonId>& people);

} // namespace vault
