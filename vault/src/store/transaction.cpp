#include "store/transaction.h"

#include "store/engine_dialect.h"
#include "store/statement.h"

#include <sqlite3.h>

namespace vault {

ReadTransaction::ReadTransaction(Database& database) : database_{database}
{
    database_.run(dialect::begin_read);
}

WriteTransaction::WriteTransaction(Database& database) : database_{database}
{
    database_.run(dialect::begin_write);
}

WriteTransaction::Committed WriteTransaction::commit() noexcept
{
    code_ = database_.commit();
    if (code_ == SQLITE_OK)
        return Committed::yes;
    // SQLITE_FULL comes from a write to the log before its commit frame was whole (no frame follows the commit frame, since the VFS says
    // that writes are power-safe), so the log ends in an incomplete transaction, which no reader and no recovery takes. Any other error
    // may have come after that frame: a sync that failed says nothing about what is on the disk.
    if ((code_ & 0xff) == SQLITE_FULL) {
        database_.rollback();
        return Committed::no_room;
    }
    return Committed::unknown;
}

Savepoint::Savepoint(Database& database) : database_{database}
{
    Statement{database_, "SAVEPOINT request"}.run();
}

void Savepoint::keep() { Statement{database_, "RELEASE request"}.run(); }

void Savepoint::roll_back()
{
    Statement{database_, "ROLLBACK TO request"}.run();
    Statement{database_, "RELEASE request"}.run();
}

} // namespace vault
