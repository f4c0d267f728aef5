#pragma once

#include "rules/label.h"
#include "values/source_text.h"
#include "values/value_reader.h"

namespace redactor {

// name = value in all its dressings: env, ini, JSON, YAML, PHP arrays and define(), XML attributes and elements, typed
// declarations, comparisons, serialized PHP, connection strings, query arguments. True when a value was taken or refused for
// good, so that prose need not look at it.
bool parse_assignment(SourceText& source, const Identifier& identifier);

// Takes `value` when it can be what the name or element around it says. True when it was taken.
bool take_framed_value(
    SourceText& source, const Identifier& identifier, const Value& value, Detector detector);

// The kind a label's value gets.
Kind kind_of(LabelClass label_class);

} // namespace redactor
