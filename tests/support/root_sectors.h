#pragma once

#include "support/file_bytes.h"

#include <filesystem>
#include <set>
#include <string>

namespace tests {

// The sectors of the slots that hold a root; those of zeros do not.
inline std::set<std::string> root_sectors(const std::filesystem::path& keys_folder)
{
    constexpr std::size_t sector_bytes = 512;
    const std::string slots = contents(keys_folder / "root.slots");
    std::set<std::string> sectors;
    for (std::size_t at = 0; at + sector_bytes <= slots.size(); at += sector_bytes)
        if (slots.find_first_not_of('\0', at) < at + sector_bytes)
            sectors.insert(slots.substr(at, sector_bytes));
    return sectors;
}

} // namespace tests
