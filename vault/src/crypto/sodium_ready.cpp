#include "crypto/sodium_ready.h"

#include "vault/assert.h"

#include <sodium.h>

namespace vault {

void ensure_sodium_ready()
{
    static const int result = sodium_init();
    TV_ASSERT(result >= 0);
}

} // namespace vault
