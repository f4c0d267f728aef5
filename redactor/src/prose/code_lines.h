#pragma once

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// "Kode: d4Tz!mPq8x": a label that names a credential only beside a network does so before a value that no sentence holds.
void take_loud_setting(SourceText& source, const Identifier& identifier);

// Recovery codes that fill the lines below the label's, each alone. True when there were two at least.
bool take_codes_below(SourceText& source, const Identifier& identifier);

// "user olga and the code X", "olga@web.example with code X": behind the name of an account a code is its password. `user` is the last
// account label before this one, or null.
void take_code_of_account(SourceText& source, const Identifier& identifier, const Identifier* user);

} // namespace redactor
