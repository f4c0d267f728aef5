#pragma once

#include "engine/folder_pair.h"
#include "keys/keys_folder.h"
#include "store/database.h"
#include "store/gated_vfs.h"
#include "support/catch.h"
#include "support/test_vault.h"

namespace tests {

// The database of a closed vault, as somebody with its key has it.
struct ClosedDatabase {
    explicit ClosedDatabase(TestVault& place)
        : keys{vault::open_keys_folder(place.folders().keys, place.custody(), place.world())
                  .value()},
          vfs{place.files}, database{vfs, vault::database_file(place.folders()), keys.database_key,
                                vault::Database::Mode::writer}
    {
    }
    vault::OpenedKeys keys;
    vault::GatedVfs vfs;
    vault::Database database;
};

// They change what a statement says.
inline void tamper(TestVault& place, vault::Sql sql) { ClosedDatabase{place}.database.run(sql); }

} // namespace tests
