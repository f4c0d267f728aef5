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

    constexpr std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

} // namespace server::http
