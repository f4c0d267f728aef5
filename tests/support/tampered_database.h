#pragma once

#include "engine/folder_pair.h"
#include "keys/keys_folder.h"
#include "store/database.h"
#include "store/gated_vfs.h"
#include "support/catch.h"
#include "support/test_vault.h"

namespace tests {

// Somebody with the database key changes what a statement says. The vault must be closed.
inline void tamper(TestVault& place, vault::Sql sql)
{
    auto keys = vault::open_keys_folder(place.folders().keys, place.custody(), place.world());
    REQUIRE(keys.has_value());
    vault::GatedVfs vfs{place.files};
    vault::Database database{vfs, vault::database_file(place.folders()), keys->database_key,
        vault::Database::Mode::writer};
    database.run(sql);
}

} // namespace tests
