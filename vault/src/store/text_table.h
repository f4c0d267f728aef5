#pragma once

#include "store/database.h"
#include "vault/ticket.h"

#include <string_view>
#include <vector>

namespace vault {

// The sealed texts of tickets, wherever they stand, for whoever replaces one.
class TextTable {
public:
    explicit TextTable(Database& database) : database_{database} {}

    // `object`: the id text of the row. A row that is not there, or not the ticket's, is passed over.
    void replace(const TicketId& ticket, StoredText::Place place, std::string_view object,
        const std::vector<std::byte>& text_ct);

private:
    Database& database_;
};

} // namespace vault
