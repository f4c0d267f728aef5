#include "text/fault.h"

#include "context.h"
#include "text/escape.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <ostream>

namespace cli {

namespace {

struct Advice {
    vault::ErrorCode code;
    ExitCode exit;
    std::string_view what_to_do; // empty: the error says it all
};

constexpr std::array<Advice, 13> advices{{
    {vault::ErrorCode::invalid, ExitCode::usage, ""},
    {vault::ErrorCode::wrong_key, ExitCode::unreachable,
        "give the custody key or passphrase this vault was made with"},
    {vault::ErrorCode::missing, ExitCode::unreachable, "check --data and --keys"},
    {vault::ErrorCode::cut_off, ExitCode::unreachable, "empty both folders and restore again"},
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

std::string_view advice_about(vault::ErrorCode code)
{
    const auto* row = std::ranges::find(advices, code, &Advice::code);
    return row == advices.end() ? std::string_view{} : row->what_to_do;
}

Fault to_fault(const vault::Error& error)
{
    const auto* row = std::ranges::find(advices, error.code(), &Advice::code);
    const auto what_to_do = advice_about(error.code());
    return {row == advices.end() ? ExitCode::failed : row->exit,
        what_to_do.empty() ? error.to_string()
                           : fmt::format("{}; {}", error.to_string(), what_to_do)};
}

Fault to_secret_file_fault(const vault::Error& error, std::string_view where)
{
    switch (error.code()) {
    case vault::ErrorCode::missing:
    case vault::ErrorCode::invalid:
    case vault::ErrorCode::unavailable:
        return {ExitCode::unreachable, fmt::format("{}; check {}", error.to_string(), where)};
    default:
        return to_fault(error);
    }
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
    context.err << escape_json(
                       line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace))
                << '\n';
}

void complain(Context& context, ExitCode code, std::string_view sentence)
{
    complain(context, Fault{code, std::string{sentence}});
}

} // namespace cli
