#pragma once

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// "the passphrase is willow teaspoon gravel 41": words in small letters behind a label of passwords, none of them one that sentences are
// made of. True when it was added.
bool take_passphrase(SourceText& source, const Identifier& identifier);

// The words a wallet is restored from, 12 to 24 in threes, behind a label that calls them a phrase and its colon or line. True when they were added.
bool take_mnemonic(SourceText& source, const Identifier& identifier);

} // namespace redactor
