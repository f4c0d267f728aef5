#include "remote_options.h"

#include "fingerprint.h"
#include "server_url.h"
#include "session_file.h"
#include "text_file.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

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
    std::string server; // named by a guest's link; else empty
};

Answer<Identity> identity_from_files(Context& context, const RemoteOptions& options)
{
    if (!options.link_file.empty()) {
        const auto text = read_secret_file(context, options.link_file, "the link file");
        if (!text)
            return std::unexpected{text.error()};
        const auto link = parse_guest_link(text_of(*text));
        if (!link)
            return fault(
                ExitCode::failed, "the link file holds neither a ticket link nor 'tkt_….secret'");
        return Identity{header("Ticket ", link->ticket, ".", link->secret), link->server};
    }
    if (options.token_file.empty())
        return Identity{};
    const auto token = read_secret_file(context, options.token_file, "the token file");
    if (!token)
        return std::unexpected{token.error()};
    for (const std::byte byte : token->reveal())
        if (byte <= std::byte{' '} || byte >= std::byte{0x7f})
            return fault(ExitCode::failed, "the token file does not hold a token");
    return Identity{header("Bearer ", text_of(*token), "", ""), ""};
}

Answer<ServerAddress> address_from_options(
    const RemoteOptions& options, const std::string& link_server)
{
    ServerAddress address{
        options.server.empty() ? link_server : options.server, "", options.ca_file};
    if (!options.fingerprint.empty()) {
        const auto fingerprint = normalize_fingerprint(options.fingerprint);
        if (!fingerprint)
            return fault(
                ExitCode::usage, "--fingerprint must be SHA256: and 64 hexadecimal digits");
        address.fingerprint = *fingerprint;
    }
    return address;
}

bool same_server(const std::string& a, const std::string& b)
{
    const auto first = parse_server_url(a);
    const auto second = parse_server_url(b);
    return first && second && first->to_string() == second->to_string();
}

} // namespace

std::shared_ptr<RemoteOptions> add_remote_options(CLI::App& command, Signs signs)
{
    auto options = std::make_shared<RemoteOptions>();
    command
        .add_option("--server", options->server,
            "The server, https://host:port (default: where you signed in)")
        ->type_name("URL");
    auto* fingerprint = command
                            .add_option("--fingerprint", options->fingerprint,
                                "Trust the certificate with this fingerprint, SHA256:hex")
                            ->type_name("TEXT");
    command
        .add_option(
            "--ca", options->ca_file, "Trust certificates of the authorities in this PEM file")
        ->type_name("FILE")
        ->excludes(fingerprint);
    if (signs == Signs::nobody)
        return options;
    auto* token = command
                      .add_option("--token-file", options->token_file,
                          "Sign in with the token in this file ('-': standard input)")
                      ->type_name("FILE");
    if (signs == Signs::account)
        return options;
    command
        .add_option(
            "--link-file", options->link_file, "Act as the guest whose ticket link is in this file")
        ->type_name("FILE")
        ->excludes(token);
    return options;
}

Answer<ApiClient> connect(Context& context, const RemoteOptions& options, SignIn sign_in)
{
    auto identity = sign_in == SignIn::never ? Answer<Identity>{Identity{}}
                                             : identity_from_files(context, options);
    if (!identity)
        return std::unexpected{identity.error()};
    auto address = address_from_options(options, identity->server);
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
            if (identity->authorization.empty() && sign_in != SignIn::never)
                identity->authorization = header("Bearer ", text_of(saved->token), "", "");
        }
    }
    if (address->url.empty())
        return fault(ExitCode::usage,
            "no server is known; sign in with 'ticketvault login URL', or give --server URL");
    if (const auto url = parse_server_url(address->url); !url)
        return std::unexpected{url.error()};
    if (identity->authorization.empty() && sign_in == SignIn::required)
        return fault(ExitCode::failed, "you are not signed in there; use 'ticketvault login URL', "
                                       "--token-file or --link-file");
    return ApiClient::open(context, *address, std::move(identity->authorization));
}

} // namespace cli
