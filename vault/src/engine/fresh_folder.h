#pragma once

#include "base/file.h"
#include "vault/error.h"
#include "vault/files.h"

#include <filesystem>
#include <optional>
#include <set>

namespace vault {

// A folder that a vault is being made in. Unless keep() is called everything that came into it since claim() is removed again, and the folder too if
// it was not there. A process that dies leaves what it made. It is locked meanwhile: of two creations in one folder, the one that fails would
// otherwise remove what the other made.
class FreshFolder {
public:
    FreshFolder(Files& files, std::filesystem::path path) : files_{files}, path_{std::move(path)} {}
    FreshFolder(const FreshFolder&) = delete;
    FreshFolder& operator=(const FreshFolder&) = delete;
    ~FreshFolder();

    // Makes it where it is not there. in_use while another claim of it lives, in this process or another.
    [[nodiscard]] Expected<void> claim();
    // Whether claim() found anything in it.
    [[nodiscard]] bool held_something() const noexcept { return !before_.empty(); }
    void keep() noexcept { claimed_ = false; }

private:
    [[nodiscard]] Expected<void> lock();

    Files& files_;
    std::filesystem::path path_;
    std::optional<File> held_;
    std::set<std::filesystem::path> before_;
    bool made_ = false;
    bool claimed_ = false;
};

} // namespace vault
