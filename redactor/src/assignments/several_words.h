#pragma once

#include <cstddef>

#include "rules/label.h"
#include "values/source_text.h"
#include "values/value_reader.h"

namespace redactor {

// Values of several words without quotes of their own, behind the sign of an assignment.

// Environment="SYNC_PASSWORD=Murmel tier", export 'X_PASSWORD=drei hunde': a quote that opens before the name closes behind the value,
// which is `value` otherwise.
Value within_quotes(const SourceText& source, const Identifier& identifier, const Value& value);

// PGPASSWORD=Zaun koenig, "passphrase: bucket list": words that fill the rest of a line that the label begins; `value` is the first.
// True when they were added.
bool take_phrase(SourceText& source, const Identifier& identifier, const Value& value);

// "setup key: JBSW Y3DP EHPK 3PXP" (grouped_value.h). True when it was added.
bool take_grouped(SourceText& source, const Identifier& identifier, std::size_t at);

} // namespace redactor
