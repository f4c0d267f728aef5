#pragma once

#include "store/database.h"
#include "vault/clock.h"
#include "vault/person.h"

#include <optional>
#include <vector>

namespace vault {

struct SessionRecord {
    SessionId id;
    std::vector<std::byte> token_hash;
    PersonId person;
    Authn authn;
    Instant created_at;
    Instant seen_at;
    Instant expires_at;
};

class SessionTable {
public:
    explicit SessionTable(Database& database) : database_{database} {}

    void insert(const SessionRecord& session);
    [[nodiscard]] std::optional<SessionRecord> find_by_token(
        std::span<const std::byte> token_hash) const;
    void set_seen(const SessionId& id, Instant at);
    // False when it had ended already.
    [[nodiscard]] bool remove(const SessionId& id);
    void remove_all_of(const PersonId& person);
    void remove_others_of(const PersonId& person, const SessionId& kept);
    // Those past their end, or not used since `idle_since`.
    void remove_ended(Instant now, Instant idle_since);

private:
    Database& database_;
};

} // namespace vault
