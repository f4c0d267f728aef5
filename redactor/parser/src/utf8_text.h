#pragma once

#include <string>

namespace redactor::parser {

// One code point as UTF-8; U+FFFD for what is none (surrogates, beyond U+10FFFF).
std::string utf8_of(char32_t code);

} // namespace redactor::parser
