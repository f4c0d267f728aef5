#pragma once

#include "store/database.h"
#include "vault/approver_group.h"

#include <string>
#include <string_view>
#include <vector>

namespace vault {

class ApproverGroupTable {
public:
    explicit ApproverGroupTable(Database& database) : database_{database} {}

    // By name; at most approver_groups_max.
    [[nodiscard]] std::vector<std::string> names() const;
    [[nodiscard]] bool exists(std::string_view name) const;
    // All who are in it, and those of them who are agents with an account that is not disabled. Sorted.
    [[nodiscard]] std::vector<PersonId> people(std::string_view name) const;
    [[nodiscard]] std::vector<PersonId> active(std::string_view name) const;
    // Makes it where there is none; `people` are all of it from now on.
    void set(std::string_view name, const std::vector<PersonId>& people);
    void remove(std::string_view name);

private:
    Database& database_;
};

} // namespace vault
