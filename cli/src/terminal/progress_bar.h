#pragma once

#include "context.h"

#include <cstdint>
#include <string_view>

namespace cli {

// A bar on err for work that takes more than two seconds, on a terminal only. Erased when it goes out of scope.
class ProgressBar {
public:
    // `label` is a literal of ours: "uploading".
    ProgressBar(Context& context, std::string_view label);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    void update(std::uint64_t done, std::uint64_t total);

private:
    Context& context_;
    std::string_view label_;
    vault::Instant started_;
    vault::Instant drawn_{};
};

} // namespace cli
