#pragma once

#include "store/database.h"
#include "vault/id.h"
#include "vault/policy.h"

#include <string_view>
#include <vector>

namespace vault {

class PolicyTable {
public:
    explicit PolicyTable(Database& database) : database_{database} {}

    // What the program allows where the house has said nothing.
    [[nodiscard]] GrantPolicy house() const;
    // What its customer has said and nothing else.
    [[nodiscard]] PolicyChange of_ticket(const TicketId& ticket) const;
    void set_house(const GrantPolicy& policy);
    void set_ticket(const TicketId& ticket, const PolicyChange& wish);
    // Whether some customer's wish that still holds names the group.
    [[nodiscard]] bool is_named_by_open_ticket(std::string_view group) const;

private:
    [[nodiscard]] PolicyChange find(std::string_view scope) const;
    [[nodiscard]] std::vector<GroupNeed> groups_of(std::string_view scope) const;
    void put(std::string_view scope, const PolicyChange& parts);

    Database& database_;
};

} // namespace vault
