#pragma once

#include "context.h"

#include <chrono>
#include <string_view>
#include <thread>

namespace cli {

// How long one has waited already for an answer that says nothing until it is there: "verifying … 12 s" on err, from two seconds on and on a terminal only.
// Erased when it goes out of scope; until then nobody else may write to err.
class ElapsedLine {
public:
    // `label` is a literal of ours.
    ElapsedLine(Context& context, std::string_view label,
        std::chrono::milliseconds quiet = std::chrono::seconds{2});

private:
    std::jthread thread_;
};

} // namespace cli
