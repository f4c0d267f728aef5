#include "options/key_options.h"

#include "options/command.h"
#include "service/server_url.h"
#include "service/session_file.h"
#include "terminal/text_file.h"
#include "text/json_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace cli {

namespace {

constexpr std::array verdicts{
    VerdictRow{vault::ProofVerdict::good, ExitCode::ok, "good", "The proof holds."},
    VerdictRow{vault::ProofVerdict::bad_signature, ExitCode::bad_proof, "bad_signature",
        "the signature does not hold: the text was changed or never signed by this key"},
    VerdictRow{vault::ProofVerdict::malformed, ExitCode::bad_proof, "malformed",
        "this is not a receipt or certificate"},
    VerdictRow{vault::ProofVerdict::unknown_key, ExitCode::unknown_key, "unknown_key",
        "it is signed by another key than the expected one"},
    VerdictRow{vault::ProofVerdict::not_in_log, ExitCode::bad_proof, "not_in_log",
        "it is signed, but contradicts the entry of the audit log that it carries"},
};

Answer<vault::VerifierKey> key_from(std::string_view option, std::string text)
{
    vault::VerifierKey key{std::move(text)};
    if (!vault::is_verifier_key(key))
        return fault(
            ExitCode::usage, fmt::format("{} gives no verifier key: one line is expected, the "
                                         "log's name, '+', 8 hex digits, '+' and base64, as 'keys "
                                         "status' and /v1/version show it",
                                 option));
    return key;
}

} // namespace

const VerdictRow& verdict_row(vault::ProofVerdict verdict) noexcept
{
    return verdicts.at(static_cast<std::size_t>(verdict));
}

std::shared_ptr<KeyOptions> add_key_options(Command command, std::shared_ptr<RemoteOptions> remote)
{
    auto options = std::make_shared<KeyOptions>();
    options->remote = std::move(remote);
    const auto key =
        command
            .add_option("--key", options->key,
                "The vault's verifier key, name+id+base64 (default: the one seen at login, "
                "else what the named server says)")
            .type_name("VERIFIER");
    command
        .add_option(
            "--key-file", options->key_file, "A file with the verifier key in its first line")
        .type_name("FILE")
        .excludes(key);
    return options;
}

Answer<std::optional<vault::VerifierKey>> given_key(Context& context, const KeyOptions& options)
{
    constexpr std::size_t key_bytes_max = 1024;
    if (!options.key.empty())
        return key_from("--key", options.key);
    if (options.key_file.empty())
        return std::nullopt;
    auto text = read_text_file(context, options.key_file, "the key file", key_bytes_max);
    if (!text)
        return std::unexpected{text.error()};
    text->erase(std::min(text->find_first_of("\r\n"), text->size()));
    return key_from("--key-file", std::move(*text));
}

Answer<vault::VerifierKey> expected_key(Context& context, const KeyOptions& options)
{
    auto given = given_key(context, options);
    if (!given)
        return std::unexpected{given.error()};
    if (*given)
        return std::move(**given);
    const bool named = !options.remote->server.empty() || !options.remote->link_file.empty();
    const auto session = read_session(context);
    if (!session && !named)
        return std::unexpected{session.error()};
    const bool seen = session && *session && !(*session)->verifier.empty();
    if (!named && !seen)
        return fault(ExitCode::usage,
            "which key must have signed it? Give --key or --key-file, name the server with "
            "--server or --link-file, or sign in to it once");
    if (!named)
        return vault::VerifierKey{(*session)->verifier};
    auto client = connect(context, *options.remote, SignIn::never);
    if (!client)
        return std::unexpected{client.error()};
    if (seen && same_server(client->address().url, (*session)->server))
        return vault::VerifierKey{(*session)->verifier};
    return verifier_of(*client);
}

Answer<vault::VerifierKey> verifier_of(ApiClient& client)
{
    const auto version = client.get("/v1/version");
    if (!version)
        return std::unexpected{version.error()};
    vault::VerifierKey key{text_at(*version, "verifier")};
    if (!vault::is_verifier_key(key))
        return fault(ExitCode::unreachable,
            "the server's answer holds no verifier key; is this a Ticket Vault server?");
    return key;
}

void add_key_out(Command command, std::string& file)
{
    command
        .add_option("--key-out", file,
            "Write the vault's verifier key to this new file, for --key-file; none is overwritten")
        .type_name("FILE");
}

Answer<KeyCopy> prepare_key_copy(ApiClient& client, const std::string& file)
{
    auto room = make_room(file, "the key's file", Existing::kept);
    if (!room)
        return std::unexpected{room.error()};
    KeyCopy copy{std::move(*room), ""};
    if (!copy.file)
        return copy;
    auto key = verifier_of(client);
    if (!key)
        return std::unexpected{key.error()};
    copy.text = std::move(key->text) + "\n";
    return copy;
}

Answer<void> KeyCopy::keep() { return file ? file->finish(text) : Answer<void>{}; }

} // namespace cli
