#include "store/row_copy.h"

#include "base/little_endian.h"
#include "store/migrations.h"
#include "store/storage_fault.h"
#include "vault/assert.h"

#include <algorithm>
#include <iterator>

namespace vault {

namespace {

enum class Column : std::uint8_t { null, integer, text, blob };

constexpr CopiedTable tables[] = {
    {"meta", "SELECT * FROM meta ORDER BY name", "INSERT INTO meta VALUES (?, ?)"},
    {"person", "SELECT * FROM person ORDER BY id", "INSERT INTO person VALUES (?, ?, ?, ?, ?)"},
    {"user_account", "SELECT * FROM user_account ORDER BY person",
        "INSERT INTO user_account VALUES (?, ?, ?, ?, ?, ?, ?)"},
    {"ticket", "SELECT * FROM ticket ORDER BY position",
        "INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
    {"message", "SELECT * FROM message ORDER BY ticket, position",
        "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?)"},
    {"attachment", "SELECT * FROM attachment ORDER BY ticket, position",
        "INSERT INTO attachment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
    {"attachment_chunk",
        "SELECT * FROM attachment_chunk WHERE part = 'redacted' ORDER BY attachment, part, idx",
        "INSERT INTO attachment_chunk VALUES (?, ?, ?, ?)"},
    {"credential", "SELECT * FROM credential ORDER BY position",
        "INSERT INTO credential VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?, ?, ?)",
        "value_ct"},
    {"credential_end", "SELECT * FROM credential_end ORDER BY position",
        "INSERT INTO credential_end VALUES (?, ?, ?)"},
    {"access_grant", "SELECT * FROM access_grant ORDER BY position",
        "INSERT INTO access_grant VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
    {"audit_entry", "SELECT * FROM audit_entry ORDER BY seq",
        "INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)"},
    {"audit_checkpoint", "SELECT * FROM audit_checkpoint ORDER BY size",
        "INSERT INTO audit_checkpoint VALUES (?, ?, ?)"},
    {"audit_edge", "SELECT * FROM audit_edge", "INSERT INTO audit_edge VALUES (?, ?)"},
    {"audit_subtree", "SELECT * FROM audit_subtree ORDER BY place",
        "INSERT INTO audit_subtree VALUES (?, ?)"},
    {"key_stream", "SELECT * FROM key_stream ORDER BY stream",
        "INSERT INTO key_stream VALUES (?, ?, ?)"},
    {"grant_policy", "SELECT * FROM grant_policy ORDER BY scope",
        "INSERT INTO grant_policy VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"},
    {"grant_approval", "SELECT * FROM grant_approval ORDER BY access_grant, person",
        "INSERT INTO grant_approval VALUES (?, ?, ?, ?)"},
    {"break_glass_person", "SELECT * FROM break_glass_person ORDER BY person",
        "INSERT INTO break_glass_person VALUES (?)"},
    {"break_glass", "SELECT * FROM break_glass ORDER BY access_grant",
        "INSERT INTO break_glass VALUES (?, ?, ?, ?, ?, ?, ?, ?)"},
    {"approver_group", "SELECT * FROM approver_group ORDER BY name",
        "INSERT INTO approver_group VALUES (?)"},
    {"approver_group_person", "SELECT * FROM approver_group_person ORDER BY approver_group, person",
        "INSERT INTO approver_group_person VALUES (?, ?)"},
    {"grant_policy_group", "SELECT * FROM grant_policy_group ORDER BY scope, approver_group",
        "INSERT INTO grant_policy_group VALUES (?, ?, ?)"},
    {"log_day", "SELECT * FROM log_day ORDER BY day", "INSERT INTO log_day VALUES (?, ?)"},
};

[[noreturn]] void throw_damaged()
{
    throw StorageFault{Error{ErrorCode::corrupt, "the backup holds a row of another form"}};
}

void append(std::vector<std::byte>& out, std::span<const std::byte> bytes)
{
    out.insert(out.end(), bytes.begin(), bytes.end());
}

// Takes a row's bytes apart from the front.
class RowBytes {
public:
    explicit RowBytes(std::span<const std::byte> bytes) : rest_{bytes} {}

    std::span<const std::byte> take(std::size_t count)
    {
        if (count > rest_.size())
            throw_damaged();
        const auto part = rest_.first(count);
        rest_ = rest_.subspan(count);
        return part;
    }
    std::uint8_t byte() { return std::to_integer<std::uint8_t>(take(1).front()); }
    template <class Number>
    Number number()
    {
        return from_little_endian<Number>(take(sizeof(Number)).template first<sizeof(Number)>());
    }
    [[nodiscard]] bool empty() const { return rest_.empty(); }

private:
    std::span<const std::byte> rest_;
};

void bind_column(Statement& insert, RowBytes& row)
{
    switch (static_cast<Column>(row.byte())) {
    case Column::null:
        return insert.bind(std::nullopt);
    case Column::integer:
        return insert.bind(static_cast<std::int64_t>(row.number<std::uint64_t>()));
    case Column::text: {
        const auto bytes = row.take(row.number<std::uint32_t>());
        return insert.bind(
            std::string_view{reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
    case Column::blob:
        return insert.bind(row.take(row.number<std::uint32_t>()));
    }
    throw_damaged();
}

} // namespace

std::span<const CopiedTable> copied_tables() noexcept { return tables; }

std::uint64_t schema_number() noexcept
{
    return static_cast<std::uint64_t>(migrations().back().version);
}

void append_row(std::vector<std::byte>& out, const Statement& row, std::string_view blanked)
{
    const int columns = row.columns();
    TV_ASSERT(columns > 0 && columns < 256);
    out.push_back(static_cast<std::byte>(columns));
    for (int column = 0; column < columns; ++column) {
        const Statement::Value value =
            row.column_name(column) == blanked ? Statement::Value{} : row.value(column);
        out.push_back(static_cast<std::byte>(value.index()));
        if (const auto* integer = std::get_if<std::int64_t>(&value))
            append(out, little_endian(static_cast<std::uint64_t>(*integer)));
        else if (const auto* text = std::get_if<std::string_view>(&value)) {
            append(out, little_endian(static_cast<std::uint32_t>(text->size())));
            append(out, std::as_bytes(std::span{*text}));
        } else if (const auto* blob = std::get_if<std::span<const std::byte>>(&value)) {
            append(out, little_endian(static_cast<std::uint32_t>(blob->size())));
            append(out, *blob);
        }
    }
}

void insert_row(Database& database, const CopiedTable& table, std::span<const std::byte> bytes)
{
    RowBytes row{bytes};
    Statement insert{database, table.insert};
    const std::uint8_t columns = row.byte();
    if (columns != insert.parameters())
        throw_damaged();
    for (std::uint8_t column = 0; column < columns; ++column)
        bind_column(insert, row);
    if (!row.empty())
        throw_damaged();
    insert.run();
}

ContentLeaves::ContentLeaves(Database& database)
    : read_{database, "SELECT profile_leaf FROM person UNION SELECT log_leaf FROM person "
                      "UNION SELECT content_leaf FROM ticket UNION SELECT log_leaf FROM ticket "
                      "UNION SELECT log_leaf FROM log_day ORDER BY 1"}
{
}

std::optional<std::uint64_t> ContentLeaves::next()
{
    return read_.step() ? std::optional{read_.count(0)} : std::nullopt;
}

} // namespace vault
