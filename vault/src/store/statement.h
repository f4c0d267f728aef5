#pragma once

#include "store/database.h"
#include "vault/clock.h"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace vault {

// One run of a compiled statement: bind in order, step, read columns. Reset and emptied at its end.
// Columns and parameters count from 0. Errors are thrown as StorageFault; a wrong column type is our mistake and aborts.
class Statement {
public:
    Statement(Database& database, Sql sql);
    // Binds `values` to the parameters in order.
    template <class... Values>
    Statement(Database& database, Sql sql, const Values&... values) : Statement{database, sql}
    {
        (bind(values), ...);
    }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement();

    void bind(std::int64_t value);
    void bind(std::string_view value);
    void bind(std::span<const std::byte> value);
    void bind(std::nullopt_t);
    void bind(const char* value) { bind(std::string_view{value}); }
    void bind(const std::string& value) { bind(std::string_view{value}); }
    void bind(const std::vector<std::byte>& value) { bind(std::span<const std::byte>{value}); }
    void bind(Instant value) { bind(value.ms); }
    template <std::integral Number>
        requires(!std::same_as<Number, std::int64_t>)
    void bind(Number value)
    {
        bind(static_cast<std::int64_t>(value));
    }
    template <class Value>
        requires requires(const Value& value) {
            value.bytes();
            value.to_string();
        }
    void bind(const Value& id)
    {
        bind(std::string_view{id.to_string()});
    }
    template <class Value>
    void bind(const std::optional<Value>& value)
    {
        if (value)
            bind(*value);
        else
            bind(std::nullopt);
    }

    // True while there is a row.
    [[nodiscard]] bool step();
    // For statements that give no rows.
    void run();

    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::uint64_t count(int column) const
    {
        return static_cast<std::uint64_t>(integer(column));
    }
    [[nodiscard]] std::uint32_t small(int column) const
    {
        return static_cast<std::uint32_t>(integer(column));
    }
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::vector<std::byte> blob(int column) const;
    // The same, valid until the next step.
    [[nodiscard]] std::string_view view(int column) const;
    [[nodiscard]] std::string_view view_or_none(int column) const // empty for null
    {
        return is_null(column) ? std::string_view{} : view(column);
    }
    [[nodiscard]] std::span<const std::byte> blob_view(int column) const;
    [[nodiscard]] Instant instant(int column) const { return {integer(column)}; }
    [[nodiscard]] std::optional<Instant> instant_or_null(int column) const;
    // --- whatever it is, for rows that move whole ---
    using Value =
        std::variant<std::monostate, std::int64_t, std::string_view, std::span<const std::byte>>;
    [[nodiscard]] int columns() const noexcept;
    [[nodiscard]] int parameters() const noexcept;
    [[nodiscard]] std::string_view column_name(int column) const;
    // Valid until the next step.
    [[nodiscard]] Value value(int column) const;

    // An id the database holds but nobody wrote is damage: corrupt.
    template <class Name>
    [[nodiscard]] Name id(int column) const
    {
        const auto name = Name::parse(text(column));
        if (!name)
            throw_damaged();
        return *name;
    }
    template <class Name>
    [[nodiscard]] std::optional<Name> id_or_null(int column) const
    {
        return is_null(column) ? std::nullopt : std::optional<Name>{id<Name>(column)};
    }
    // The value of a word column; `parse` is the enumeration's own.
    template <class Parse>
    [[nodiscard]] auto word(int column, Parse parse) const
    {
        const auto value = parse(text(column));
        if (!value)
            throw_damaged();
        return *value;
    }

private:
    [[noreturn]] static void throw_damaged();

    Database& database_;
    sqlite3_stmt* statement_;
    int bound_ = 0;
};

} // namespace vault
