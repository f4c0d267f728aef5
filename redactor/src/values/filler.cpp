#include "values/filler.h"

#include <array>
#include <bit>
#include <cstdint>

#include "text/char_class.h"

namespace redactor {
namespace {

bool holds_fixed_filler(std::string_view lower)
{
    static constexpr std::array<std::string_view, 16> fillers = {"your_", "your-", "yourpass",
        "your pass", "placeholder", "redacted", "xxxx", "****", "••••", "example.com", "_here",
        "-here", "replace_", "insert_", "change_me", "...."};
    // For each byte the fillers that have it at their first place, or at their second: most pairs of bytes begin none.
    using Fillers = std::uint32_t;
    static constexpr auto having_at = [](std::size_t place) {
        std::array<Fillers, 256> out{};
        for (std::size_t i = 0; i < fillers.size(); ++i) {
            out[static_cast<unsigned char>(fillers[i][place])] |= Fillers{1} << i;
        }
        return out;
    };
    static constexpr std::array<Fillers, 256> first = having_at(0);
    static constexpr std::array<Fillers, 256> second = having_at(1);
    for (std::size_t at = 0; at + 1 < lower.size(); ++at) {
        for (Fillers rest = first[static_cast<unsigned char>(lower[at])] &
                            second[static_cast<unsigned char>(lower[at + 1])];
            rest != 0; rest &= rest - 1) {
            if (lower.substr(at).starts_with(
                    fillers[static_cast<std::size_t>(std::countr_zero(rest))])) {
                return true;
            }
        }
    }
    return false;
}

// What is still to do, as a part of its own: no word that has the letters, stodola, metodo.
bool holds_todo(std::string_view lower)
{
    constexpr std::string_view todo = "todo";
    const auto is_letter = [&](std::size_t at) {
        return at < lower.size() && (is_lower(lower[at]) || is_high(lower[at]));
    };
    for (std::size_t at = lower.find(todo); at != std::string_view::npos;
        at = lower.find(todo, at + 1)) {
        if ((at == 0 || !is_letter(at - 1)) && !is_letter(at + todo.size())) {
            return true;
        }
    }
    return false;
}

} // namespace

bool holds_filler(std::string_view lower) { return holds_fixed_filler(lower) || holds_todo(lower); }

} // namespace redactor
