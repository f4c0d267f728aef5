#include "utf8_text.h"

namespace redactor::parser {

std::string utf8_of(char32_t code)
{
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
        code = 0xFFFD;
    }
    const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
    const auto tail = [&](unsigned shift) { return byte(0x80 | ((code >> shift) & 0x3F)); };
    if (code < 0x80) {
        return {byte(code)};
    }
    if (code < 0x800) {
        return {byte(0xC0 | (code >> 6)), tail(0)};
    }
    if (code < 0x10000) {
        return {byte(0xE0 | (code >> 12)), tail(6), tail(0)};
    }
    return {byte(0xF0 | (code >> 18)), tail(12), tail(6), tail(0)};
}

} // namespace redactor::parser
