#pragma once

#include "store/statement.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace vault {

// A table whose rows move from one database to another whole, in the order of the schema's columns.
struct CopiedTable {
    std::string_view name;
    Sql read;
    Sql insert;
    std::string_view blanked = {}; // a column that arrives as null
};

// What a backup holds of the schema, in an order in which rows may refer to earlier ones only. A number stands for a table in the file, so rows
// are only ever added at the end. Left out: session (people sign in again), key_node, key_tree and key_ending (a restored vault has a tree
// of its own), schema_version; of attachment_chunk what is sealed under the key of an upload or original; and the values of credentials.
[[nodiscard]] std::span<const CopiedTable> copied_tables() noexcept;

// The number of the schema this program writes.
[[nodiscard]] std::uint64_t schema_number() noexcept;

// A row as bytes: number of columns (u8), then of each its type (u8) and value: 0 null, 1 integer (i64le), 2 text and 3 blob (u32le, bytes).
void append_row(std::vector<std::byte>& out, const Statement& row, std::string_view blanked);
// corrupt, thrown as StorageFault, when the bytes are no row of this table.
void insert_row(Database& database, const CopiedTable& table, std::span<const std::byte> row);

// The leaves of the keys that open redacted content and persons, ascending: no credential's, no upload's.
class ContentLeaves {
public:
    explicit ContentLeaves(Database& database);
    [[nodiscard]] std::optional<std::uint64_t> next();

private:
    Statement read_;
};

} // namespace vault
