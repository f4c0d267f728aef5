#include "clock/clock_watch.h"

#include <chrono>
#include <utility>

namespace server {

namespace {

constexpr std::chrono::seconds look_interval{1};
constexpr std::chrono::seconds ask_interval{60};

} // namespace

ClockWatch::ClockWatch(Witnesses witnesses, vault::Vault& vault, log::Log& log)
    : witnesses_{std::move(witnesses)}, vault_{vault}, log_{log},
      thread_{[this](const std::stop_token& stopping) { run(stopping); }}
{
}

void ClockWatch::run(const std::stop_token& stopping)
{
    std::unique_lock lock{mutex_};
    while (!stopping.stop_requested()) {
        std::chrono::seconds pause = look_interval;
        if (vault_.clock_unconfirmed()) {
            const Outcome outcome = ask();
            tell(outcome);
            if (outcome != Outcome::agreed) {
                pause = ask_interval;
            }
        } else {
            told_ = Outcome::none;
        }
        wake_.wait_for(lock, stopping, pause, [] { return false; });
    }
}

ClockWatch::Outcome ClockWatch::ask()
{
    const auto told = ask_witnesses(witnesses_, vault_.clock());
    const auto agreed = agreed_time(told, witnesses_.urls.size());
    if (!agreed) {
        return Outcome::no_majority;
    }
    const auto confirmed = vault_.confirm_clock(*agreed);
    if (!confirmed) {
        return Outcome::not_written;
    }
    return *confirmed ? Outcome::agreed : Outcome::ahead;
}

void ClockWatch::tell(Outcome outcome)
{
    if (outcome == told_) {
        return;
    }
    told_ = outcome;
    switch (outcome) {
    case Outcome::none:
        break;
    case Outcome::agreed:
        log_.warning("the clock was in doubt and is confirmed: the witnesses tell the same time, "
                     "and what is due by it is destroyed");
        break;
    case Outcome::ahead:
        log_.error("the clock runs ahead of what the witnesses tell: set it right");
        break;
    case Outcome::no_majority:
        log_.warning("the clock is in doubt, and no majority of the witnesses tells one time; "
                     "they are asked again each minute");
        break;
    case Outcome::not_written:
        log_.error("the witnesses confirm the clock, and the entry about it could not be written");
        break;
    }
}

} // namespace server
