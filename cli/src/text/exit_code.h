#pragma once

#include <array>
#include <string_view>

namespace cli {

// How a command ended, for scripts. The numbers are an interface.
enum class ExitCode : int {
    ok = 0,
    failed = 1,
    usage = 2,
    findings = 3,
    bad_proof = 4,
    unreachable = 5, // locked or unreachable
    inconsistent_log = 6,
    unknown_key = 7,
};

struct ExitCodeRow {
    ExitCode code;
    std::string_view meaning;
};

// One row per code, in order; help, manual and tests read it.
inline constexpr std::array<ExitCodeRow, 8> exit_codes{{
    {ExitCode::ok, "done"},
    {ExitCode::failed, "failed; the reason is on standard error"},
    {ExitCode::usage, "the command line is wrong"},
    {ExitCode::findings, "credentials were found, or something could not be examined"},
    {ExitCode::bad_proof, "a proof does not hold"},
    {ExitCode::unreachable, "the vault is locked or the server cannot be reached"},
    {ExitCode::inconsistent_log, "the audit log contradicts itself; keep everything as evidence"},
    {ExitCode::unknown_key, "signed by a key that is not the expected one"},
}};

[[nodiscard]] constexpr int number(ExitCode code) noexcept { return static_cast<int>(code); }

} // namespace cli
