#include "startup/custody.h"

#include <filesystem>
#include <fmt/core.h>
#include <utility>

namespace server {

std::expected<std::vector<vault::Custody>, StartupError> read_custody(
    const Config& config, vault::World world)
{
    const vault::Folders folders{config.data_folder, config.keys_folder};
    const auto kind = vault::custody_kind(folders, world);
    if (!kind) {
        return std::unexpected{explain(kind.error(), config.data_folder, config.keys_folder)};
    }
    const std::filesystem::path file = config.custody_file.empty()
                                           ? vault::custody_credential()
                                           : std::filesystem::path{config.custody_file};
    if (file.empty()) {
        return std::unexpected{
            StartupError{ExitCode::usage, "no custody key; give --custody-file FILE, "
                                          "vault.custody_file in the configuration, or "
                                          "LoadCredential=custody:FILE in the systemd unit"}};
    }
    auto custody = vault::read_custody_file(file, *kind, world);
    std::vector<vault::Custody> found;
    if (custody) {
        found.push_back(std::move(*custody));
    }
    // Not there is how it is most of the time; and one that is being written is not the vault's yet.
    if (std::error_code absent;
        std::filesystem::is_regular_file(config.next_custody_file, absent)) {
        if (auto next = vault::read_custody_file(config.next_custody_file, *kind, world)) {
            found.push_back(std::move(*next));
        }
    }
    if (found.empty()) {
        return std::unexpected{StartupError{ExitCode::locked,
            fmt::format("{}; check {}", custody.error().to_string(),
                config.custody_file.empty() ? "the credential of the systemd unit"
                                            : "--custody-file, or vault.custody_file")}};
    }
    return found;
}

} // namespace server
