#include "intake/scan_pool.h"

#include <exception>
#include <utility>

namespace server::intake {

ScanPool::ScanPool(const std::shared_ptr<const redactor::RuleSet>& rules, std::size_t threads,
    std::size_t jobs_max)
    : jobs_max_{jobs_max}
{
    for (std::size_t index = 0; index < threads; ++index) {
        threads_.emplace_back(
            [this, scanner = redactor::Scanner{rules}]() mutable { work(std::move(scanner)); });
    }
}

ScanPool::~ScanPool()
{
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_all();
}

std::optional<std::future<std::vector<ScanResult>>> ScanPool::submit(ScanJob job)
{
    Waiting waiting{std::move(job), {}};
    auto future = waiting.promise.get_future();
    {
        const std::lock_guard lock{mutex_};
        if (stopping_ || waiting_.size() >= jobs_max_) {
            return std::nullopt;
        }
        waiting_.push_back(std::move(waiting));
    }
    changed_.notify_one();
    return future;
}

void ScanPool::work(redactor::Scanner scanner)
{
    while (true) {
        Waiting next;
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (waiting_.empty()) {
                return;
            }
            next = std::move(waiting_.front());
            waiting_.pop_front();
        }
        const redactor::ScanOptions options{.known_ids = next.job.known_ids};
        std::vector<ScanResult> results;
        try {
            for (const std::string_view text : next.job.texts) {
                results.push_back(scanner.scan(text, options));
            }
        } catch (const std::exception&) {
            // Out of memory, at worst: the texts count as not scanned.
            results.assign(next.job.texts.size(), std::unexpected{redactor::ScanError::engine});
        }
        next.promise.set_value(std::move(results));
    }
}

} // namespace server::intake
