#pragma once

#include <cstddef>
#include <span>

namespace vault {

// The only source of randomness, so that tests can fix ids. Keys and nonces come from here too: production uses SystemRandom.
// Threads: fill() may be called from any.
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::byte> out) = 0;
};

// libsodium's randombytes_buf (getrandom(2)); never fails after sodium_init.
class SystemRandom final : public Random {
public:
    SystemRandom();
    void fill(std::span<std::byte> out) override;
};

} // namespace vault
