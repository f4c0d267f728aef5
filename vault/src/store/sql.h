#pragma once

#include <array>
#include <cstddef>

namespace vault {

// Literals joined by the compiler, for statements that share a part. To be kept in a static constant.
template <std::size_t... N>
consteval auto joined_sql(const char (&... part)[N])
{
    std::array<char, (N + ...) - sizeof...(N) + 1> text{};
    std::size_t at = 0;
    const auto add = [&](const char* from, std::size_t size) {
        for (std::size_t i = 0; i + 1 < size; ++i)
            text[at++] = from[i];
    };
    (add(part, N), ...);
    return text;
}

// The text of a statement: only what the compiler knows converts, so that SQL is never assembled from what somebody sent.
struct Sql {
    template <std::size_t N>
    consteval Sql(const char (&literal)[N]) : text{literal} // NOLINT(google-explicit-constructor)
    {
    }
    template <std::size_t N>
    consteval Sql(const std::array<char, N>& joined) // NOLINT(google-explicit-constructor)
        : text{joined.data()}
    {
    }
    const char* text;
};

} // namespace vault
