#pragma once

#include "vault/assert.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace vault {

// The names of an enumeration's values, in the order of the enumerators: the one place that says how each is written.
template <class Enum, std::size_t Count>
struct NameTable {
    std::array<std::string_view, Count> names;

    [[nodiscard]] constexpr std::string_view name(Enum value) const noexcept
    {
        const auto index = static_cast<std::size_t>(value);
        TV_ASSERT(index < Count);
        return names[index];
    }
    [[nodiscard]] constexpr std::optional<Enum> parse(std::string_view text) const noexcept
    {
        for (std::size_t i = 0; i < Count; ++i)
            if (names[i] == text)
                return static_cast<Enum>(i);
        return std::nullopt;
    }
};

} // namespace vault
