#pragma once

#include "vault/vault.h"

#include <cstdint>
#include <string>

namespace vault {

// Lists go from the newest down. A cursor is the position of the last row of the page before, in digits.
struct PageStart {
    std::int64_t before;
    std::uint32_t limit;
};
// invalid for a cursor nobody gave out, or a limit beyond 200.
[[nodiscard]] Expected<PageStart> page_start(const Page& page);
// The cursor of the next page; empty when `rows` did not fill this one.
[[nodiscard]] std::string next_cursor(
    const PageStart& start, std::size_t rows, std::int64_t last_position);

} // namespace vault
