#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// Whether a hit is a label: not inside a longer word ("monkey" is no key), unless its label may be glued to others.
bool stands_alone(std::string_view text, const LabelHit& hit, const Label& label);

// Identifiers around hits that stand alone, each once and in order, with the class of their last keyword. Sorts the hits, which
// come in the order of their ends.
std::vector<Identifier> find_identifiers(const SourceText& source, std::vector<LabelHit>& hits);

// The parts of an identifier in lower case: DB_Pass-wordHash → db, pass, word, hash.
std::vector<std::string> identifier_parts(std::string_view identifier);

// Whether the parts before and behind the keyword say that the value is no secret: public, hash, length, placeholder …
bool is_harmless_identifier(const SourceText& source, const Identifier& identifier);

// Whether the identifier is a bare "key", "code" or "token" that needs a very random value.
bool is_weak_identifier(const SourceText& source, const Identifier& identifier);

} // namespace redactor
