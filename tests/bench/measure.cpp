#include "measure.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <fcntl.h>
#include <fmt/core.h>
#include <string>
#include <unistd.h>

namespace bench {

namespace {

constexpr int fsync_rounds = 400;
constexpr std::size_t page_bytes = 4096;

} // namespace

Spread spread_of(std::vector<double> costs_us)
{
    std::ranges::sort(costs_us);
    return {costs_us[costs_us.size() / 2], costs_us[costs_us.size() * 99 / 100]};
}

Spread fsync_spread(const std::filesystem::path& folder)
{
    const std::string path = folder / "fsync";
    const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    const std::array<char, page_bytes> page{};
    const Spread spread = spread_over(fsync_rounds, [&](int round) {
        const auto offset = static_cast<off_t>(static_cast<std::size_t>(round) * page_bytes);
        if (::pwrite(file, page.data(), page.size(), offset) < 0 || ::fdatasync(file) != 0)
            std::abort();
    });
    ::close(file);
    return spread;
}

void show_rate(std::string_view what, double per_second, std::string_view unit)
{
    fmt::print("{:<58} {:>12.0f}{}\n", what, per_second, unit);
    (void)std::fflush(stdout);
}

void show_spread(std::string_view what, const Spread& spread, const Spread& floor)
{
    fmt::print("{:<58} p50 {:>9.2f} ms   p99 {:>9.2f} ms", what, spread.p50_us / 1000,
        spread.p99_us / 1000);
    if (floor.p50_us > 0)
        fmt::print("   {:.1f} times the floor's p50", spread.p50_us / floor.p50_us);
    fmt::print("\n");
    (void)std::fflush(stdout);
}

} // namespace bench
