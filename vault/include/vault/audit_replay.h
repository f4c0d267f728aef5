#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vault {

// A ticket, credential or grant as the log or the database has it.
struct ObjectState {
    std::string id;
    std::string state;         // the word of TicketState, CredentialState or GrantState
    std::uint32_t unseals = 0; // 0 for tickets
};

struct ReplayMismatch {
    std::string id;
    std::string in_log;      // "shredded, 1 unseal"; "nothing" when the log does not know it
    std::string in_database; // likewise
};

// The states the log leads to, held against those the database holds.
struct ReplayVerdict {
    bool ok = false;
    std::uint64_t entries = 0;
    std::uint64_t tickets = 0; // that the log knows
    std::uint64_t credentials = 0;
    std::uint64_t grants = 0;
    std::uint64_t mismatches = 0;
    std::vector<ReplayMismatch> first; // at most 100 of them
};

// What should have ended by now and has not.
struct OverdueItem {
    std::string id;
    std::string what;      // "credential", "shredding", "closing", "grant"
    std::int64_t since_ms; // when it was due, or when its end was decided
};

} // namespace vault
