#pragma once

#include "clock/witnesses.h"
#include "log/log.h"
#include "vault/vault.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <thread>

namespace server {

// While the vault does not believe its clock, asks the witnesses each minute, and confirms it when they agree with it. As long as nothing is in doubt
// nobody is asked anything. What came of it is a line of the log, once for each change.
//
// Threads: one of its own. `vault` and `log` outlive it.
class ClockWatch {
public:
    ClockWatch(Witnesses witnesses, vault::Vault& vault, log::Log& log);

    // Begins to end; the destructor waits, a fraction of a second where nothing is being written.
    void request_stop() noexcept { thread_.request_stop(); }

private:
    enum class Outcome : std::uint8_t { none, confirmed, ahead, no_majority, failed };

    void run(const std::stop_token& stopping);
    [[nodiscard]] Outcome ask(const std::stop_token& stopping);
    void tell(Outcome outcome);

    const Witnesses witnesses_;
    vault::Vault& vault_;
    log::Log& log_;
    Testimony testimony_; // the last
    Outcome told_ = Outcome::none;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_; // last: it uses the others
};

} // namespace server
