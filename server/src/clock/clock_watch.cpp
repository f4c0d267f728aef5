#include "clock/clock_watch.h"

#include <chrono>
#include <exception>
#include <initializer_list>
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
        const Outcome outcome = vault_.clock_unconfirmed() ? ask(stopping) : Outcome::none;
        if (!stopping.stop_requested()) {
            tell(outcome);
        }
        const bool doubt = outcome != Outcome::none && outcome != Outcome::confirmed;
        wake_.wait_for(lock, stopping, doubt ? ask_interval : look_interval, [] { return false; });
    }
}

ClockWatch::Outcome ClockWatch::ask(const std::stop_token& stopping)
{
    using enum vault::Vault::ClockVerdict;
    try {
        testimony_ = ask_witnesses(witnesses_, vault_.clock(), stopping);
        if (!testimony_.agreed) {
            return Outcome::no_majority;
        }
        const auto verdict = vault_.confirm_clock(*testimony_.agreed);
        if (!verdict) {
            return Outcome::failed;
        }
        return *verdict == confirmed ? Outcome::confirmed
               : *verdict == ahead   ? Outcome::ahead
                                     : Outcome::none;
    } catch (const std::exception&) { // no memory
        return Outcome::failed;
    }
}

void ClockWatch::tell(Outcome outcome)
{
    if (outcome == told_) {
        return;
    }
    told_ = outcome;
    const std::initializer_list<log::Field> heard{{"witnesses", witnesses_.urls.size()},
        {"told", testimony_.told}, {"untrusted", testimony_.untrusted}};
    switch (outcome) {
    case Outcome::none:
        break;
    case Outcome::confirmed:
        log_.warning("the clock was in doubt and is confirmed: it is not ahead of what its "
                     "witnesses tell, and what is due by it is destroyed",
            heard);
        break;
    case Outcome::ahead:
        log_.error("the clock runs ahead of what its witnesses tell: set it right", heard);
        break;
    case Outcome::no_majority:
        log_.warning("the clock is in doubt, and no majority of its witnesses tells one time; "
                     "they are asked again each minute",
            heard);
        break;
    case Outcome::failed:
        log_.error("the clock is in doubt, and what its witnesses tell could not be asked or "
                   "written down; it is tried again each minute",
            heard);
        break;
    }
}

} // namespace server
