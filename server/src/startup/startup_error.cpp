#include "startup/startup_error.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/core.h>

namespace server {

namespace {

struct Advice {
    vault::ErrorCode code;
    ExitCode exit;
    std::string_view what_to_do;
};

constexpr std::array advices{
    Advice{vault::ErrorCode::wrong_key, ExitCode::locked,
        "give the custody key or passphrase this vault was made with (--custody-file)"},
    Advice{vault::ErrorCode::in_use, ExitCode::locked,
        "stop it first: a ticketvaultd or ticketvault on these folders"},
    Advice{vault::ErrorCode::cut_off, ExitCode::locked, "empty both folders and restore again"},
    Advice{vault::ErrorCode::foreign, ExitCode::locked,
        "give the data and keys folders that were made together"},
    Advice{vault::ErrorCode::corrupt, ExitCode::failed,
        "keep a copy of both folders before anything else, then restore a backup"},
    Advice{vault::ErrorCode::inconsistent_log, ExitCode::inconsistent_log,
        "keep a copy of both folders as evidence before anything else, then verify it with: "
        "ticketvault audit verify"},
    Advice{vault::ErrorCode::read_only, ExitCode::failed,
        "make both folders and the files in them writable for the service"},
    Advice{vault::ErrorCode::disk_full, ExitCode::failed, "free some space and start again"},
    Advice{vault::ErrorCode::io, ExitCode::failed,
        "check the disk and the permissions of both folders"},
};

bool holds_something(const std::filesystem::path& folder)
{
    std::error_code failed;
    return std::filesystem::exists(folder, failed) && !std::filesystem::is_empty(folder, failed);
}

} // namespace

StartupError explain(
    const vault::Error& error, std::string_view data_folder, std::string_view keys_folder)
{
    if (error.code() == vault::ErrorCode::missing &&
        (holds_something(data_folder) || holds_something(keys_folder))) {
        return {ExitCode::locked,
            fmt::format("{}; part of a vault is here: restore what is missing, and do not "
                        "make a new one over it",
                error.to_string())};
    }
    if (error.code() == vault::ErrorCode::missing) {
        return {ExitCode::locked,
            fmt::format(
                "{}; to make a vault run: ticketvault init --data {} --keys {} --custody-file FILE",
                error.to_string(), data_folder, keys_folder)};
    }
    const auto* advice = std::ranges::find(advices, error.code(), &Advice::code);
    if (advice == advices.end()) {
        return {ExitCode::failed, error.to_string()};
    }
    return {advice->exit, fmt::format("{}; {}", error.to_string(), advice->what_to_do)};
}

} // namespace server
