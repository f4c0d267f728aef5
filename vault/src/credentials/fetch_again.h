#pragma once

#include "vault/clock.h"
#include "vault/person.h"
#include "vault/secret.h"

namespace vault {

class Engine;
struct GrantRecord;
struct GrantView;

// Of the claim's transaction: what ends from here on finds the value, or keeps it from being kept.
void expect_for_again(Engine& engine, const Actor& by, const GrantRecord& grant, Instant now);
// After an unseal: keeps a copy of the value for Vault::fetch_again. Where it cannot be kept it is not, which is no error.
void keep_for_again(
    Engine& engine, const Actor& by, const GrantView& grant, const Secret& value) noexcept;

} // namespace vault
