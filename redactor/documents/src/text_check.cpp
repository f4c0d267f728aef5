#include "redactor/documents/text_check.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace redactor {
namespace {

// Most of a text is ASCII, eight bytes of it at a time: no high bit set, no byte zero.
bool is_plain(const char* eight) noexcept
{
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t high_bits = ones * 0x80;
    std::uint64_t word = 0;
    std::memcpy(&word, eight, sizeof word);
    return ((word | (word - ones)) & high_bits) == 0;
}

} // namespace

void TextCheck::add(std::string_view piece) noexcept
{
    std::size_t at = 0;
    while (at < piece.size() && !(broken_ && nul_)) {
        if (missing_ == 0 && piece.size() - at >= 8 && is_plain(piece.data() + at)) {
            at += 8;
            continue;
        }
        const auto byte = static_cast<unsigned char>(piece[at++]);
        nul_ = nul_ || byte == 0;
        if (!take(byte)) {
            broken_ = true;
            missing_ = 0;
        }
    }
}

bool TextCheck::take(unsigned char byte) noexcept
{
    if (missing_ > 0) {
        const bool continues = byte >= low_ && byte <= high_;
        --missing_;
        low_ = 0x80;
        high_ = 0xBF;
        return continues;
    }
    if (byte < 0x80) {
        return true;
    }
    if (byte < 0xC2 || byte > 0xF4) {
        return false;
    }
    missing_ = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1;
    low_ = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
    high_ = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
    return true;
}

std::optional<WholeReason> TextCheck::fault() const noexcept
{
    if (nul_) {
        return WholeReason::binary;
    }
    return is_utf8() ? std::nullopt : std::optional{WholeReason::not_utf8};
}

std::optional<WholeReason> text_fault(std::string_view text) noexcept
{
    TextCheck check;
    check.add(text);
    return check.fault();
}

bool is_utf8(std::string_view text) noexcept
{
    TextCheck check;
    check.add(text);
    return check.is_utf8();
}

} // namespace redactor
