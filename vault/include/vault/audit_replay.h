#pragma once

#include "vault/credential.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vault {

// One thing that the log must account for.
//
//   id                     state
//   tkt_ att_ crd_ grt_    the word of its TicketState, AttachmentState, CredentialState or GrantState
//   per_…                  of an account: its role, with ", disabled" where it is
//   group NAME             the ids of its people, sorted, or empty_group
//   policy house, policy tkt_…   the parts that are set, as in an entry policy.changed
//   break-glass people     the ids of those named
//   break-glass grt_…      asked, confirmed or reviewed
//   grt_… by per_…         the side of an approval that a waiting request has: customer or agent
struct ObjectState {
    std::string id;
    std::string state;                 // empty: as if it were not there
    std::uint32_t unseals = 0;         // of credentials and grants
    Consent consent = Consent::ask;    // of credentials
    std::int64_t consent_until_ms = 0; // 0: without an end of its own
    std::int64_t duration_ms = 0;      // of grants
    std::uint32_t unseals_max = 0;     // of grants
};
inline constexpr std::string_view empty_group = "nobody";

struct ReplayMismatch {
    std::string id;
    // "shredded, 1 unseal"; "nothing" when the log does not know it; "credential.destroyed at entry 17, when it was shredded"
    std::string in_log;
    std::string
        in_database; // likewise; empty where the entries contradict one another, whatever it holds
};

// The states the log leads to, held against those the database holds.
struct ReplayVerdict {
    bool ok = false;
    std::uint64_t entries = 0;
    std::uint64_t tickets = 0; // that the log knows
    std::uint64_t credentials = 0;
    std::uint64_t grants = 0;
    std::uint64_t attachments = 0;
    std::uint64_t accounts = 0;
    std::uint64_t groups = 0;
    std::uint64_t policies = 0; // the house's, and those of tickets whose customers said something
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
