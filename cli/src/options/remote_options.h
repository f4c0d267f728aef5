#pragma once

#include "context.h"
#include "options/command.h"
#include "service/api_client.h"
#include "text/fault.h"

#include <memory>
#include <optional>
#include <string>

namespace cli {

// Where and as whom a remote command speaks. Everything may be left out when a session is saved.
struct RemoteOptions {
    std::string server;
    std::string fingerprint;
    std::string ca_file;
    std::string token_file;
    std::string link_file;
    std::optional<Command> command; // whose options these are
};

// Who may run a command, so that no other way to sign in is offered: nobody signed in, only people with an account, or guests too.
// `guest`: nobody is, but a guest's link says where the server is.
enum class Signs { nobody, guest, account, account_or_guest };

[[nodiscard]] std::shared_ptr<RemoteOptions> add_remote_options(
    Command command, Signs signs = Signs::account_or_guest);

enum class SignIn { required, optional, never };

// The server and sign-in from the options, else from the saved session. The session's token and fingerprint are only used for the session's own
// server, what a link file trusts only for the server of the link; --fingerprint and --ca come before both. Sign-in, first that is given: --link-file, --token-file, the session.
[[nodiscard]] Answer<ApiClient> connect(
    Context& context, const RemoteOptions& options, SignIn sign_in = SignIn::required);

} // namespace cli
