#pragma once

#include "keys/key_leaf.h"
#include "keys/log_day.h"
#include "store/database.h"

#include <optional>

namespace vault {

// The days whose log key there is.
class LogDayTable {
public:
    explicit LogDayTable(Database& database) : database_{database} {}

    void insert(LogDay day, KeyLeaf log_leaf);
    [[nodiscard]] std::optional<KeyLeaf> find(LogDay day) const;
    [[nodiscard]] std::optional<LogDay> earliest() const;
    void remove(LogDay day);

private:
    Database& database_;
};

} // namespace vault
