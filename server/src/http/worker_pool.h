#pragma once

#include "http/connection.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace server::http {

// Leaves signals to the thread that waits for them, and broken pipes to the return value of the
// write.
void block_signals_in_this_thread();

// A fixed number of threads that each serve one connection at a time, and a bounded queue before
// them. Every method from any thread.
class WorkerPool {
public:
    using Work = std::function<void(ConnectionPtr)>; // must not throw

    WorkerPool(std::size_t thread_count, std::size_t queued_max, Work work);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // Never waits. False when the queue is full or the pool stopped; the connection then stays with
    // the caller.
    bool try_submit(ConnectionPtr& connection);

    // Takes no more, drops what is queued and joins. The destructor calls it.
    void stop();

private:
    void run();

    std::size_t queued_max_;
    Work work_;
    std::mutex mutex_; // guards queue_ and stopping_
    std::condition_variable arrived_;
    std::deque<ConnectionPtr> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace server::http
