#include "vault/random.h"

#include "crypto/sodium_ready.h"

#include <sodium.h>

namespace vault {

SystemRandom::SystemRandom() { ensure_sodium_ready(); }

void SystemRandom::fill(std::span<std::byte> out) { randombytes_buf(out.data(), out.size()); }

} // namespace vault
