#include "vault/clock.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>

namespace vault {

namespace {

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;

// Reads exactly `count` digits at `at`; -1 where one is not a digit.
int digits(const std::string& text, std::size_t at, std::size_t count)
{
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::int64_t read_ms(clockid_t clock)
{
    timespec at{};
    static_cast<void>(::clock_gettime(clock, &at)); // cannot fail for these clocks
    return static_cast<std::int64_t>(at.tv_sec) * 1000 + at.tv_nsec / 1'000'000;
}

} // namespace

std::string to_rfc3339(Instant at)
{
    const std::chrono::sys_time<std::chrono::milliseconds> point{std::chrono::milliseconds{at.ms}};
    const auto day = std::chrono::floor<std::chrono::days>(point);
    const std::chrono::year_month_day date{day};
    const auto in_day = (point - day).count();
    std::array<char, 48> line{};
    const int length = std::snprintf(line.data(), line.size(),
        "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(in_day / 3'600'000), static_cast<int>(in_day / 60'000 % 60),
        static_cast<int>(in_day / 1000 % 60), static_cast<int>(in_day % 1000));
    return {line.data(), static_cast<std::size_t>(length)};
}

bool parse_rfc3339(const std::string& text, Instant& out)
{
    // 0123456789012345678901234
    // 2026-11-24T12:00:00.000Z
    const bool with_ms = text.size() == 24;
    if ((!with_ms && text.size() != 20) || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
        text[13] != ':' || text[16] != ':' || text.back() != 'Z' || (with_ms && text[19] != '.'))
        return false;
    const int year = digits(text, 0, 4);
    const int month = digits(text, 5, 2);
    const int day = digits(text, 8, 2);
    const int hour = digits(text, 11, 2);
    const int minute = digits(text, 14, 2);
    const int second = digits(text, 17, 2);
    const int ms = with_ms ? digits(text, 20, 3) : 0;
    if (year < 0 || month < 0 || day < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
        second < 0 || second > 59 || ms < 0)
        return false;
    const std::chrono::year_month_day date{std::chrono::year{year},
        std::chrono::month{static_cast<unsigned>(month)},
        std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok())
        return false;
    const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
    out.ms = days * day_ms + ((hour * 60LL + minute) * 60 + second) * 1000 + ms;
    return true;
}

Instant SystemClock::now() const { return {read_ms(CLOCK_REALTIME)}; }

std::int64_t SystemClock::since_boot_ms() const { return read_ms(CLOCK_BOOTTIME); }

std::string SystemClock::machine_start() const
{
    std::ifstream in{"/proc/sys/kernel/random/boot_id"};
    std::string id;
    std::getline(in, id);
    return id;
}

} // namespace vault
