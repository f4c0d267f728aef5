#pragma once

#include "audit/entry_view.h"
#include "vault/credential.h"

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>

namespace vault {

// What the log says of one object.
struct DerivedState {
    std::string state;
    std::uint32_t unseals = 0;
    Consent consent = Consent::ask; // of a credential
    std::int64_t consent_until_ms = 0;
    std::int64_t expires_at_ms = 0; // of a credential, and of a grant that was opened; 0: not told
    std::string granted{};          // of a grant: what and to whom, as "crd_… per_…"
    std::int64_t duration_ms = 0;   // of a grant; 0: not told
    std::uint32_t unseals_max = 0;  // likewise
    bool used_up = false;           // of a grant: its last opening left none
    std::string asked_by{};         // of a broken glass
    bool seen = false;              // the database has it too
};
// By the ids of vault/audit_replay.h's ObjectState.
using DerivedStates = std::unordered_map<std::string, DerivedState>;

// Stands where an entry written before accounts named their role says that there is an account.
inline constexpr std::string_view unnamed_role = "account";
inline constexpr std::string_view disabled_mark = ", disabled";

[[nodiscard]] std::string granted_text(const EntryView& entry);

// What the entry does to the states before it. Which event leads where stands in the tables of derived_states.cpp. Refusals change nothing.
// `impossible` hears of each object to which the event cannot have happened, and of the state it was in; it is taken at its word nevertheless.
using Impossible = std::function<void(std::string_view id, std::string_view state)>;
void derive(DerivedStates& states, const EntryView& entry, const Impossible& impossible);

} // namespace vault
