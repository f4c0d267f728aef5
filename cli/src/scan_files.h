#pragma once

#include "context.h"
#include "fault.h"

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

// The regular files under `paths` in a stable order; folders are walked, symbolic links inside them are not followed. "-" stays as it is.
// A path that does not exist stays too, so that reading it reports the error.
[[nodiscard]] std::vector<std::string> list_files(const std::vector<std::string>& paths);

// Why a file's text is not there: it could not be read, or it would have to be sealed whole.
struct Unread {
    bool sealed_whole = false;
    std::string_view reason; // a literal: "binary", "too_large", "cannot be read"
};

[[nodiscard]] std::expected<std::string, Unread> read_scannable(
    Context& context, const std::string& path);

} // namespace cli
