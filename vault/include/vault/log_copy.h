#pragma once

#include "vault/audit.h"
#include "vault/audit_replay.h"
#include "vault/vault.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace vault {

// The audit log of a vault nobody serves, or of a copy of its folders. Changes nothing and appends no entry: what an auditor
// reads here leaves no trace in the log. Everything but verify() is inconsistent_log where the log is not the one the keys folder has seen.
// Threads: one at a time.
class LogCopy {
public:
    // wrong_key, foreign, missing, corrupt as Vault::open; in_use while a service holds the folders.
    [[nodiscard]] static Expected<LogCopy> open(
        const Folders& folders, const Custody& custody, World world);
    ~LogCopy();
    LogCopy(LogCopy&&) noexcept;
    LogCopy& operator=(LogCopy&&) noexcept;

    // As Vault::audit_entries for an auditor, but no name, address or reason is opened: that needs the key tree of a running vault.
    [[nodiscard]] Expected<std::vector<AuditEntry>> entries(const AuditFilter& filter) const;
    // This and consistency() also when a mark is lost and nobody can tell whether the log is the newest: they are what one compares it with.
    [[nodiscard]] Expected<Checkpoint> checkpoint() const;
    [[nodiscard]] Expected<std::string> proof(std::uint64_t seq) const;
    [[nodiscard]] Expected<ConsistencyProof> consistency(
        std::uint64_t first, std::uint64_t second) const;
    [[nodiscard]] Expected<void> export_to(
        const std::function<void(std::span<const std::byte>)>& sink) const;
    // Also every page of the database, those no entry is on included; that the log is not older than, or another than, the keys folder has seen; and,
    // where that has seen it to its end, check_keys(): a slot that was put back is a rollback as well.
    [[nodiscard]] Expected<AuditVerdict> verify(const VerifyProgress& progress) const;
    [[nodiscard]] Expected<ReplayVerdict> replay(const VerifyProgress& progress) const;
    // At most 1,000, longest first.
    [[nodiscard]] Expected<std::vector<OverdueItem>> overdue() const;
    // That the log is no older than, and no other than, the keys folder has seen. inconsistent_log otherwise, also where a lost mark hides it.
    [[nodiscard]] Expected<void> check_age() const;
    // That the root slots open the key tree, which a vault needs to be served. corrupt when the tree is lost.
    [[nodiscard]] Expected<void> check_keys() const;
    // False: the file `mark` in the keys folder is damaged, in part at least. The next start makes it whole, or says what stands against it.
    [[nodiscard]] bool mark_is_whole() const noexcept;
    [[nodiscard]] VerifierKey verifier() const;

private:
    struct Impl;
    explicit LogCopy(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace vault
