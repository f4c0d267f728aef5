#pragma once

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// "X is the password", "I set it to X, the old password was refused": passwords before their label on its line. With
// `only_linked`, when something better stands behind the label, no words but "as the" may part the two.
void take_password_before(SourceText& source, const Identifier& identifier, bool only_linked);

// "I typed X ten times as the password": a word like "as" stands right before the label, or one word further.
bool is_named_as(const SourceText& source, const Identifier& identifier);

// "4711 as PIN", "the 4711 PIN": the number right before the label.
void take_pin_before(SourceText& source, const Identifier& identifier);

} // namespace redactor
