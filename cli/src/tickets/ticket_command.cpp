#include "commands.h"

#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/key_options.h"
#include "options/remote_options.h"
#include "terminal/private_file.h"
#include "terminal/text_file.h"
#include "text/escape.h"
#include "text/json_text.h"
#include "text/table.h"
#include "text/time_text.h"
#include "text/wiped_json.h"
#include "tickets/credential_text.h"
#include "tickets/ticket_closing.h"
#include "tickets/ticket_submit.h"
#include "tickets/ticket_view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>

namespace cli {

namespace {

Answer<void> run_list(Context& context, const RemoteOptions& remote, std::uint64_t limit)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto tickets = client->get_pages("/v1/tickets", {}, limit, "cursor", "next_cursor");
    if (!tickets)
        return std::unexpected{tickets.error()};
    if (context.json) {
        print_json(context, *tickets);
        return {};
    }
    if (list_at(*tickets, "data").empty())
        context.err << "No tickets.\n";
    else
        print_queue(context, list_at(*tickets, "data"));
    if (tickets->contains("next_cursor"))
        context.err << "There are more: raise --limit.\n";
    return {};
}

Answer<void> run_show(Context& context, const RemoteOptions& remote, const std::string& id)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto ticket = client->get("/v1/tickets/" + id);
    if (!ticket)
        return std::unexpected{ticket.error()};
    if (context.json)
        print_json(context, *ticket);
    else
        print_ticket(context, *ticket);
    return {};
}

struct ReplyOptions {
    std::string ticket;
    std::string message_file;
    bool internal = false;
};

Answer<void> run_reply(Context& context, const RemoteOptions& remote, const ReplyOptions& options)
{
    constexpr std::size_t message_bytes_max = 256 * 1024;
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    auto text = read_text_file(context, options.message_file, "the message", message_bytes_max);
    if (!text)
        return std::unexpected{text.error()};
    WipedJson body{{{"body", std::move(*text)}}};
    if (options.internal)
        body.value["internal"] = true;
    const auto message =
        client->send("POST", fmt::format("/v1/tickets/{}/messages", options.ticket), body.value);
    if (!message)
        return std::unexpected{message.error()};
    if (context.json) {
        print_json(context, *message);
        return {};
    }
    context.out << fmt::format("Added {}\n", escape_text(text_at(*message, "id")));
    if (const auto& sealed = list_at(*message, "credentials"); !sealed.empty()) {
        context.out << "\nFound in it and sealed:\n";
        print_credentials(context, sealed);
    }
    return {};
}

// Where the file's bytes go. One that was announced before under this name and size, and did not come, is waited for there.
Answer<nlohmann::json> announce(
    ApiClient& client, const std::string& ticket, const FileToAttach& file, nlohmann::json& waiting)
{
    const auto same = std::ranges::find_if(waiting, [&](const nlohmann::json& announced) {
        return text_at(announced, "name") == file.name && number_at(announced, "size") == file.size;
    });
    if (same == waiting.end())
        return client.send("POST", fmt::format("/v1/tickets/{}/attachments", ticket),
            {{"name", file.name}, {"size", file.size}});
    nlohmann::json announced = std::move(*same);
    waiting.erase(same);
    return announced;
}

Answer<nlohmann::json> announced_in(ApiClient& client, const std::string& ticket)
{
    const auto now = client.get("/v1/tickets/" + ticket);
    if (!now)
        return std::unexpected{now.error()};
    nlohmann::json waiting = nlohmann::json::array();
    for (const auto& attachment : list_at(*now, "attachments"))
        if (text_at(attachment, "state") == "announced")
            waiting.push_back(attachment);
    return waiting;
}

