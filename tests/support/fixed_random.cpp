#include "support/fixed_random.h"

namespace tests {

void FixedRandom::fill(std::span<std::byte> out)
{
    const std::lock_guard lock{mutex_};
    for (std::byte& byte : out)
        byte = static_cast<std::byte>(engine_() & 0xffU);
}

} // namespace tests
