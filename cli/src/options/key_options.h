#pragma once

#include "context.h"
#include "options/command.h"
#include "options/remote_options.h"
#include "terminal/private_file.h"
#include "text/fault.h"
#include "vault/proof.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cli {

// Which key must have signed: --key, --key-file, the one seen at sign-in, or what a server named by `remote` says now. What was seen
// earlier comes before what the same server says now.
struct KeyOptions {
    std::string key;
    std::string key_file;
    std::shared_ptr<RemoteOptions> remote;
};
// `remote` are the command's own options for a server.
[[nodiscard]] std::shared_ptr<KeyOptions> add_key_options(
    Command command, std::shared_ptr<RemoteOptions> remote);
// --key or --key-file; nullopt without either.
[[nodiscard]] Answer<std::optional<vault::VerifierKey>> given_key(
    Context& context, const KeyOptions& options);
// usage when none is known.
[[nodiscard]] Answer<vault::VerifierKey> expected_key(Context& context, const KeyOptions& options);

// The key the server says it signs with, which anybody may ask for.
[[nodiscard]] Answer<vault::VerifierKey> verifier_of(ApiClient& client);
// --key-out FILE.
void add_key_out(Command command, std::string& file);

// That key in that new file, for --key-file: asked for and given room before the work, written after it.
struct KeyCopy {
    std::optional<PrivateFile> file; // none: not asked for
    std::string text;

    [[nodiscard]] Answer<void> keep();
};
[[nodiscard]] Answer<KeyCopy> prepare_key_copy(ApiClient& client, const std::string& file);

// How a verdict about a signed note is told.
struct VerdictRow {
    vault::ProofVerdict verdict;
    ExitCode code;
    std::string_view word;
    std::string_view sentence;
};
[[nodiscard]] const VerdictRow& verdict_row(vault::ProofVerdict verdict) noexcept;

} // namespace cli
