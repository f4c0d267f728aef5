#pragma once

#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

namespace tests {

// Something of everything: opened, refused, used up, shredded, expired, still open.
inline void live_a_little(TestVault& place, const vault::Actor& agent)
{
    const auto first = submit_guest_ticket(*place, {{}, {.unseals_max = 1}, {}});
    const auto grant = approved_grant(*place, agent, first, first.credentials[0]);
    REQUIRE(place->unseal(agent, grant).has_value());
    REQUIRE(place->unseal(agent, grant).has_value());
    const auto once = approved_grant(*place, agent, first, first.credentials[1]);
    REQUIRE(place->unseal(agent, once).has_value());
    REQUIRE_FALSE(place->unseal(agent, once).has_value());
    const auto denied = place->request_grant(agent, new_grant(first.credentials[2]));
    REQUIRE(place->refuse(first.guest, denied->id).has_value());
    const auto second = submit_guest_ticket(*place, {{}, {.consent = vault::Consent::while_open}});
    REQUIRE(place->request_grant(agent, new_grant(second.credentials[1])).has_value());
    REQUIRE(place->close(second.guest, second.id).has_value());
    (void)submit_guest_ticket(*place, {{.expires_in_ms = 60'000}});
    place.clock.advance(61'000);
    REQUIRE(place->run_due().has_value());
}

} // namespace tests
