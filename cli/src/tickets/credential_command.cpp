#include "commands.h"

#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/remote_options.h"
#include "redactor/finding.h"
#include "terminal/private_file.h"
#include "terminal/prompts.h"
#include "text/escape.h"
#include "text/json_text.h"
#include "text/table.h"
#include "text/time_text.h"
#include "text/wiped_json.h"
#include "tickets/credential_text.h"
#include "tickets/unseal_credential.h"
#include "vault/credential.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace cli {

namespace {

struct AddOptions {
    std::string ticket;
    std::string file;
    std::string kind;
    std::string value_file;
    std::string site;
    std::string user;
    std::string note;
    std::uint16_t port = 0;
    std::int64_t expires_seconds = 0;
    std::uint64_t unseals_max = 0;
    std::string consent;
};

Answer<void> run_list(Context& context, const RemoteOptions& remote, const std::string& ticket)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto answer = client->get(fmt::format("/v1/tickets/{}/credentials", ticket));
    if (!answer)
        return std::unexpected{answer.error()};
    if (context.json)
        print_json(context, *answer);
    else if (list_at(*answer, "data").empty())
        context.err << "This ticket holds no credentials.\n";
    else
        print_credentials(context, list_at(*answer, "data"));
    return {};
}

std::string describe_consent(const nlohmann::json& credential, vault::Instant now)
{
    const std::string consent = text_at(credential, "consent");
    if (consent == "while_open")
        return "agents may unseal while the ticket is open";
    if (consent == "hour")
        return "agents may ask without waiting; that ends " +
               describe_time(text_at(credential, "consent_until"), now);
    return "the customer is asked each time";
}

void show_credential(Context& context, const nlohmann::json& credential)
{
    if (context.json) {
        print_json(context, credential);
        return;
    }
    const auto now = context.world.clock.now();
    FactList facts;
    facts.add("credential", text_at(credential, "id"));
    facts.add("ticket", text_at(credential, "ticket"));
    facts.add("kind", text_at(credential, "kind"));
    facts.add("site", text_at(credential, "site"));
    facts.add("user", text_at(credential, "user"));
    if (const auto port = number_at(credential, "port"); port != 0)
        facts.add("port", std::to_string(port));
    facts.add("note", text_at(credential, "note"));
    facts.add("came from", text_at(credential, "source"));
    facts.add("found by rule", text_at(credential, "rule"));
    facts.add("in attachment", text_at(credential, "attachment"));
    facts.add("state", text_at(credential, "state"));
    facts.add("consent", describe_consent(credential, now));
    facts.add("sealed", describe_time(text_at(credential, "created_at"), now));
    facts.add("expires", describe_time(text_at(credential, "expires_at"), now));
    facts.add("unsealed", fmt::format("{} times, {}", number_at(credential, "unseals_done"),
                              unseals_left(credential)));
    if (const auto at = text_at(credential, "shredded_at"); !at.empty())
        facts.add("shredded",
            fmt::format("{}, {}", describe_time(at, now), text_at(credential, "cause")));
    facts.add(
        "certificate", flag_at(credential, "certificate_ready")
                           ? "ready: ticketvault certificate show " + text_at(credential, "id")
                           : "");
    facts.print(context.out, context.colour);
}

Answer<void> run_show(Context& context, const RemoteOptions& remote, const std::string& id)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto answer = client->get("/v1/credentials/" + id);
    if (!answer)
        return std::unexpected{answer.error()};
    show_credential(context, *answer);
    return {};
}

Answer<nlohmann::json> entered_credential(Context& context, const AddOptions& options)
{
    if (!options.file.empty())
        return read_credential_file(context, options.file);
    if (options.kind.empty())
        return fault(
            ExitCode::usage, "give --kind and the value, or --file with one credential as JSON");
    const auto value = obtain_value(context, options.value_file, "the value to seal",
        "--value-file", vault::credential_value_bytes_max);
    if (!value)
        return std::unexpected{value.error()};
    nlohmann::json body = {{"kind", options.kind},
        {"value",
            std::string{reinterpret_cast<const char*>(value->reveal().data()), value->size()}}};
    for (const auto& [name, text] : {std::pair{"site", &options.site}, {"user", &options.user},
             {"note", &options.note}, {"consent", &options.consent}})
        if (!text->empty())
            body[name] = *text;
    if (options.port != 0)
        body["port"] = options.port;
    if (options.expires_seconds != 0)
        body["expires_in_seconds"] = options.expires_seconds;
    if (options.unseals_max != 0)
        body["unseals_max"] = options.unseals_max;
    return body;
}

