#pragma once

#include "vault/id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vault {

enum class Role : std::uint8_t { guest, customer, agent, auditor, admin };
[[nodiscard]] std::string_view to_string(Role role) noexcept;
[[nodiscard]] std::optional<Role> parse_role(std::string_view text) noexcept;

// How the caller proved who he is. `link`: the secret of a guest's ticket; `local`: the command line on the vault's own machine.
enum class Authn : std::uint8_t { none, link, password, bearer, local, system };
[[nodiscard]] std::string_view to_string(Authn authn) noexcept;

// Who acts. Comes from a sign-in, never from a request's body. A guest is the person of exactly one ticket.
struct Actor {
    PersonId person;
    Role role = Role::guest;
    Authn authn = Authn::none;
    // Network address, for the audit entry (stored under the person's log key). Empty for local and system.
    std::string address;
    // The sign-in it came with; absent for guests, local and system.
    std::optional<SessionId> session = std::nullopt;
};

// Personal columns: stored under the person's key, gone when that key is destroyed.
struct Profile {
    std::string name;  // at most 200 bytes, may be empty
    std::string email; // at most 254 bytes, may be empty
};

struct User {
    PersonId id;
    Role role;
    std::string login;
    Profile profile;
    bool disabled = false;
};

} // namespace vault
