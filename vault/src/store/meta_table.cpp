#include "store/meta_table.h"

#include "store/statement.h"

namespace vault {

std::optional<StoreId> MetaTable::store() const
{
    Statement read{database_, "SELECT value FROM meta WHERE name = 'store'"};
    return read.step() ? std::optional{read.id<StoreId>(0)} : std::nullopt;
}

void MetaTable::set_store(const StoreId& store)
{
    Statement{database_, "INSERT INTO meta (name, value) VALUES ('store', ?)", store}.run();
}

Instant MetaTable::high_water() const
{
    Statement read{database_, "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'high_water'"};
    return read.step() ? read.instant(0) : Instant{};
}

void MetaTable::set_high_water(Instant at)
{
    Statement update{
        database_, "UPDATE meta SET value = ? WHERE name = 'high_water'", std::to_string(at.ms)};
    update.run();
    if (database_.rows_changed() == 0)
        Statement{database_, "INSERT INTO meta (name, value) VALUES ('high_water', ?)",
            std::to_string(at.ms)}
            .run();
}

} // namespace vault
