#include "text/utf8.h"

namespace server::text {

char* put_utf8(char* out, std::uint32_t code_point) noexcept
{
    const auto put = [&](std::uint32_t bits) { *out++ = static_cast<char>(bits); };
    const auto tail = [&](unsigned shift) { put(0x80U | ((code_point >> shift) & 0x3FU)); };
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xC0U | (code_point >> 6));
        tail(0);
    } else if (code_point < 0x10000) {
        put(0xE0U | (code_point >> 12));
        tail(6);
        tail(0);
    } else {
        put(0xF0U | (code_point >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
    return out;
}

} // namespace server::text
