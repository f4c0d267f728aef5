#pragma once

#include "store/database.h"
#include "vault/id.h"
#include "vault/policy.h"

#include <optional>
#include <string_view>

namespace vault {

class PolicyTable {
public:
    explicit PolicyTable(Database& database) : database_{database} {}

    // What the program allows where the house has said nothing.
    [[nodiscard]] GrantPolicy house() const;
    [[nodiscard]] std::optional<GrantPolicy> of_ticket(const TicketId& ticket) const;
    void set_house(const GrantPolicy& policy);
    void set_ticket(const TicketId& ticket, const GrantPolicy& policy);

private:
    [[nodiscard]] std::optional<GrantPolicy> find(std::string_view scope) const;
    void put(std::string_view scope, const GrantPolicy& policy);

    Database& database_;
};

} // namespace vault
