#pragma once

#include "audit/entry_view.h"
#include "vault/audit_replay.h"

#include <string>
#include <unordered_map>

namespace vault {

// Derives from the entries alone in which state every ticket, credential and grant must be. Which event leads where is a table in
// log_replay.cpp. Refusals change nothing.
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
    struct Derived {
        std::string_view state; // a literal of the table
        std::uint32_t unseals = 0;
        bool seen = false;
    };
    void note(const std::string& id, std::string in_log, std::string in_database);

    std::unordered_map<std::string, Derived> objects_; // by id; the prefix tells what it is
    ReplayVerdict verdict_;
};

} // namespace vault
