#include "options/remote_options.h"

#include "options/command.h"
#include "service/fingerprint.h"
#include "service/link_file.h"
#include "service/login_words.h"
#include "service/server_url.h"
#include "service/session_file.h"
#include "terminal/text_file.h"

#include <fmt/format.h>

#include <algorithm>

namespace cli {

namespace {

std::string_view text_of(const vault::Secret& secret)
{
    const auto bytes = secret.reveal();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A header value in locked memory, put together there.
vault::Secret header(
    std::string_view scheme, std::string_view a, std::string_view dot, std::string_view b)
{
    vault::Secret value{scheme.size() + a.size() + dot.size() + b.size()};
    auto out = value.mutable_bytes().begin();
    for (const std::string_view part : {scheme, a, dot, b})
        out = std::ranges::copy(std::as_bytes(std::span{part}), out).out;
    return value;
}

struct Identity {
    vault::Secret authorization;
    std::string not_accepted; // what it means when the server does not take it
    ServerAddress link;       // named by a guest's link, with what its keeper trusted; else empty
};

constexpr auto link_not_accepted =
    "the link in the link file opens nothing there: it is not the whole link, or was made by "
    "another server; use the file or link you got when the ticket was submitted";
constexpr auto token_not_accepted =
    "the token in the token file is not accepted there: it is not whole, its session has ended or "
    "was idle too long; 'ticketvault login URL' opens a new one";

std::string session_not_accepted(const Session& session)
{
    return fmt::format("your session there has ended or was idle too long; sign in again: {}",
        login_words({session.server, "", ""}, session.login));
}

// What follows a link on standard input is another option's if one reads from there too.
Stdin stdin_for_link(const RemoteOptions& options)
{
    if (!options.command)
        return Stdin::shared;
    return options.command->times_given("-") > 1 ? Stdin::shared : Stdin::own;
}

// A link says where the ticket is, also to who does not act as its guest there.
Answer<Identity> identity_from_files(Context& context, const RemoteOptions& options, SignIn sign_in)
{
    if (!options.link_file.empty()) {
        const auto file = read_link_file(context, options.link_file, stdin_for_link(options));
        if (!file)
            return std::unexpected{file.error()};
        const auto link = parse_guest_link(text_of(file->link));
        if (!link)
            return fault(
                ExitCode::failed, "the link file holds neither a ticket link nor 'tkt_….secret'");
        return Identity{sign_in == SignIn::never
                            ? vault::Secret{}
                            : header("Ticket ", link->ticket, ".", link->secret),
            link_not_accepted, {link->server, file->fingerprint, file->ca_file}};
    }
    if (options.token_file.empty() || sign_in == SignIn::never)
        return Identity{};
    const auto token = read_secret_file(context, options.token_file, "the token file");
    if (!token)
        return std::unexpected{token.error()};
    for (const std::byte byte : token->reveal())
        if (byte <= std::byte{' '} || byte >= std::byte{0x7f})
            return fault(ExitCode::failed, "the token file does not hold a token");
    return Identity{header("Bearer ", text_of(*token), "", ""), token_not_accepted, {}};
}

// Names only what the command takes.
std::string not_signed_in(const RemoteOptions& options)
{
    const bool link = !options.command || options.command->has_option("--link-file");
    return link ? "you are not signed in there; use 'ticketvault login URL', --token-file or "
                  "--link-file"
                : "you are not signed in there; use 'ticketvault login URL' or --token-file";
}

Answer<ServerAddress> address_from_options(const RemoteOptions& options, const Identity& identity)
{
    ServerAddress address{
        options.server.empty() ? identity.link.url : options.server, "", options.ca_file};
    if (!options.fingerprint.empty()) {
        const auto fingerprint = fingerprint_from_option(options.fingerprint);
        if (!fingerprint)
            return std::unexpected{fingerprint.error()};
        address.fingerprint = *fingerprint;
    } else if (address.ca_file.empty() && same_server(address.url, identity.link.url)) {
        address.fingerprint = identity.link.fingerprint;
        address.ca_file = identity.link.ca_file;
    }
    return address;
}

} // namespace

std::shared_ptr<RemoteOptions> add_remote_options(Command command, Signs signs)
{
    auto options = std::make_shared<RemoteOptions>();
    options->command = command;
    command
        .add_option("--server", options->server,
            "The server, https://host:port (default: where you signed in)")
        .type_name("URL");
    const auto fingerprint = command
                                 .add_option("--fingerprint", options->fingerprint,
                                     "Trust the certificate with this fingerprint, SHA256:hex")
                                 .type_name("TEXT");
    command
        .add_option(
            "--ca", options->ca_file, "Trust certificates of the authorities in this PEM file")
        .type_name("FILE")
        .excludes(fingerprint);
    std::optional<Option> token;
    if (signs == Signs::account || signs == Signs::account_or_guest)
        token = command
                    .add_option("--token-file", options->token_file,
                        "Sign in with the token in this file ('-': standard input)")
                    .type_name("FILE");
    if (signs == Signs::guest || signs == Signs::account_or_guest) {
        const Option link =
            command
                .add_option("--link-file", options->link_file,
                    signs == Signs::guest
                        ? "The server of the ticket link in this file ('-': standard input)"
                        : "Act as the guest whose ticket link is in this file ('-': standard "
                          "input)")
                .type_name("FILE");
        if (token)
            link.excludes(*token);
    }
    return options;
}

Answer<ApiClient> connect(Context& context, const RemoteOptions& options, SignIn sign_in)
{
    auto identity = identity_from_files(context, options, sign_in);
    if (!identity)
        return std::unexpected{identity.error()};
    auto address = address_from_options(options, *identity);
    if (!address)
        return std::unexpected{address.error()};
    auto session = read_session(context);
    // A broken session matters only to a command that would have used it.
    if (!session &&
        (address->url.empty() || (identity->authorization.empty() && sign_in == SignIn::required)))
        return std::unexpected{session.error()};
    const std::optional<Session> saved = session ? std::move(*session) : std::nullopt;
    if (saved) {
        if (address->url.empty())
            address->url = saved->server;
        if (same_server(address->url, saved->server)) {
            if (address->fingerprint.empty() && address->ca_file.empty()) {
                address->fingerprint = saved->fingerprint;
                address->ca_file = saved->ca_file;
            }
            if (identity->authorization.empty() && sign_in != SignIn::never) {
                identity->authorization = header("Bearer ", text_of(saved->token), "", "");
                identity->not_accepted = session_not_accepted(*saved);
            }
        }
    }
    if (address->url.empty())
        return fault(ExitCode::usage,
            "no server is known; sign in with 'ticketvault login URL', or give --server URL");
    if (const auto url = parse_server_url(address->url); !url)
        return std::unexpected{url.error()};
    if (identity->authorization.empty() && sign_in == SignIn::required)
        return fault(ExitCode::failed, not_signed_in(options));
    return ApiClient::open(
        context, *address, std::move(identity->authorization), std::move(identity->not_accepted));
}

} // namespace cli
