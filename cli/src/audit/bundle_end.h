#pragma once

#include <span>
#include <string>

namespace cli {

// Watches an exported log pass by: its last line is the signed one, or it is not all of it.
class BundleEnd {
public:
    void take(std::span<const char> bytes);
    [[nodiscard]] bool is_signed() const { return signed_; }

private:
    std::string start_;   // of the present line, as much as tells
    bool signed_ = false; // the line that ended last, and nothing came behind it
};

} // namespace cli
