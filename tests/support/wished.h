#pragma once

#include <cstdint>
#include <cstdlib>

namespace tests {

// What the environment asks for, so that the long run tries more than the quick one: TV_CRASH_STEP=1 tries every operation of a crash sweep.
[[nodiscard]] inline std::uint64_t wished(const char* name, std::uint64_t otherwise)
{
    const char* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

} // namespace tests
