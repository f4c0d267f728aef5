#pragma once

#include "vault/random.h"

#include <cstdint>
#include <mutex>
#include <random>

namespace tests {

// The same bytes on every run for the same seed. Never outside tests: it is predictable. Threads: any.
class FixedRandom final : public vault::Random {
public:
    explicit FixedRandom(std::uint64_t seed = 1) : engine_{seed} {}
    void fill(std::span<std::byte> out) override;

private:
    std::mutex mutex_; // guards engine_
    std::mt19937_64 engine_;
};

} // namespace tests
