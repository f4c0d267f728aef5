#pragma once

#include "redactor/scanner.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <expected>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace server::intake {

using ScanResult = std::expected<std::vector<redactor::Finding>, redactor::ScanError>;

// The texts of one request, scanned together: one job, one hop to another thread, however many fields it has.
struct ScanJob {
    std::vector<std::string_view> texts;
    std::vector<std::string>
        known_ids; // of the ticket's own placeholders, which are not looked into
};

// A bounded crew of threads with a Scanner each. Asynchronous, so that texts in hostile formats can go to worker processes behind the
// same interface.
//
// Threads: any may submit.
class ScanPool {
public:
    ScanPool(const std::shared_ptr<const redactor::RuleSet>& rules, std::size_t threads,
        std::size_t jobs_max);
    // Answers every job that was taken, then joins.
    ~ScanPool();
    ScanPool(const ScanPool&) = delete;
    ScanPool& operator=(const ScanPool&) = delete;

    // One result for each text, in order. The texts must stay until the future is ready: the caller waits for it, always.
    // Nothing when `jobs_max` jobs are waiting already.
    [[nodiscard]] std::optional<std::future<std::vector<ScanResult>>> submit(ScanJob job);

private:
    struct Waiting {
        ScanJob job;
        std::promise<std::vector<ScanResult>> promise;
    };

    void work(redactor::Scanner scanner);

    const std::size_t jobs_max_;
    std::mutex mutex_; // guards waiting_ and stopping_
    std::condition_variable changed_;
    std::deque<Waiting> waiting_;
    bool stopping_ = false;
    std::vector<std::jthread> threads_;
};

} // namespace server::intake
