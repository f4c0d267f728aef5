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

// Brings the schema to this program's version in one transaction. Throws StorageFault: foreign when a newer program wrote it.
void migrate(Database& database);

} // namespace vault
