#pragma once

#include "vault/secret.h"

namespace vault {

// True for what guessers try first and still has 12 characters or more: a common word or keyboard row, alone or repeated, with digits and
// punctuation around it, letters in any case, usual substitutions (@ 0 1 3 $); or few distinct characters. Small on purpose: a list of
// breached passwords is the operator's to add.
[[nodiscard]] bool is_common_password(const Secret& password);

} // namespace vault
