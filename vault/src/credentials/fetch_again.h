#pragma once

#include "vault/person.h"
#include "vault/secret.h"

namespace vault {

class Engine;
struct GrantView;

// After an unseal: keeps a copy of the value for Vault::fetch_again. Where it cannot be kept it is not, which is no error.
void keep_for_again(
    Engine& engine, const Actor& by, const GrantView& grant, const Secret& value) noexcept;

} // namespace vault
