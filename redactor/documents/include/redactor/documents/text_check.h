#pragma once

#include "redactor/documents/whole_reason.h"

#include <optional>
#include <string_view>

namespace redactor {

// Whether a document that format_of() takes for text can be read as one: UTF-8 to its end, without NUL. In any other charset a
// byte may mean another character than the scanner sees, so such a document is kept whole, wherever it is met.
//
// Well-formed is what table 3-7 of the Unicode standard lists: no overlong form, no surrogate.
// Threads: one check, one thread. Pieces may cut characters anywhere.
class TextCheck {
public:
    void add(std::string_view piece) noexcept;

    // After the last piece: why it cannot be read, else nothing.
    [[nodiscard]] std::optional<WholeReason> fault() const noexcept;

    // NUL is a character here, as the standard has it.
    [[nodiscard]] bool is_utf8() const noexcept { return !broken_ && missing_ == 0; }

private:
    bool take(unsigned char byte) noexcept; // false: no well-formed text has it here

    bool nul_ = false;
    bool broken_ = false;
    unsigned char missing_ = 0; // bytes of the character begun
    unsigned char low_ = 0;     // what the next of them may be
    unsigned char high_ = 0;
};

[[nodiscard]] std::optional<WholeReason> text_fault(std::string_view text) noexcept;

[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

} // namespace redactor
