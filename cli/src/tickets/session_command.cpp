#include "commands.h"

#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/remote_options.h"
#include "service/fingerprint.h"
#include "service/server_url.h"
#include "service/session_file.h"
#include "terminal/prompts.h"
#include "text/escape.h"
#include "text/json_text.h"
#include "text/table.h"
#include "text/time_text.h"
#include "text/wiped_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>

namespace cli {

namespace {

struct LoginOptions {
    std::string server;
    std::string fingerprint;
    std::string ca_file;
    std::string login;
    std::string password_file;
};

// A certificate nobody vouches for is shown to the person once; afterwards only that one is accepted.
Answer<void> settle_trust(Context& context, ApiClient& client)
{
    if (!client.uses_tls() || !client.address().fingerprint.empty() ||
        !client.address().ca_file.empty())
        return {};
    const auto trusted = client.is_trusted();
    if (!trusted)
        return std::unexpected{trusted.error()};
    if (*trusted)
        return {};
    const auto seen = client.certificate_fingerprint();
    if (!seen)
        return std::unexpected{seen.error()};
    if (!context.in_is_terminal || !context.err_is_terminal)
        return fault(
            ExitCode::unreachable, fmt::format("the server's certificate is not trusted: it has "
                                               "the fingerprint {}. If that is the one the "
                                               "operator names, give it with --fingerprint",
                                       *seen));
    context.err << "This server's certificate is signed by nobody this machine knows. Its "
                   "fingerprint is\n\n    "
                << *seen << "\n\nCompare it with the line ticketvaultd prints when it starts.\n";
    if (!ask_yes(context, "Trust it from now on?"))
        return fault(ExitCode::failed, "not trusted; nothing was sent");
    client.trust_fingerprint(*seen);
    return {};
}

Answer<nlohmann::json> sign_in(
    ApiClient& client, const std::string& login, const vault::Secret& password)
{
    const auto bytes = password.reveal();
    const WipedJson body{{{"login", login},
        {"password", std::string{reinterpret_cast<const char*>(bytes.data()), bytes.size()}},
        {"kind", "bearer"}}};
    return client.send("POST", "/v1/session", body.value);
}

Answer<ServerAddress> login_address(Context& context, const LoginOptions& options)
{
    const auto url = parse_server_url(options.server);
    if (!url)
        return std::unexpected{url.error()};
    ServerAddress address{url->to_string(), "",
        options.ca_file.empty() ? "" : std::filesystem::absolute(options.ca_file).string()};
    if (!options.fingerprint.empty()) {
        const auto fingerprint = fingerprint_from_option(options.fingerprint);
        if (!fingerprint)
            return std::unexpected{fingerprint.error()};
        address.fingerprint = *fingerprint;
    } else if (address.ca_file.empty()) {
        // What was trusted for this server before still is, and nothing else.
        const auto saved = read_session(context);
        if (saved && saved->has_value() && (*saved)->server == address.url) {
            address.fingerprint = (*saved)->fingerprint;
            address.ca_file = (*saved)->ca_file;
        }
    }
    return address;
}

Answer<void> run_login(Context& context, const LoginOptions& options)
{
    const auto address = login_address(context, options);
    if (!address)
        return std::unexpected{address.error()};
    auto client = ApiClient::open(context, *address, {});
    if (!client)
        return std::unexpected{client.error()};
    if (const auto settled = settle_trust(context, *client); !settled)
        return settled;
    // Asked before the password: a person should not type one for a server that is not there or not the right one.
    const auto version = client->get("/v1/version");
    if (!version)
        return std::unexpected{version.error()};
    const auto login = options.login.empty() ? ask_line(context, "Login", "--login NAME")
                                             : Answer<std::string>{options.login};
    if (!login)
        return std::unexpected{login.error()};
    const auto password =
        obtain_secret(context, options.password_file, "the password", "--password-file");
    if (!password)
        return std::unexpected{password.error()};
    auto answer = sign_in(*client, *login, *password);
    if (!answer && answer.error().http_status == 401)
        return fault(ExitCode::failed, "this login and password are not accepted");
    if (!answer)
        return std::unexpected{answer.error()};
    const WipedJson session_json{std::move(*answer)};
    const auto& user = session_json.value.value("user", nlohmann::json::object());
    std::string token = text_at(session_json.value, "token");
    Session session{address->url, client->address().fingerprint, address->ca_file,
        text_at(user, "login"), text_at(session_json.value, "expires_at"),
        text_at(*version, "verifier"), vault::Secret::copy_of(token)};
    vault::wipe(std::as_writable_bytes(std::span{token}));
    if (const auto written = write_session(context, session); !written)
        return written;
    if (context.json)
        print_json(context, {{"server", session.server}, {"fingerprint", session.fingerprint},
                                {"user", user}, {"expires_at", session.expires_at}});
    else
        context.err << fmt::format("Signed in to {} as {} ({}); the session ends {}.\n",
            session.server, escape_text(session.login), escape_text(text_at(user, "role")),
            describe_time(session.expires_at, context.world.clock.now()));
    return {};
}

Answer<void> run_logout(Context& context)
{
    make_session_private(context);
    auto saved = read_session(context);
    if (saved && !saved->has_value()) {
        context.err << "Nobody is signed in.\n";
        if (context.json)
            print_json(context, {{"signed_out", false}});
        return {};
    }
    // The file goes in any case; what the server was not told ends there by its own limits.
    auto client = connect(context, RemoteOptions{});
    const auto ended = client ? client->send("DELETE", "/v1/session")
                              : Answer<nlohmann::json>{std::unexpected{client.error()}};
    if (const auto removed = remove_session(context); !removed)
        return removed;
    constexpr int unauthorized = 401; // it had ended there already
    const bool over = ended || ended.error().http_status == unauthorized;
    if (context.json)
        print_json(context, {{"signed_out", true}, {"server_told", over}});
    if (!over)
        return fault(ended.error().code,
            "the saved session is removed here, but the server was not told, so it ends there only "
            "when it was idle too long: " +
                ended.error().sentence);
    if (!context.json)
        context.err << "Signed out.\n";
    return {};
}

Answer<void> run_whoami(Context& context, const RemoteOptions& options)
{
    auto client = connect(context, options);
    if (!client)
        return std::unexpected{client.error()};
    const auto answer = client->get("/v1/session");
    if (!answer)
        return std::unexpected{answer.error()};
    if (context.json) {
        auto document = *answer;
        document["server"] = client->address().url;
        print_json(context, document);
        return {};
    }
    const auto user = answer->value("user", nlohmann::json::object());
    FactList facts;
    facts.add("login", text_at(user, "login"));
    facts.add("name", text_at(user, "name"));
    facts.add("role", text_at(user, "role"));
    facts.add("id", text_at(user, "id"));
    facts.add("signed in by", text_at(*answer, "authn"));
    facts.add("server", client->address().url);
    if (const auto saved = read_session(context); saved && saved->has_value() &&
                                                  (*saved)->server == client->address().url &&
                                                  options.token_file.empty())
        facts.add("until", describe_time((*saved)->expires_at, context.world.clock.now()));
    facts.print(context.out, context.colour);
    return {};
}

} // namespace

void add_session_commands(Command root, Context& context)
{
    const Command login = root.add_subcommand("login", "Sign in to a server and keep the session");
    const auto options = std::make_shared<LoginOptions>();
    login.add_option("URL", options->server, "https://host:port").required();
    login
        .add_option(
            "--login", options->login, "Who you are there; asked on the terminal when left out")
        .type_name("NAME");
    login
        .add_option("--password-file", options->password_file,
            "Read the password's line from this file ('-': standard input)")
        .type_name("FILE");
    const auto fingerprint = login
                                 .add_option("--fingerprint", options->fingerprint,
                                     "Trust the certificate with this fingerprint, SHA256:hex")
                                 .type_name("TEXT");
    login
        .add_option(
            "--ca", options->ca_file, "Trust certificates of the authorities in this PEM file")
        .type_name("FILE")
        .excludes(fingerprint);
    describe(
        login, {"The password is asked on the terminal without echo. Address, certificate and "
                "token are kept in ticketvault/session.json in "
                "your configuration folder, readable by you alone; later commands use them. A "
                "certificate signed by nobody is shown once and "
                "then only that one is accepted.",
                   {{"Sign in and type the password", "login https://127.0.0.1:8443 --login anna"},
                       {"In a script", "login https://vault.example.com --login bot "
                                       "--password-file /run/secrets/bot"}},
                   {ExitCode::unreachable}});
    on_run(login, context, [&context, options] { return run_login(context, *options); });

    const Command logout =
        root.add_subcommand("logout", "End the saved session, here and on the server");
    describe(logout, {"", {{"Sign out", "logout"}}, {ExitCode::unreachable}});
    on_run(logout, context, [&context] { return run_logout(context); });

    const Command whoami = root.add_subcommand("whoami", "Show who is signed in where");
    const auto remote = add_remote_options(whoami, Signs::account);
    describe(whoami, {"", {{"Who am I?", "whoami"}}, {ExitCode::unreachable}});
    on_run(whoami, context, [&context, remote] { return run_whoami(context, *remote); });
}

} // namespace cli
