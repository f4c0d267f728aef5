#pragma once

#include "vault/clock.h"
#include "vault/error.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string_view>
#include <vector>

namespace bench {

using Clock = std::chrono::steady_clock;

struct Spread {
    double p50_us = 0;
    double p99_us = 0;
};
// Of at least one cost.
[[nodiscard]] Spread spread_of(std::vector<double> costs_us);

template <class Work>
[[nodiscard]] double seconds_of(Work&& work)
{
    const auto began = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - began).count();
}

// Of all threads; on a machine with other load it says more than the clock.
template <class Work>
[[nodiscard]] double processor_seconds_of(Work&& work)
{
    const std::clock_t began = std::clock();
    work();
    return static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
}

template <class Work>
[[nodiscard]] Spread spread_over(int rounds, Work&& work)
{
    std::vector<double> costs;
    for (int round = 0; round < rounds; ++round)
        costs.push_back(1e6 * seconds_of([&] { work(round); }));
    return spread_of(std::move(costs));
}

// What writing and syncing 4 KiB costs on the disk of that folder.
[[nodiscard]] Spread fsync_spread(const std::filesystem::path& folder);

// A benchmark has no use for a vault that failed.
template <class T>
T must(vault::Expected<T> result)
{
    if (!result) {
        std::fprintf(stderr, "bench: %s\n", result.error().to_string().c_str());
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

// One line of the report each: what, how many a second; what it took, and how that stands to the floor of the same run (0: it has none).
void show_rate(std::string_view what, double per_second, std::string_view unit = "/s");
void show_spread(std::string_view what, const Spread& spread, const Spread& floor = {});

} // namespace bench