Answer<void> run_attach(Context& context, const RemoteOptions& remote, const std::string& ticket,
    const std::vector<std::string>& paths)
{
    const auto files = look_at_files(paths);
    if (!files)
        return std::unexpected{files.error()};
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    auto waiting = announced_in(*client, ticket);
    if (!waiting)
        return std::unexpected{waiting.error()};
    nlohmann::json done = {
        {"attachments", nlohmann::json::array()}, {"credentials", nlohmann::json::array()}};
    std::vector<std::string> refused;
    for (const FileToAttach& file : *files) {
        auto announced = announce(*client, ticket, file, *waiting);
        if (!announced) {
            refused.push_back(announced.error().sentence);
            continue;
        }
        nlohmann::json one = nlohmann::json::array({std::move(*announced)});
        const Uploads uploads =
            upload_files(context, *client, one, done["credentials"], {file.path});
        done["attachments"].push_back(one[0]);
        refused.insert(refused.end(), uploads.refused.begin(), uploads.refused.end());
    }
    if (context.json)
        print_json(context, done);
    else if (!done["credentials"].empty()) {
        context.out << "Found and sealed:\n";
        print_credentials(context, done["credentials"]);
    }
    if (!context.json)
        for (const auto& other : *waiting)
            context.err << fmt::format(
                "The ticket still waits for {} ({} bytes), for an hour at most\n",
                escape_text(text_at(other, "name")), number_at(other, "size"));
    if (refused.empty())
        return {};
    return fault(ExitCode::failed, refused.size() == 1
                                       ? refused.front()
                                       : fmt::format("{} files were not stored; the first: {}",
                                             refused.size(), refused.front()));
}

Answer<void> run_download(
    Context& context, const RemoteOptions& remote, const std::string& id, const std::string& output)
{
    if (context.json && output.empty())
        return fault(ExitCode::usage, "with --json the attachment needs a file: give -o FILE");
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    if (output.empty()) {
        // A file is text of a stranger: on a terminal its control characters are escaped.
        const auto text =
            client->fetch("GET", "/v1/attachments/" + id, [&](std::span<const char> bytes) {
                if (context.out_is_terminal)
                    context.out << escape_text({bytes.data(), bytes.size()}, Lines::kept);
                else
                    context.out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
                return context.out.good();
            });
        return text ? Answer<void>{} : std::unexpected{text.error()};
    }
    auto file = PrivateFile::create(output, "the output file", Existing::replaced);
    if (!file)
        return std::unexpected{file.error()};
    std::uint64_t bytes_saved = 0;
    const auto got =
        client->fetch("GET", "/v1/attachments/" + id, [&](std::span<const char> bytes) {
            bytes_saved += bytes.size();
            return file->write(bytes);
        });
    if (!got)
        return std::unexpected{got.error()};
    if (const auto done = file->commit(); !done)
        return done;
    if (context.json)
        print_json(
            context, {{"id", id}, {"saved", true}, {"file", output}, {"bytes", bytes_saved}});
    return {};
}

void add_submit(Command ticket, Context& context)
{
    const Command submit = ticket.add_subcommand(
        "submit", "Submit a ticket with description, environment, files and credentials");
    const auto options = std::make_shared<SubmitOptions>();
    const auto remote = add_remote_options(submit);
    submit.add_option("--subject", options->subject, "What it is about, in one line")
        .type_name("TEXT")
        .required();
    submit
        .add_option("--description", options->description_file,
            "File with the description ('-': standard input)")
        .type_name("FILE")
        .required();
    submit
        .add_option("--environment", options->environment_file,
            "File with environment data, such as a site health report")
        .type_name("FILE");
    submit.add_option("--attach", options->attachments, "Attach this file; may be repeated")
        .type_name("FILE")
        .one_value();
    submit
        .add_option("--credential", options->credential_files,
            "Seal the credential in this JSON file (kind, value, site, user, ...); may be repeated")
        .type_name("FILE")
        .one_value();
    submit.add_flag(
        "--guest", options->as_guest, "Submit without signing in, even where a session is saved");
    add_id_option(submit, "--customer", options->customer, "per_",
        "By an agent: the customer whose ticket it becomes");
    submit.add_option("--name", options->contact_name, "A guest's name").type_name("TEXT");
    submit.add_option("--email", options->contact_email, "A guest's e-mail address")
        .type_name("TEXT");
    submit
        .add_option("--link-out", options->link_file,
            "Write a guest's ticket link to this new file, readable by you alone, instead of "
            "showing it; none is overwritten")
        .type_name("FILE");
    submit
        .add_option("--receipt-out", options->receipt_file,
            "Write the receipt to this new file instead of showing it, and its list, where it has "
            "one, to FILE.list; none is overwritten")
        .type_name("FILE");
    add_key_out(submit, options->key_file);
    describe(submit,
        {"Every text and file is scanned before anything is stored; what looks like a "
         "credential is sealed and a placeholder stands in its "
         "place. Without a sign-in you are a guest and get a link that is your way back; its file "
         "also keeps the fingerprint or --ca file you trusted, so that --link-file is all that "
         "later commands need.",
            {{"As a guest, with two files",
                 "ticket submit --server https://vault.example.com --subject 'Checkout is "
                 "broken' --description problem.txt "
                 "--attach debug.log --attach .env --link-out ticket.link --receipt-out "
                 "ticket.receipt --key-out vault.key"},
                {"With a password, kept out of the command line",
                    "ticket submit --subject 'FTP refused' --description - --credential "
                    "ftp.json < problem.txt"}},
            {ExitCode::unreachable}});
    on_run(submit, context,
        [&context, remote, options] { return submit_ticket(context, *remote, *options); });
}

