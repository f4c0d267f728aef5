#pragma once

#include "store/database.h"
#include "vault/grant.h"

#include <optional>
#include <span>
#include <vector>

namespace vault {

struct BreakGlassRecord {
    GrantId grant;
    Instant asked_at;
    std::optional<PersonId> confirmed_by;
    std::optional<Instant> confirmed_at;
    std::optional<Instant> review_due_at;
    std::optional<Instant> reviewed_at;
};

class BreakGlassTable {
public:
    explicit BreakGlassTable(Database& database) : database_{database} {}

    [[nodiscard]] std::vector<PersonId> people() const;
    void set_people(const std::vector<PersonId>& people);

    // conflict: asked for already.
    void ask(const GrantId& grant, Instant at);
    void confirm(const GrantId& grant, const PersonId& by, Instant at, Instant review_due_at);
    void review(const GrantId& grant, const PersonId& by, Instant at,
        std::span<const std::byte> root_cause_ct);
    [[nodiscard]] std::optional<BreakGlassRecord> find(const GrantId& grant) const;
    // Confirmed and not reviewed, longest ago first.
    [[nodiscard]] std::vector<BreakGlassRecord> unreviewed(std::uint32_t limit) const;
    // Confirmed, of grants that are not final, longest ago first.
    [[nodiscard]] std::vector<BreakGlassRecord> live() const;

private:
    Database& database_;
};

} // namespace vault
