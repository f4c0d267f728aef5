#pragma once

#include "crypto/envelope.h"
#include "store/database.h"
#include "store/gated_vfs.h"
#include "support/fixed_random.h"
#include "support/temporary_folder.h"
#include "vault/files.h"

#include <filesystem>

namespace tests {

// A new database in a folder of its own, without a table.
struct TestDatabase {
    [[nodiscard]] std::filesystem::path file() const { return folder.path() / "test.db"; }

    TemporaryFolder folder;
    vault::SystemFiles files;
    FixedRandom random;
    vault::GatedVfs vfs{files};
    vault::Secret key = vault::random_key(random);
    vault::Database database{vfs, file(), key, vault::Database::Mode::create};
};

} // namespace tests
