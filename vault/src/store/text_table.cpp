#include "store/text_table.h"

#include "store/statement.h"

#include <array>

namespace vault {

namespace {

// In the order of StoredText::Place.
constexpr std::array<Sql, 6> replacements{
    "UPDATE ticket SET subject_ct = ? WHERE id = ? AND id = ?",
    "UPDATE ticket SET description_ct = ? WHERE id = ? AND id = ?",
    "UPDATE ticket SET environment_ct = ? WHERE id = ? AND id = ?",
    "UPDATE message SET body_ct = ? WHERE id = ? AND ticket = ?",
    "UPDATE credential SET label_ct = ? WHERE id = ? AND ticket = ?",
    "UPDATE attachment SET name_ct = ? WHERE id = ? AND ticket = ?",
};
static_assert(static_cast<std::size_t>(StoredText::Place::file_name) + 1 == replacements.size());

} // namespace

void TextTable::replace(const TicketId& ticket, StoredText::Place place, std::string_view object,
    const std::vector<std::byte>& text_ct)
{
    Statement{database_, replacements[static_cast<std::size_t>(place)], text_ct, object, ticket}
        .run();
}

} // namespace vault
