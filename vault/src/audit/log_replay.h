#pragma once

#include "audit/derived_states.h"
#include "vault/audit_replay.h"

namespace vault {

// Derives from the entries alone what the database must hold, and compares the two.
// Threads: one.
class LogReplay {
public:
    // `entry` must come in the log's order.
    void apply(const EntryView& entry);

    // Holds a row of the database against the log; each object at most once.
    void compare(const ObjectState& row);
    // What differs, with what the log knows and the database does not hold.
    [[nodiscard]] ReplayVerdict finish();

private:
    void note(const std::string& id, std::string in_log, std::string in_database);
    [[nodiscard]] bool is_history(const std::string& id) const;

    DerivedStates objects_;
    ReplayVerdict verdict_;
};

} // namespace vault
