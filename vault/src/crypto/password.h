#pragma once

#include "vault/error.h"
#include "vault/secret.h"

#include <string>
#include <string_view>

namespace vault {

// Argon2id at libsodium's MODERATE limits (256 MiB, about 0.7 s): at most two run at once, the others queue.
// Threads: any.
[[nodiscard]] Expected<std::string> hash_password(
    const Secret& password); // invalid: not 12 to 128 characters, or a common one
// An empty `hash` stands for an unknown user: the same work is done and false returned.
[[nodiscard]] bool verify_password(const Secret& password, std::string_view hash);

} // namespace vault
