#pragma once

namespace vault {

// Chooses libsodium's implementations for this machine, once. Each function here that calls libsodium calls this first, since the
// library may abort or be slow before. Aborts when libsodium refuses. Threads: any.
void ensure_sodium_ready();

} // namespace vault
