#pragma once

#include "http/message.h"
#include "vault/person.h"
#include "vault/vault.h"

#include <cstdint>
#include <expected>
#include <optional>

namespace server {

// What the access table speaks of: the roles, and those who show no sign-in.
enum class CallerKind : std::uint8_t { nobody, guest, customer, agent, auditor, admin };
[[nodiscard]] std::string_view to_string(CallerKind kind) noexcept;

// Who sends a request, found out before its body is read.
struct Caller {
    CallerKind kind = CallerKind::nobody;
    std::optional<vault::Actor> actor; // absent for nobody
    std::optional<vault::Seat> seat;   // of a session; absent for guests
    bool by_cookie = false;
};

// Reads the Authorization header or, without one, the session cookie. Fails with a finished answer: 401 for a sign-in that does not hold,
// 503 when the vault cannot tell.
[[nodiscard]] std::expected<Caller, http::Response> identify(
    const http::Request& request, vault::Vault& vault);
// A cookie's unsafe request whose page does not prove that it is ours, by its Origin and the session's CSRF token.
[[nodiscard]] bool is_foreign_page(const http::Request& request, const Caller& caller);

// "https://host:port" of this request, as a browser would write it in Origin.
[[nodiscard]] std::string origin_of(const http::Request& request);
// False when the request carries an Origin that is not its own.
[[nodiscard]] bool comes_from_own_origin(const http::Request& request);

inline constexpr std::string_view session_cookie_name = "__Host-session";
inline constexpr std::string_view session_token_prefix = "tvs_";
inline constexpr std::size_t token_bytes = 32;

} // namespace server
