#include "open_utf16.h"

#include "open_plain.h"
#include "utf8_text.h"

namespace redactor::parser {
namespace {

constexpr std::size_t mark_bytes = 2;

bool is_high_surrogate(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

class Utf16 {
public:
    explicit Utf16(std::string_view bytes)
        : big_endian_(bytes.starts_with('\xFE')), mark_(bytes.substr(0, mark_bytes))
    {
    }

    // Nothing for what is no text: half a character, half a pair, a NUL.
    std::optional<std::string> decode(std::string_view bytes) const
    {
        std::string out;
        if (bytes.size() % 2 != 0) {
            return std::nullopt;
        }
        for (std::size_t at = mark_bytes; at < bytes.size(); at += 2) {
            char32_t code = unit(bytes, at);
            if (is_high_surrogate(code) && at + 2 < bytes.size() &&
                is_low_surrogate(unit(bytes, at + 2))) {
                at += 2;
                code = 0x10000 + ((code - 0xD800) << 10) + (unit(bytes, at) - 0xDC00);
            } else if (code == 0 || is_high_surrogate(code) || is_low_surrogate(code)) {
                return std::nullopt;
            }
            out += utf8_of(code);
        }
        return out;
    }

    // Of UTF-8 that decode() gave, or with pieces of ASCII put in.
    std::string encode(std::string_view text) const
    {
        std::string out{mark_};
        for (std::size_t at = 0; at < text.size();) {
            const auto first = static_cast<unsigned char>(text[at]);
            const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
            char32_t code = size == 1 ? first : first & (0x7FU >> size);
            for (std::size_t i = 1; i < size && at + i < text.size(); ++i) {
                code = (code << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
            }
            at += size;
            if (code < 0x10000) {
                add(out, code);
            } else {
                add(out, 0xD800 + ((code - 0x10000) >> 10));
                add(out, 0xDC00 + ((code - 0x10000) & 0x3FF));
            }
        }
        return out;
    }

private:
    char32_t unit(std::string_view bytes, std::size_t at) const
    {
        const auto first = static_cast<unsigned char>(bytes[at]);
        const auto second = static_cast<unsigned char>(bytes[at + 1]);
        return big_endian_ ? first * 256U + second : second * 256U + first;
    }

    void add(std::string& out, char32_t unit) const
    {
        const char high = static_cast<char>(unit >> 8);
        const char low = static_cast<char>(unit & 0xFF);
        out += big_endian_ ? high : low;
        out += big_endian_ ? low : high;
    }

    bool big_endian_;
    std::string mark_;
};

} // namespace

Rewritten open_utf16(Walk& walk, const std::string& member, std::string_view bytes)
{
    const Utf16 encoding(bytes);
    const auto text = encoding.decode(bytes);
    if (!text) {
        return open_binary(walk, member, bytes);
    }
    if (!walk.take_decoded(member, text->size())) {
        return std::nullopt;
    }
    const auto rewritten = walk.open(member, *text);
    return rewritten ? std::optional{encoding.encode(*rewritten)} : std::nullopt;
}

} // namespace redactor::parser
