#pragma once

#include <cstddef>
#include <string_view>

#include "values/source_text.h"

namespace redactor {

// How much a word of a message looks like a password that somebody made up: from not at all, over words that name things as well
// (fichte.grün, sklad-sklad), small letters with a number (zolder7oud, as packages are named) and words with a capital or a sign
// besides (Bluebird77, salt&peber), to what no sentence holds by chance.
enum class MadeUp { no, faint, weak, fair, loud };

// Addresses, hosts, versions, files, products and things with their numbers are none of them.
MadeUp made_up_look(const SourceText& source, std::string_view word);

} // namespace redactor
