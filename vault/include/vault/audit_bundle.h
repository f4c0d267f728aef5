#pragma once

#include "vault/audit.h"
#include "vault/proof.h"

#include <memory>
#include <string_view>

namespace vault {

// Checks an exported log line by line, offline: every entry and checkpoint as verify does, and the signature over all bytes of the bundle.
// docs/audit-log.md has the grammar. Reads nothing but its arguments.
//
//     for each line of the file, without its line end:  verifier.line(text)        false from the first fault on
//     verdict = verifier.finish()
//
// Threads: one.
class BundleVerifier {
public:
    explicit BundleVerifier(VerifierKey key);
    ~BundleVerifier();
    BundleVerifier(BundleVerifier&&) noexcept;
    BundleVerifier& operator=(BundleVerifier&&) noexcept;

    bool line(std::string_view text);
    // Entries the bundle's head announces, for a progress bar; 0 until that line was read.
    [[nodiscard]] std::uint64_t entries_announced() const noexcept;
    [[nodiscard]] AuditVerdict finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace vault
