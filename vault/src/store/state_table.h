#pragma once

#include "store/database.h"
#include "vault/audit_replay.h"
#include "vault/clock.h"

#include <cstdint>
#include <vector>

namespace vault {

// The states the log must account for, across tables. Reads what is stored and judges nothing.
class StateTable {
public:
    explicit StateTable(Database& database) : database_{database} {}

    // At most `limit` objects of that kind with ids above `after`, in the order of their ids.
    [[nodiscard]] std::vector<ObjectState> tickets(
        const std::string& after, std::uint32_t limit) const;
    // A credential whose end nobody decided (is_decided()) is sealed until its key is gone, as in the log.
    [[nodiscard]] std::vector<ObjectState> credentials(
        const std::string& after, std::uint32_t limit) const;
    [[nodiscard]] std::vector<ObjectState> grants(
        const std::string& after, std::uint32_t limit) const;
    [[nodiscard]] std::vector<ObjectState> attachments(
        const std::string& after, std::uint32_t limit) const;
    // Guests have none.
    [[nodiscard]] std::vector<ObjectState> accounts(
        const std::string& after, std::uint32_t limit) const;
    [[nodiscard]] std::vector<ObjectState> groups(
        const std::string& after, std::uint32_t limit) const;
    [[nodiscard]] std::vector<ObjectState> policies(
        const std::string& after, std::uint32_t limit) const;
    // Those that requests have which still wait.
    [[nodiscard]] std::vector<ObjectState> approvals(
        const std::string& after, std::uint32_t limit) const;
    [[nodiscard]] std::vector<ObjectState> break_glass(
        const std::string& after, std::uint32_t limit) const;
    // One row, or none where nobody is named.
    [[nodiscard]] std::vector<ObjectState> break_glass_people(
        const std::string& after, std::uint32_t limit) const;
    // What time or a decision should have ended before `now`, longest overdue first.
    [[nodiscard]] std::vector<OverdueItem> overdue(Instant now, std::uint32_t limit) const;

private:
    Database& database_;
};

} // namespace vault