Answer<void> run_add(Context& context, const RemoteOptions& remote, const AddOptions& options)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    auto entered = entered_credential(context, options);
    if (!entered)
        return std::unexpected{entered.error()};
    const WipedJson body{std::move(*entered)};
    const auto answer =
        client->send("POST", fmt::format("/v1/tickets/{}/credentials", options.ticket), body.value);
    if (!answer)
        return std::unexpected{answer.error()};
    if (context.json)
        print_json(context, *answer);
    else
        context.out << fmt::format("Sealed {} ({}), expires {}\n",
            escape_text(text_at(*answer, "id")), escape_text(describe_credential(*answer)),
            describe_time(text_at(*answer, "expires_at"), context.world.clock.now()));
    return {};
}

Answer<void> run_shred(
    Context& context, const RemoteOptions& remote, const std::string& id, const std::string& file)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    auto proof = make_room(file, "the certificate's file", Existing::kept);
    if (!proof)
        return std::unexpected{proof.error()};
    const auto answer = client->send("DELETE", "/v1/credentials/" + id);
    if (!answer)
        return std::unexpected{answer.error()};
    if (*proof)
        if (const auto written = (*proof)->finish(text_at(*answer, "certificate")); !written)
            return written;
    if (context.json) {
        print_json(context, *answer);
        return {};
    }
    context.err << fmt::format("Shredded {}: its key is destroyed. {}\n", id,
        file.empty() ? "The certificate:" : "The certificate is saved.");
    if (file.empty())
        context.out << escape_text(text_at(*answer, "certificate"), Lines::kept);
    return {};
}

std::vector<std::string> credential_kinds()
{
    std::vector<std::string> words;
    for (std::size_t i = 0; i < redactor::kind_count; ++i)
        words.emplace_back(redactor::to_string(static_cast<redactor::Kind>(i)));
    return words;
}

void add_add(Command credential, Context& context)
{
    const Command add = credential.add_subcommand("add", "Seal one more credential into a ticket");
    const auto options = std::make_shared<AddOptions>();
    const auto remote = add_remote_options(add);
    add_id(add, "TICKET", options->ticket, "tkt_", "The ticket's id (tkt_...)");
    const auto file = add.add_option("--file", options->file,
                             "One credential as a JSON object, as in the API ('-': standard input)")
                          .type_name("FILE");
    add.add_option("--kind", options->kind, "What kind of credential it is")
        .type_name("KIND")
        .one_of(credential_kinds())
        .excludes(file);
    add.add_option("--value-file", options->value_file,
           "The value is all of this file but its last line end ('-': standard input); else asked")
        .type_name("FILE")
        .excludes(file);
    add.add_option("--site", options->site, "Host or address it is for")
        .type_name("TEXT")
        .excludes(file);
    add.add_option("--user", options->user, "User name it belongs to")
        .type_name("TEXT")
        .excludes(file);
    add.add_option("--port", options->port, "Port at the site")
        .type_name("N")
        .between(1, 65535)
        .excludes(file);
    add.add_option("--note", options->note, "A note for the agent; it is scanned as any text")
        .type_name("TEXT")
        .excludes(file);
    add_duration(add, "--expires", options->expires_seconds,
        "Shred after this time: 4h, 3d; at most 30d (default 7d)")
        .excludes(file);
    add.add_option(
           "--unseals", options->unseals_max, "Shred after so many unseals (default no limit)")
        .type_name("N")
        .excludes(file);
    add.add_option("--consent", options->consent,
           "ask each time, hour: agents may unseal within an hour, or while_open: while the ticket "
           "is open")
        .type_name("WORD")
        .one_of({"ask", "hour", "while_open"})
        .excludes(file);
    describe(
        add, {"The value is asked on the terminal without echo, or read from a file; there is no "
              "option that takes it.",
                 {{"Type the password", "credential add tkt_... --kind password --site "
                                        "ftp.example.com --user deploy --expires 3d"},
                     {"From a password manager, its first line",
                         "credential add tkt_... --kind password --site example.com --value-file "
                         "<(pass show example | head -n 1)"},
                     {"A private key", "credential add tkt_... --kind private-key --site "
                                       "sftp.example.com --value-file id_ed25519"}},
                 {ExitCode::unreachable}});
    on_run(
        add, context, [&context, remote, options] { return run_add(context, *remote, *options); });
}

Answer<void> run_consent(Context& context, const RemoteOptions& remote, const std::string& id,
    const std::string& consent)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto answer =
        client->send("PUT", fmt::format("/v1/credentials/{}/consent", id), {{"consent", consent}});
    if (!answer)
        return std::unexpected{answer.error()};
    show_credential(context, *answer);
    return {};
}

