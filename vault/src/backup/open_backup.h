#pragma once

#include "backup/backup_head.h"
#include "backup/backup_stream.h"
#include "base/file.h"
#include "keys/recovery_key.h"

#include <optional>

namespace vault {

struct Backup::Impl {
    File file;
    std::uint64_t bytes;
    BackupHead head;
    VerifierKey verifier;
    RecoveryKey recovery;
    Secret file_key;
    Secret audit_seed;
    Secret index_key;
    std::optional<BackupReader> records{}; // past the two keys
};

} // namespace vault
