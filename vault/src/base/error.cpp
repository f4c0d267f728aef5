#include "vault/error.h"

#include "vault/assert.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace vault {

void assertion_failed(const char* condition, const char* file, int line) noexcept
{
    static_cast<void>(std::fprintf(
        stderr, "ticket vault: broken assertion %s at %s:%d\n", condition, file, line));
    std::abort();
}

Error Error::with(std::uint64_t number) const
{
    Error copy = *this;
    copy.subject_ = std::to_string(number);
    return copy;
}

Error Error::with_id(std::string_view id) const
{
    const auto in_alphabet = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    TV_ASSERT(id.size() == 30 && std::ranges::all_of(id, in_alphabet));
    Error copy = *this;
    copy.subject_ = id;
    return copy;
}

Error Error::because(Literal reason) const
{
    Error copy = *this;
    copy.reason_ = reason;
    return copy;
}

std::string Error::to_string() const
{
    std::string line{text()};
    if (!subject_.empty()) {
        line += " (";
        line += subject_;
        line += ')';
    }
    return line;
}

std::string_view to_string(ErrorCode code) noexcept
{
    static constexpr std::string_view names[] = {"invalid", "not-found", "forbidden", "needs-grant",
        "conflict", "gone", "too-many", "unauthenticated", "wrong-key", "missing", "cut-off",
        "foreign", "corrupt", "inconsistent-log", "in-use", "read-only", "disk-full", "io",
        "unavailable", "internal"};
    static_assert(std::size(names) == static_cast<std::size_t>(ErrorCode::internal) + 1);
    return names[static_cast<std::size_t>(code)];
}

} // namespace vault
