#pragma once

#include "store/database.h"
#include "vault/clock.h"
#include "vault/id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vault {

// What was known about the clocks at some opening (TrustedTime).
struct ClockBasis {
    std::string machine_start;  // Clock::machine_start(); empty: nothing is known
    std::int64_t offset_ms = 0; // time minus the clock since that start
    std::optional<Instant>
        doubted; // what the wall clock said when it was not believed; none: it was

    // The same but for when the doubt was noted.
    [[nodiscard]] bool says_as_much_as(const ClockBasis& other) const
    {
        return machine_start == other.machine_start && offset_ms == other.offset_ms &&
               doubted.has_value() == other.doubted.has_value();
    }
};

class MetaTable {
public:
    explicit MetaTable(Database& database) : database_{database} {}

    [[nodiscard]] std::optional<StoreId> store() const;
    void set_store(const StoreId& store);
    // The latest time any request was given.
    [[nodiscard]] Instant high_water() const;
    void set_high_water(Instant at);
    [[nodiscard]] ClockBasis clock_basis() const;
    void set_clock_basis(const ClockBasis& basis);

private:
    [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
    void set(std::string_view name, std::string_view value);

    Database& database_;
};

} // namespace vault
