#include "vault/library_versions.h"

#include "store/engine_dialect.h"

#include <sodium.h>
#include <sqlite3.h>

namespace vault {

namespace {

// Asked of a database in memory, since the header of SQLCipher does not say it.
std::string sqlcipher_version()
{
    sqlite3* handle = nullptr;
    sqlite3_stmt* statement = nullptr;
    std::string version;
    if (sqlite3_open(":memory:", &handle) == SQLITE_OK &&
        sqlite3_prepare_v2(handle, dialect::cipher_version.text, -1, &statement, nullptr) ==
            SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        version = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return version;
}

} // namespace

LibraryVersions library_versions()
{
    return {sqlcipher_version(), sqlite3_libversion(), sodium_version_string()};
}

} // namespace vault
