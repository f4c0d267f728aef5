#pragma once

#include "vault/approver_group.h"
#include "vault/clock.h"
#include "vault/id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vault {

// requested --> approved --first unseal--> active --> expired | used_up | revoked | returned
//     |             `--not used in time--> lapsed
//     `--> denied | lapsed
// Terminal states are final. The clock of `duration_ms` starts at activation.
enum class GrantState : std::uint8_t {
    requested,
    approved,
    active,
    denied,
    lapsed,
    expired,
    used_up,
    revoked,
    returned
};
[[nodiscard]] std::string_view to_string(GrantState state) noexcept;
[[nodiscard]] std::optional<GrantState> parse_grant_state(std::string_view text) noexcept;
[[nodiscard]] bool is_final(GrantState state) noexcept;

// What is taken back: this grant alone, or the credential with all that was allowed on it.
enum class Revocation : std::uint8_t { grant, credential };

struct GrantRequest {
    CredentialId credential;
    std::string reason; // 10 to 500 characters, scanned by the caller: never a secret
    std::int64_t duration_ms = 0;
    std::uint32_t unseals_max = 1; // 1 to 10
    std::string reason_code{};     // one of the policy's; empty where it has none
};

// How far a grant has come on the way around whoever answers for the credential: two named agents approve it instead, for minutes and one
// opening, and an administrator writes down later why it had to be.
enum class BreakGlass : std::uint8_t { none, asked, confirmed, reviewed };
[[nodiscard]] std::string_view to_string(BreakGlass stage) noexcept;

// One that was confirmed and is not reviewed.
struct BreakGlassCase {
    GrantId grant;
    CredentialId credential;
    TicketId ticket;
    PersonId agent;
    PersonId confirmed_by;
    Instant confirmed_at;
    Instant review_due_at;
    bool overdue; // no glass is broken meanwhile
};

struct BreakGlassView {
    std::vector<PersonId> people;           // who may; nobody, while it is empty
    std::vector<BreakGlassCase> unreviewed; // longest ago first, at most 200
};

struct GrantView {
    GrantId id;
    CredentialId credential;
    TicketId ticket;
    PersonId agent;
    std::string agent_name;
    GrantState state;
    std::string reason_code; // empty: none was asked for
    std::string reason;
    std::int64_t duration_ms;
    std::uint32_t unseals_max;
    std::uint32_t unseals_done;
    Instant requested_at;
    std::optional<Instant> decided_at;
    std::optional<Instant> activated_at;
    std::optional<Instant>
        ends_at; // activated_at + duration_ms, never past the credential's own expiry
    // Of a request that is not answered yet: whose approval is still missing.
    bool waits_for_customer = false;
    std::uint32_t waits_for_agents = 0;        // in all, those of groups among them
    std::vector<GroupNeed> waits_for_groups{}; // by name
    bool groups_too_small = false;             // for that, with everybody they have but the agent
    BreakGlass break_glass = BreakGlass::none;
};

// Limits, shown in /v1/version.
inline constexpr std::int64_t grant_duration_ms_min = 60LL * 1000;
inline constexpr std::int64_t grant_duration_ms_max = 8LL * 3600 * 1000;
inline constexpr std::size_t grant_reason_chars_min = 10;
inline constexpr std::size_t grant_reason_chars_max = 500;
inline constexpr std::uint32_t grant_unseals_max = 10;
inline constexpr std::uint32_t grant_agents_needed_max = 5;
inline constexpr std::int64_t break_glass_ms =
    5LL * 60 * 1000; // to use it in, and once more from the opening on
inline constexpr std::int64_t break_glass_review_ms = 7LL * 24 * 3600 * 1000;
inline constexpr std::size_t break_glass_people_max = 50;
inline constexpr std::size_t root_cause_chars_max = 2000; // from grant_reason_chars_min on
inline constexpr std::size_t reason_codes_max = 30;
// 1 to 30 of a to z, digits, '-' and '_'.
[[nodiscard]] bool is_reason_code(std::string_view text) noexcept;
// Of that many characters; for the lower bound blanks around the text count nothing, and those between two words one.
[[nodiscard]] bool is_reason(std::string_view text) noexcept;
// An unanswered request, and an approved grant nobody used, lapse after this long.
inline constexpr std::int64_t grant_lapse_ms = 72LL * 3600 * 1000;

} // namespace vault
