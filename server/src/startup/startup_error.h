#pragma once

#include "vault/error.h"

#include <string>
#include <string_view>

namespace server {

// The same numbers as the command line's.
enum class ExitCode : int { ok = 0, failed = 1, usage = 2, locked = 5, inconsistent_log = 6 };

// Why the service did not start: one line that says what to do.
struct StartupError {
    ExitCode code;
    std::string text;
};

// What the operator can do about an error of the vault. The folders are the operator's own words and may be repeated.
[[nodiscard]] StartupError explain(
    const vault::Error& error, std::string_view data_folder, std::string_view keys_folder);

} // namespace server
