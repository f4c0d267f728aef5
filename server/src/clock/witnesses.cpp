#include "clock/witnesses.h"

#include "redactor/child_process.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace server {

namespace {

constexpr std::size_t answer_bytes = 20; // "0001795852800000000\n"

std::optional<vault::Instant> parse_answer(const std::string& line)
{
    vault::Instant time;
    const char* const end = line.data() + answer_bytes - 1;
    const auto [stop, error] = std::from_chars(line.data(), end, time.ms);
    return error == std::errc{} && stop == end && *end == '\n' && time.ms > 0 ? std::optional{time}
                                                                              : std::nullopt;
}

// What a clock would show at the machine's start that is right by what was told.
std::int64_t time_of_boot(const vault::WitnessedTime& told)
{
    return told.time.ms - told.since_boot_ms;
}

} // namespace

std::optional<vault::WitnessedTime> agreed_time(
    std::span<const vault::WitnessedTime> told, std::size_t witnesses)
{
    std::vector<vault::WitnessedTime> sorted{told.begin(), told.end()};
    std::ranges::sort(sorted, {}, time_of_boot);
    const std::size_t most = witnesses / 2 + 1;
    for (std::size_t first = 0; first + most <= sorted.size(); ++first) {
        const std::int64_t apart =
            time_of_boot(sorted[first + most - 1]) - time_of_boot(sorted[first]);
        if (apart <= witnesses_apart_ms_max) {
            return sorted[first];
        }
    }
    return std::nullopt;
}

std::vector<vault::WitnessedTime> ask_witnesses(
    const Witnesses& witnesses, const vault::Clock& clock)
{
    const auto deadline =
        std::chrono::steady_clock::now() + std::chrono::seconds{witness_seconds_max};
    std::vector<redactor::ChildProcess> asked;
    for (const std::string& url : witnesses.urls) {
        auto child = redactor::ChildProcess::start(witnesses.program);
        if (child && child->send(witnesses.trusted + '\n' + url + '\n', deadline)) {
            asked.push_back(std::move(*child));
        }
    }
    std::vector<vault::WitnessedTime> told;
    for (redactor::ChildProcess& child : asked) {
        std::string line;
        if (!child.receive(line, answer_bytes, deadline)) {
            continue;
        }
        // Read after the answer came: it was given earlier, so the time that is counted from here is rather too early than too late.
        if (const auto time = parse_answer(line)) {
            told.push_back({*time, clock.since_boot_ms()});
        }
    }
    return told;
}

} // namespace server
