#pragma once

#include "values/source_text.h"

namespace redactor {

// Passwords that a message of a few lines does not name: "the old one was X, the new one is Y", "log in with olga and X", "not X but Y",
// "changed it from X to Y", "it is X now". What counts is how much a word looks like a password somebody made up
// (made_up.h): the less, the more the words around it have to say.
//
// `named`: a word for a password stands somewhere in the text, so that less has to be said of the word itself.
void parse_message(SourceText& source, bool named);

// A text longer than this is no message: what people say of passwords, manuals say of other things.
inline constexpr std::size_t message_bytes_max = 2048;

} // namespace redactor