void add_consent(Command credential, Context& context)
{
    const Command command = credential.add_subcommand(
        "consent", "Allow agents to open a credential without asking, or be asked again");
    const auto id = std::make_shared<std::string>();
    const auto consent = std::make_shared<std::string>();
    const auto remote = add_remote_options(command);
    add_id(command, "CREDENTIAL", *id, "crd_", "The credential's id (crd_...)");
    command
        .add_option("CONSENT", *consent,
            "ask, hour or while_open; ask also takes back at once what is allowed now")
        .required()
        .one_of({"ask", "hour", "while_open"});
    describe(
        command, {"For the customer of the ticket. Every opening stands in the log, asked or not.",
                     {{"No questions for an hour", "credential consent crd_... hour"},
                         {"Stop at once, and be asked again", "credential consent crd_... ask"}},
                     {ExitCode::unreachable}});
    on_run(command, context,
        [&context, remote, id, consent] { return run_consent(context, *remote, *id, *consent); });
}

void add_unseal(Command credential, Context& context)
{
    const Command unseal =
        credential.add_subcommand("unseal", "Open a credential once under a grant, on the record");
    const auto id = std::make_shared<std::string>();
    const auto file = std::make_shared<std::string>();
    const auto again = std::make_shared<bool>(false);
    const auto remote = add_remote_options(unseal, Signs::account);
    add_id(unseal, "GRANT", *id, "grt_", "The grant's id (grt_...)");
    unseal
        .add_option("-o,--output", *file,
            "Write the value to this new file, readable by you alone, instead of standard output; "
            "none is overwritten")
        .type_name("FILE");
    unseal.add_flag("--again", *again,
        "Fetch a lost answer once more within 30 seconds, from the same sign-in; it does not "
        "count. Not a sealed original");
    describe(
        unseal, {"For the agent who holds the grant. The audit entry is durable before the value "
                 "leaves the vault, and each run counts. Only "
                 "the value goes to standard output: into a pipe or file exactly as sealed, "
                 "without a line end; on a terminal with a line end "
                 "and control characters escaped.",
                    {{"Into the clipboard", "credential unseal grt_... | wl-copy"},
                        {"A sealed original file", "credential unseal grt_... -o original.zip"},
                        {"The connection broke", "credential unseal grt_... --again"}},
                    {ExitCode::unreachable}});
    on_run(unseal, context, [&context, remote, id, file, again] {
        return unseal_credential(
            context, *remote, *id, *file, *again ? Claiming::again : Claiming::anew);
    });
}

} // namespace

void add_credential_command(Command root, Context& context)
{
    const Command credential =
        root.add_subcommand("credential", "List, seal, unseal and shred credentials");

    const Command list =
        credential.add_subcommand("list", "List the credentials of a ticket, without their values");
    const auto ticket = std::make_shared<std::string>();
    auto remote = add_remote_options(list);
    add_id(list, "TICKET", *ticket, "tkt_", "The ticket's id (tkt_...)");
    describe(
        list, {"", {{"What is sealed in it", "credential list tkt_..."}}, {ExitCode::unreachable}});
    on_run(
        list, context, [&context, remote, ticket] { return run_list(context, *remote, *ticket); });

    const Command show =
        credential.add_subcommand("show", "Show all about one credential but its value");
    const auto shown = std::make_shared<std::string>();
    remote = add_remote_options(show);
    add_id(show, "CREDENTIAL", *shown, "crd_", "The credential's id (crd_...)");
    describe(
        show, {"", {{"When does it expire?", "credential show crd_..."}}, {ExitCode::unreachable}});
    on_run(show, context, [&context, remote, shown] { return run_show(context, *remote, *shown); });

    add_add(credential, context);
    add_consent(credential, context);
    add_unseal(credential, context);

    const Command shred = credential.add_subcommand(
        "shred", "Destroy a credential's key at once and get the certificate");
    const auto doomed = std::make_shared<std::string>();
    const auto file = std::make_shared<std::string>();
    remote = add_remote_options(shred);
    add_id(shred, "CREDENTIAL", *doomed, "crd_", "The credential's id (crd_...)");
    shred
        .add_option("-o,--output", *file,
            "Write the certificate to this new file instead of standard "
            "output; none is overwritten")
        .type_name("FILE");
    describe(shred, {"For the customer of the ticket, agents and administrators. Nothing brings "
                     "the value back.",
                        {{"Keep the proof", "credential shred crd_... -o shredded.txt"}},
                        {ExitCode::unreachable}});
    on_run(shred, context,
        [&context, remote, doomed, file] { return run_shred(context, *remote, *doomed, *file); });
}

} // namespace cli
