#include "clock/witnesses.h"

#include "redactor/child_process.h"

#include <poll.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <memory>

namespace server {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::int64_t last_ms = 253'402'300'799'999; // of the year 9999
constexpr std::chrono::milliseconds look_interval{200};
constexpr std::chrono::seconds line_time_max{1}; // a line comes in one piece
constexpr std::string_view untrusted_line = "untrusted          \n";

// What a clock would show at the machine's start that is right by what was told.
std::int64_t time_of_boot(const vault::WitnessedTime& told)
{
    return told.time.ms - told.since_boot_ms;
}

// One question to all witnesses.
class Question {
public:
    Question(const Witnesses& witnesses, const vault::Clock& clock)
        : clock_{clock}, witnesses_{witnesses.urls.size()}
    {
        for (const std::string& url : witnesses.urls) {
            auto child = redactor::ChildProcess::start(witnesses.program);
            if (child && child->send(witnesses.trusted + '\n' + url + '\n', deadline_)) {
                open_.push_back(std::make_unique<redactor::ChildProcess>(std::move(*child)));
            }
        }
    }

    Testimony wait(const std::stop_token& stopping)
    {
        while (!open_.empty() && !testimony_.agreed && SteadyClock::now() < deadline_ &&
               !stopping.stop_requested()) {
            look();
        }
        testimony_.told = told_.size();
        return testimony_;
    }

private:
    void look()
    {
        std::vector<pollfd> sockets;
        for (const auto& child : open_) {
            sockets.push_back({child->descriptor(), POLLIN, 0});
        }
        if (::poll(sockets.data(), sockets.size(), static_cast<int>(look_interval.count())) <= 0) {
            return;
        }
        for (std::size_t i = sockets.size(); i-- > 0;) {
            if (sockets[i].revents != 0) {
                take_answer(*open_[i]);
                open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
        testimony_.agreed = agreed_time(told_, witnesses_);
    }

    void take_answer(redactor::ChildProcess& child)
    {
        std::string line;
        if (!child.receive(line, witness_answer_bytes, SteadyClock::now() + line_time_max)) {
            return;
        }
        // The boot clock is read after the answer came: it was given earlier, so the time that is counted from here is rather too early.
        if (const auto time = parse_witness_answer(line)) {
            told_.push_back({*time, clock_.since_boot_ms()});
        } else if (line == untrusted_line) {
            ++testimony_.untrusted;
        }
    }

    const SteadyClock::time_point deadline_ =
        SteadyClock::now() + std::chrono::seconds{witness_seconds_max};
    const vault::Clock& clock_;
    const std::size_t witnesses_;
    std::vector<std::unique_ptr<redactor::ChildProcess>> open_;
    std::vector<vault::WitnessedTime> told_;
    Testimony testimony_;
};

} // namespace

std::optional<vault::Instant> parse_witness_answer(std::string_view line)
{
    if (line.size() != witness_answer_bytes || line.back() != '\n') {
        return std::nullopt;
    }
    vault::Instant time;
    const std::string digits{line.substr(0, line.size() - 1)};
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, time.ms);
    const bool whole = error == std::errc{} && stop == end;
    return whole && time.ms > 0 && time.ms <= last_ms ? std::optional{time} : std::nullopt;
}

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

Testimony ask_witnesses(
    const Witnesses& witnesses, const vault::Clock& clock, const std::stop_token& stopping)
{
    return Question{witnesses, clock}.wait(stopping);
}

} // namespace server
