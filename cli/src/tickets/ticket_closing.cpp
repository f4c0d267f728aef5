#include "tickets/ticket_closing.h"

#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/remote_options.h"
#include "terminal/private_file.h"
#include "text/escape.h"
#include "text/json_text.h"
#include "text/time_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <ostream>

namespace cli {

namespace {

struct CloseOptions {
    std::string ticket;
    std::string folder; // for certificates
    bool now = false;
};

void print_closing(Context& context, const CloseOptions& options, const nlohmann::json& closing)
{
    context.out << fmt::format(
        "{} is closing: nothing of it is opened any more, and its credentials are shredded {}\n",
        options.ticket, describe_time(text_at(closing, "closes_at"), context.world.clock.now()));
    context.err << fmt::format("Until then: ticketvault ticket reopen {}\n", options.ticket);
    if (!options.folder.empty())
        context.err << fmt::format(
            "No certificates yet; after that: ticketvault certificate ticket {}\n", options.ticket);
}

void print_closed(Context& context, const CloseOptions& options, const nlohmann::json& shredded)
{
    context.out << fmt::format("Closed {}: {} shredded\n", options.ticket,
        shredded.size() == 1 ? "1 credential" : fmt::format("{} credentials", shredded.size()));
    for (const auto& one : shredded)
        context.out << "  " << escape_text(text_at(one, "id")) << '\n';
    if (options.folder.empty() && !shredded.empty())
        context.err << "The proofs: ticketvault certificate show crd_...\n";
}

// Each that can be written; the ticket is closed whatever becomes of them.
Answer<void> keep_certificates(const nlohmann::json& shredded, const std::string& folder)
{
    std::size_t missing = 0;
    std::string why;
    for (const auto& one : shredded) {
        // An id of the server's is a file name here only because escape_text leaves ids as they are and no slash is in one.
        const auto name = text_at(one, "id");
        if (folder.empty() || !name.starts_with("crd_") || name.find('/') != std::string::npos)
            continue;
        const auto written = write_private_file(
            std::filesystem::path{folder} / (name + ".certificate"), text_at(one, "certificate"),
            "a certificate", Existing::replaced); // by the same: the id is its name
        if (!written && ++missing == 1)
            why = written.error().sentence;
    }
    if (missing == 0)
        return {};
    return fault(ExitCode::failed,
        fmt::format("the ticket is closed, but {} of its {} certificates could not be kept: {}; "
                    "'ticketvault certificate show crd_...' gives them",
            missing, shredded.size(), why));
}

Answer<void> run_close(Context& context, const RemoteOptions& remote, const CloseOptions& options)
{
    const auto& [id, folder, now] = options;
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    std::error_code error;
    if (!folder.empty() && !std::filesystem::is_directory(folder, error))
        return fault(
            ExitCode::failed, "the folder for the certificates is not there; nothing was closed");
    const auto closed =
        client->send("POST", fmt::format("/v1/tickets/{}/close{}", id, now ? "?grace=skip" : ""));
    if (!closed)
        return std::unexpected{closed.error()};
    const auto kept = keep_certificates(list_at(*closed, "shredded"), folder);
    if (context.json)
        print_json(context, *closed);
    else if (text_at(*closed, "state") == "closing")
        print_closing(context, options, *closed);
    else
        print_closed(context, options, list_at(*closed, "shredded"));
    return kept;
}

Answer<void> run_reopen(Context& context, const RemoteOptions& remote, const std::string& id)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto reopened = client->send("POST", fmt::format("/v1/tickets/{}/reopen", id));
    if (!reopened)
        return std::unexpected{reopened.error()};
    if (context.json)
        print_json(context, *reopened);
    else
        context.out << fmt::format("{} is open again; grants that ended stay ended\n", id);
    return {};
}

} // namespace

void add_closing(Command ticket, Context& context)
{
    const Command close =
        ticket.add_subcommand("close", "Close a ticket and shred its credentials");
    const auto closed = std::make_shared<CloseOptions>();
    auto remote = add_remote_options(close);
    add_id(close, "TICKET", closed->ticket, "tkt_", "The ticket's id (tkt_...)");
    close.add_option("--certificates", closed->folder, "Write each certificate into this folder")
        .type_name("DIR");
    close.add_flag("--now", closed->now,
        "By its customer: without the grace of the policy, also while it is closing");
    describe(
        close, {"Returns after the keys are destroyed. Nothing brings the values back. Where "
                "'policy show --ticket' tells of a grace, the same happens by itself when it is "
                "over; until then nothing is opened, and 'ticket reopen' takes it back.",
                   {{"Close and keep the proofs", "ticket close tkt_... --certificates proofs/"},
                       {"Shred now what is closing", "ticket close tkt_... --now"}},
                   {ExitCode::unreachable}});
    on_run(close, context,
        [&context, remote, closed] { return run_close(context, *remote, *closed); });

    const Command reopen =
        ticket.add_subcommand("reopen", "Take a closing back while its grace lasts");
    const auto reopened = std::make_shared<std::string>();
    remote = add_remote_options(reopen);
    add_id(reopen, "TICKET", *reopened, "tkt_", "The ticket's id (tkt_...)");
    describe(reopen,
        {"Its credentials are as before; grants have to be asked for anew. What its customer "
         "closed only they reopen. A closed ticket stays closed: nothing is left to reopen.",
            {{"Not done yet after all", "ticket reopen tkt_..."}}, {ExitCode::unreachable}});
    on_run(reopen, context,
        [&context, remote, reopened] { return run_reopen(context, *remote, *reopened); });
}

} // namespace cli
