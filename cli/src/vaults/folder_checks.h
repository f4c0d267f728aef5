#pragma once

#include "vaults/doctor.h"

#include <vector>

namespace cli {

// The vault's folders and its custody file: there, private, apart, on a file system where keys can be destroyed, with room left.
[[nodiscard]] std::vector<Finding> examine_folders(const LocalOptions& options);

// `file` lies in `folder` or below it, symbolic links resolved.
[[nodiscard]] bool lies_inside(
    const std::filesystem::path& file, const std::filesystem::path& folder);

// In one of the vault's two folders; an empty name lies nowhere.
[[nodiscard]] bool lies_inside_either(const std::string& file, const LocalOptions& options);

} // namespace cli
