#pragma once

#include "context.h"
#include "fault.h"
#include "vault/proof.h"

#include <memory>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace cli {

// Which key must have signed: --key, --key-file, or the one seen at sign-in.
struct KeyOptions {
    std::string key;
    std::string key_file;
};
[[nodiscard]] std::shared_ptr<KeyOptions> add_key_options(CLI::App& command);
// usage when none is known.
[[nodiscard]] Answer<vault::VerifierKey> expected_key(Context& context, const KeyOptions& options);

// How a verdict about a signed note is told.
struct VerdictRow {
    vault::ProofVerdict verdict;
    ExitCode code;
    std::string_view word;
    std::string_view sentence;
};
[[nodiscard]] const VerdictRow& verdict_row(vault::ProofVerdict verdict) noexcept;

} // namespace cli
