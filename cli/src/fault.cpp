#include "fault.h"

#include "context.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <ostream>

namespace cli {

namespace {

struct Advice {
    vault::ErrorCode code;
    ExitCode exit;
    std::string_view what_to_do; // empty: the error says it all
};

constexpr std::array<Advice, 11> advices{{
    {vault::ErrorCode::wrong_key, ExitCode::unreachable,
        "give the custody key or passphrase this vault was made with"},
    {vault::ErrorCode::missing, ExitCode::unreachable, "check --data and --keys"},
    {vault::ErrorCode::foreign, ExitCode::unreachable,
        "give the two folders that were made together"},
    {vault::ErrorCode::in_use, ExitCode::unreachable, ""},
    {vault::ErrorCode::corrupt, ExitCode::failed,
        "keep a copy of both folders before anything else"},
    {vault::ErrorCode::inconsistent_log, ExitCode::inconsistent_log,
        "keep a copy of both folders as evidence, then run 'ticketvault audit verify'"},
    {vault::ErrorCode::read_only, ExitCode::failed, "make the folder and the files in it writable"},
    {vault::ErrorCode::disk_full, ExitCode::failed, "free some space and try again"},
    {vault::ErrorCode::io, ExitCode::failed, "check the disk and the permissions of the folder"},
    {vault::ErrorCode::unavailable, ExitCode::unreachable, ""},
    {vault::ErrorCode::unauthenticated, ExitCode::unreachable, ""},
}};

} // namespace

Fault to_fault(const vault::Error& error)
{
    for (const Advice& advice : advices)
        if (advice.code == error.code())
            return {advice.exit, advice.what_to_do.empty()
                                     ? error.to_string()
                                     : fmt::format("{}; {}", error.to_string(), advice.what_to_do)};
    return {ExitCode::failed, error.to_string()};
}

namespace {

// A missing file that is none of the folders' has its own sentence.
Fault fault_or_missing(const vault::Error& error, const char* missing)
{
    return error.code() == vault::ErrorCode::missing ? Fault{ExitCode::unreachable, missing}
                                                     : to_fault(error);
}

} // namespace

Fault to_custody_fault(const vault::Error& error)
{
    return fault_or_missing(
        error, "the custody file, or the folder for it, is not there; check --custody-file");
}

Fault to_recovery_fault(const vault::Error& error)
{
    return fault_or_missing(
        error, "the recovery file, or the folder for it, is not there; check its path");
}

void complain(Context& context, const Fault& fault)
{
    context.exit_code = fault.code;
    if (!context.json) {
        context.err << "ticketvault: " << fault.sentence << '\n';
        return;
    }
    nlohmann::ordered_json line{{"error", fault.sentence}, {"exit_code", number(fault.code)}};
    if (fault.http_status != 0)
        line["status"] = fault.http_status;
    if (!fault.type.empty())
        line["type"] = fault.type;
    context.err << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
                << '\n';
}

void complain(Context& context, ExitCode code, std::string_view sentence)
{
    complain(context, Fault{code, std::string{sentence}});
}

} // namespace cli
