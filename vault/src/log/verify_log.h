#pragma once

#include "store/audit_table.h"
#include "vault/audit.h"
#include "vault/error.h"
#include "vault/proof.h"

#include <functional>
#include <string>

namespace vault {

// Where a log is read from. Each call may see a later state than the one before: the log only grows.
struct LogSource {
    // Runs its argument on one snapshot.
    std::function<Expected<void>(const std::function<void(const AuditTable&)>&)> read;
};

// A slice of the log with the checkpoints that end inside it.
struct LogSlice {
    std::vector<LeafRecord> leaves;
    std::vector<Checkpoint> checkpoints;
};
[[nodiscard]] Expected<LogSlice> read_slice(
    const LogSource& source, std::uint64_t first, std::uint32_t limit);

// Reads the log in slices through LogVerifier. Damage, of a page or of a row, is a verdict; only faults that say nothing about the log (io,
// no such vault) are errors. `size_known`: entries that were acknowledged before; fewer is a cut log.
[[nodiscard]] Expected<AuditVerdict> verify_log(const LogSource& source, const std::string& origin,
    const VerifierKey& key, std::uint64_t size_known, const VerifyProgress& progress);

} // namespace vault
