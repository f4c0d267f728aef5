#include "http/worker_pool.h"

#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <utility>

namespace server::http {

void block_signals_in_this_thread()
{
    sigset_t blocked;
    sigfillset(&blocked);
    // These tell of a fault of the thread itself and must arrive.
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) {
        sigdelset(&blocked, fault);
    }
    pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
}

WorkerPool::WorkerPool(std::size_t thread_count, std::size_t queued_max, Work work)
    : queued_max_(queued_max), work_(std::move(work))
{
    for (std::size_t count = std::max<std::size_t>(thread_count, 1); count > 0; --count) {
        threads_.emplace_back([this] { run(); });
    }
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::try_submit(ConnectionPtr& connection)
{
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= queued_max_) {
            return false;
        }
        queue_.push_back(std::move(connection));
    }
    arrived_.notify_one();
    return true;
}

void WorkerPool::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        queue_.clear();
    }
    arrived_.notify_all();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) {
            thread.join();
        }
    }
}

void WorkerPool::run()
{
    block_signals_in_this_thread();
    while (true) {
        ConnectionPtr connection;
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) {
                return;
            }
            connection = std::move(queue_.front());
            queue_.pop_front();
        }
        work_(std::move(connection));
    }
}

} // namespace server::http
