#pragma once

#include "store/database.h"
#include "vault/clock.h"
#include "vault/id.h"

#include <optional>

namespace vault {

class MetaTable {
public:
    explicit MetaTable(Database& database) : database_{database} {}

    [[nodiscard]] std::optional<StoreId> store() const;
    void set_store(const StoreId& store);
    // The latest time any request was given.
    [[nodiscard]] Instant high_water() const;
    void set_high_water(Instant at);

private:
    Database& database_;
};

} // namespace vault
