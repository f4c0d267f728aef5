#include "store/meta_table.h"

#include "store/statement.h"
#include "store/storage_fault.h"

#include <charconv>

namespace vault {

namespace {

std::int64_t number_of(const std::string& text)
{
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size())
        throw StorageFault{Error{ErrorCode::corrupt, "a number the database keeps is none"}};
    return number;
}

} // namespace

std::optional<std::string> MetaTable::value(std::string_view name) const
{
    Statement read{database_, "SELECT value FROM meta WHERE name = ?", name};
    return read.step() ? std::optional{read.text(0)} : std::nullopt;
}

void MetaTable::set(std::string_view name, std::string_view value)
{
    Statement update{database_, "UPDATE meta SET value = ? WHERE name = ?", value, name};
    update.run();
    if (database_.rows_changed() == 0)
        Statement{database_, "INSERT INTO meta (name, value) VALUES (?, ?)", name, value}.run();
}

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
    const auto stored = value("high_water");
    return stored ? Instant{number_of(*stored)} : Instant{};
}

void MetaTable::set_high_water(Instant at) { set("high_water", std::to_string(at.ms)); }

ClockBasis MetaTable::clock_basis() const
{
    ClockBasis basis{value("machine_start").value_or(""), 0, {}};
    if (const auto offset = value("clock_offset"))
        basis.offset_ms = number_of(*offset);
    if (const auto doubted = value("clock_doubted"); doubted && !doubted->empty())
        basis.doubted = Instant{number_of(*doubted)};
    return basis;
}

void MetaTable::set_clock_basis(const ClockBasis& basis)
{
    set("machine_start", basis.machine_start);
    set("clock_offset", std::to_string(basis.offset_ms));
    set("clock_doubted", basis.doubted ? std::to_string(basis.doubted->ms) : std::string{});
}

} // namespace vault
