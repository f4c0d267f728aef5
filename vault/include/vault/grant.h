#pragma once

#include "vault/clock.h"
#include "vault/id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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
};

struct GrantView {
    GrantId id;
    CredentialId credential;
    TicketId ticket;
    PersonId agent;
    std::string agent_name;
    GrantState state;
    std::string reason;
    std::int64_t duration_ms;
    std::uint32_t unseals_max;
    std::uint32_t unseals_done;
    Instant requested_at;
    std::optional<Instant> decided_at;
    std::optional<Instant> activated_at;
    std::optional<Instant>
        ends_at; // activated_at + duration_ms, never past the credential's own expiry
};

// Limits, shown in /v1/version.
inline constexpr std::int64_t grant_duration_ms_min = 60LL * 1000;
inline constexpr std::int64_t grant_duration_ms_max = 8LL * 3600 * 1000;
inline constexpr std::size_t grant_reason_chars_min = 10;
inline constexpr std::size_t grant_reason_chars_max = 500;
inline constexpr std::uint32_t grant_unseals_max = 10;
// Of that many characters; for the lower bound blanks around the text count nothing, and those between two words one.
[[nodiscard]] bool is_reason(std::string_view text) noexcept;
// An unanswered request, and an approved grant nobody used, lapse after this long.
inline constexpr std::int64_t grant_lapse_ms = 72LL * 3600 * 1000;

} // namespace vault
