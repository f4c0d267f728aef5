#include "store/drill_table.h"

#include "store/statement.h"

namespace vault {

namespace {

std::vector<std::uint64_t> all_leaves(Statement& read)
{
    std::vector<std::uint64_t> leaves;
    while (read.step())
        leaves.push_back(read.count(0));
    return leaves;
}

} // namespace

std::vector<DrillTable::Sealed> DrillTable::sealed(
    std::uint64_t from_leaf, std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT id, key_leaf, commitment FROM credential_now WHERE state = 'sealed' AND key_leaf "
        ">= ?"
        " ORDER BY key_leaf LIMIT ?",
        from_leaf, limit};
    std::vector<Sealed> rows;
    while (read.step())
        rows.push_back({read.text(0), read.count(1), read.blob(2)});
    return rows;
}

std::vector<std::uint64_t> DrillTable::shredded() const
{
    Statement read{database_,
        "SELECT key_leaf FROM credential_now WHERE state = 'shredded' ORDER BY key_leaf"};
    return all_leaves(read);
}

std::vector<std::uint64_t> DrillTable::content() const
{
    Statement read{database_,
        "SELECT profile_leaf FROM person UNION ALL SELECT log_leaf FROM person "
        "UNION ALL SELECT content_leaf FROM ticket UNION ALL SELECT log_leaf FROM ticket "
        "UNION ALL SELECT log_leaf FROM log_day "
        "UNION ALL SELECT upload_leaf FROM attachment WHERE upload_leaf IS NOT NULL ORDER BY 1"};
    return all_leaves(read);
}

std::vector<std::uint64_t> DrillTable::shredding() const
{
    Statement read{database_,
        "SELECT key_leaf FROM credential_now WHERE state = 'shredding' ORDER BY key_leaf"};
    return all_leaves(read);
}

} // namespace vault
