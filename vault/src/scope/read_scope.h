#pragma once

#include "crypto/envelope.h"
#include "keys/key_leaf.h"
#include "keys/log_day.h"
#include "store/tables.h"

#include <optional>
#include <string>
#include <string_view>

namespace vault {

// What a read sees: one snapshot of the tables, one time, and the keys to open what it finds. Faults are thrown as StorageFault.
// Lives as long as its transaction. Threads: one.
class ReadScope {
public:
    ReadScope(Tables& tables_of, KeyOpener& keys, const std::string& store_of, Instant at)
        : tables{tables_of}, store{store_of}, now{at}, latest{at}, keys_{keys}
    {
    }

    Tables& tables;
    const std::string& store; // StoreId text
    const Instant now;        // never earlier than any time a request was given before
    Instant
        latest; // what is over by then is refused, and ends only when it is over by `now` (TrustedTime)

    // gone is thrown as corrupt: a row that is alive names a key that is not.
    [[nodiscard]] Secret key(KeyLeaf leaf) const;
    [[nodiscard]] Expected<std::uint64_t> live_keys() const { return keys_.live_count(); }
    [[nodiscard]] Secret content_key(const TicketRecord& ticket) const;
    [[nodiscard]] Secret log_key(const TicketRecord& ticket) const;
    [[nodiscard]] std::optional<Secret> log_key(LogDay day) const; // nullopt: none, or destroyed
    // The text of a column ending in _ct; `object` is the id text of the row.
    [[nodiscard]] std::string text(const Bytes& envelope, const Secret& key,
        std::string_view object, std::string_view field) const;
    // Empty when there is no such person.
    [[nodiscard]] Profile profile(const PersonId& person) const;

private:
    KeyOpener& keys_;
};

} // namespace vault
