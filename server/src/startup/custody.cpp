#include "startup/custody.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

namespace server {

std::expected<vault::Custody, StartupError> read_custody(const Config& config, vault::World world)
{
    const vault::Folders folders{config.data_folder, config.keys_folder};
    const auto kind = vault::custody_kind(folders, world);
    if (!kind) {
        return std::unexpected{explain(kind.error(), config.data_folder, config.keys_folder)};
    }
    std::filesystem::path file = config.custody_file;
    if (file.empty()) {
        // Set by systemd for LoadCredential=; the folder is in memory and only ours.
        const char* credentials = std::getenv(
            "CREDENTIALS_DIRECTORY"); // NOLINT(concurrency-mt-unsafe): before any thread
        if (credentials == nullptr) {
            return std::unexpected{
                StartupError{ExitCode::locked, "no custody key; give --custody-file FILE, "
                                               "vault.custody_file in the configuration, or "
                                               "LoadCredential=custody:FILE in the systemd unit"}};
        }
        file = std::filesystem::path{credentials} / "custody";
    }
    auto custody = vault::read_custody_file(file, *kind, world);
    if (!custody) {
        StartupError error = explain(custody.error(), config.data_folder, config.keys_folder);
        error.code = ExitCode::locked;
        if (custody.error().code() == vault::ErrorCode::missing) {
            error.text =
                "the custody file " + file.string() + " is not there; give --custody-file FILE";
        }
        return std::unexpected{std::move(error)};
    }
    return std::move(*custody);
}

} // namespace server
