#pragma once

#include "context.h"
#include "options/local_options.h"
#include "text/fault.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace cli {

enum class Health : std::uint8_t { ok, warn, fail };

// One line of the doctor's report. Texts hold no paths or input: they end up in tickets about this product.
struct Finding {
    Health health;
    std::string subject; // "keys folder"
    std::string text;    // what was seen
    std::string advice;  // what to do; empty when ok
};

// ticketvault doctor: changes nothing. Exit code 1 when a check fails.
[[nodiscard]] Answer<void> examine(Context& context, const LocalOptions& options);

} // namespace cli