void add_writing(Command ticket, Context& context)
{
    const Command reply = ticket.add_subcommand("reply", "Add a message to a ticket");
    const auto message = std::make_shared<ReplyOptions>();
    auto remote = add_remote_options(reply);
    add_id(reply, "TICKET", message->ticket, "tkt_", "The ticket's id (tkt_...)");
    reply.add_option("--message", message->message_file, "File with the text ('-': standard input)")
        .type_name("FILE")
        .required();
    reply.add_flag("--internal", message->internal, "A note only agents see");
    describe(reply, {"The text is scanned; what looks like a credential is sealed.",
                        {{"From standard input", "ticket reply tkt_... --message - < answer.txt"}},
                        {ExitCode::unreachable}});
    on_run(reply, context,
        [&context, remote, message] { return run_reply(context, *remote, *message); });

    const Command attach = ticket.add_subcommand("attach", "Attach files to a ticket");
    const auto attached = std::make_shared<std::string>();
    const auto files = std::make_shared<std::vector<std::string>>();
    remote = add_remote_options(attach);
    add_id(attach, "TICKET", *attached, "tkt_", "The ticket's id (tkt_...)");
    attach.add_option("FILE", *files, "The files").required();
    describe(attach, {"",
                         {{"Two more logs, or two that did not arrive",
                             "ticket attach tkt_... php.log nginx.log"}},
                         {ExitCode::unreachable}});
    on_run(attach, context, [&context, remote, attached, files] {
        return run_attach(context, *remote, *attached, *files);
    });
}

} // namespace

void add_ticket_command(Command root, Context& context)
{
    const Command ticket = root.add_subcommand("ticket", "Submit, read, answer and close tickets");
    add_submit(ticket, context);

    const Command list =
        ticket.add_subcommand("list", "List the tickets you may see, last changed first");
    const auto limit = std::make_shared<std::uint64_t>(50);
    auto remote = add_remote_options(list);
    add_limit(list, *limit);
    describe(list, {"", {{"The queue", "ticket list"}}, {ExitCode::unreachable}});
    on_run(list, context, [&context, remote, limit] { return run_list(context, *remote, *limit); });

    const Command show =
        ticket.add_subcommand("show", "Show a ticket with its messages, files and credentials");
    const auto shown = std::make_shared<std::string>();
    remote = add_remote_options(show);
    add_id(show, "TICKET", *shown, "tkt_", "The ticket's id (tkt_...)");
    describe(show, {"",
                       {{"Read one", "ticket show tkt_..."},
                           {"As a guest", "ticket show tkt_... --link-file ticket.link"}},
                       {ExitCode::unreachable}});
    on_run(show, context, [&context, remote, shown] { return run_show(context, *remote, *shown); });

    add_writing(ticket, context);
    add_closing(ticket, context);

    const Command download =
        ticket.add_subcommand("download", "Read the redacted form of an attachment");
    const auto attachment = std::make_shared<std::string>();
    const auto output = std::make_shared<std::string>();
    remote = add_remote_options(download);
    add_id(download, "ATTACHMENT", *attachment, "att_", "The attachment's id (att_...)");
    download.add_option("-o,--output", *output, "Write to this file instead of standard output")
        .type_name("FILE");
    describe(download,
        {"", {{"Page through a log", "ticket download att_... | less"}}, {ExitCode::unreachable}});
    on_run(download, context, [&context, remote, attachment, output] {
        return run_download(context, *remote, *attachment, *output);
    });
}

} // namespace cli
