#pragma once

#include "vault/clock.h"
#include "vault/files.h"
#include "vault/random.h"

namespace vault {

// Everything the vault takes from outside, so that tests can turn the clock, fix the ids and fail the n-th write.
// References must outlive the vault.
struct World {
    Clock& clock;
    Random& random;
    Files& files;
};

} // namespace vault
