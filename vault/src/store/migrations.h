#pragma once

#include "store/database.h"

#include <cstdint>
#include <span>

namespace vault {

// One numbered file of vault/src/store/migrations, embedded at build.
struct Migration {
    std::int64_t version;
    Sql sql;
};
[[nodiscard]] std::span<const Migration> migrations() noexcept;

// Brings the schema to this program's version in one transaction. False where a damaged page kept an index of the log from being made anew: the one
// before serves until a later call succeeds, and what is due can end meanwhile. Throws StorageFault: foreign when a newer program wrote it; corrupt
// when a damaged page is needed for more than that.
bool migrate(Database& database);

// A copy that an earlier version wrote and nobody may change: what readers of this version look for beyond it is made beside it, in memory. Its tables
// stay as they are.
void complete_schema(Database& database);

} // namespace vault
