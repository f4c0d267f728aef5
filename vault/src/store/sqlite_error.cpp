#include "store/sqlite_error.h"

#include "store/storage_fault.h"

#include <sqlite3.h>

namespace vault {

// A distribution's own sqlite3.h may stand earlier on the path, and versions below this one can corrupt a database in a WAL-reset race.
static_assert(
    SQLITE_VERSION_NUMBER >= 3051003, "the sqlite3.h found is not the pinned SQLCipher's");

Error sqlite_error(int code)
{
    switch (code & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_ERROR: // how SQLCipher reports a page that fails its authentication; a mistake in our literals is found by any test
        return Error{ErrorCode::corrupt, "the database does not hold what was written to it"};
    case SQLITE_FULL:
        return Error{ErrorCode::disk_full, "no room is left for the database"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return Error{ErrorCode::read_only, "the database cannot be written"};
    case SQLITE_CANTOPEN:
        return Error{ErrorCode::missing, "the database cannot be opened"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return Error{ErrorCode::in_use, "the database is held by somebody else"};
    case SQLITE_CONSTRAINT:
        return Error{ErrorCode::conflict, "an object of that name exists already"};
    case SQLITE_IOERR:
        if (code == SQLITE_IOERR_CORRUPTFS || code == SQLITE_IOERR_DATA)
            return Error{
                ErrorCode::corrupt, "a page of the database does not hold what was written to it"};
        if (code == SQLITE_IOERR_SHMSIZE) // the file beside the log could not grow
            return Error{ErrorCode::disk_full, "no room is left for the database"};
        return Error{ErrorCode::io, "the database could not be read or written"};
    case SQLITE_NOMEM:
        return Error{ErrorCode::unavailable, "no memory is left for the database"};
    default:
        return Error{ErrorCode::internal, "the database refused a statement"}.with(
            static_cast<unsigned>(code));
    }
}

void check_sqlite(int code)
{
    if (code != SQLITE_OK)
        throw StorageFault{sqlite_error(code)};
}

} // namespace vault
