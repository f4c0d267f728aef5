#pragma once

#include <cstddef>
#include <string_view>

namespace server::http {

// Text that stands in the source. A runtime string does not convert to it (the constructor runs in
// the compiler only), so input and secrets cannot reach whatever is declared to take one: problem
// details, fault names.
class Literal {
public:
    template <std::size_t Size>
    consteval Literal(const char (&text)[Size]) : text_(text, Size - 1)
    {
    }

    // The one door for literals of other modules: their type says of itself that whatever its text() gives stands in the source. A view,
    // a string or a pointer has no such word.
    template <class Known>
        requires requires { typename Known::StandsInSource; }
    constexpr Literal(const Known& known) : text_(known.text())
    {
    }

    constexpr std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

} // namespace server::http
