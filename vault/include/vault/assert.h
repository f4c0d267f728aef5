#pragma once

// The one assertion macro: for our own mistakes, in every build type. The world's mistakes are vault::Error.
// Prints file, line and the condition's text (never a value) and aborts; a wrong program must not go on holding keys.
#define TV_ASSERT(condition)                                                                       \
    do {                                                                                           \
        if (!(condition)) [[unlikely]]                                                             \
            ::vault::assertion_failed(#condition, __FILE__, __LINE__);                             \
    } while (false)

namespace vault {

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;

} // namespace vault
