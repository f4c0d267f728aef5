// The floor under the service: the same SQLCipher with the same settings, one writer thread and group commit, rows as large as the
// tickets of tests/bench/service_bench.py, and nothing else. Also what one fdatasync of 4 KiB costs on this disk.
//
//     store_bench FOLDER SECONDS CLIENTS
//
// Prints two lines: "fsync_p50_us N" and "store_rows_per_second N".
#include "measure.h"
#include "store/database.h"
#include "store/gated_vfs.h"
#include "store/statement.h"
#include "store/transaction.h"
#include "vault/files.h"
#include "vault/secret.h"

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fmt/core.h>
#include <mutex>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using bench::Clock;

constexpr std::size_t ticket_bytes_min = 2 * 1024;
constexpr std::size_t ticket_bytes_max = 8 * 1024;

// Clients hand in one row each and wait until it is durable, as requests do.
class Queue {
public:
    void submit(const std::string& row)
    {
        std::unique_lock lock{mutex_};
        waiting_.push_back(&row);
        const std::uint64_t batch = next_batch_;
        filled_.notify_one();
        committed_.wait(lock, [&] { return done_batch_ >= batch; });
    }

    // Nothing when it was closed and is empty.
    std::vector<const std::string*> take()
    {
        std::unique_lock lock{mutex_};
        filled_.wait(lock, [&] { return !waiting_.empty() || closed_; });
        ++next_batch_;
        return std::exchange(waiting_, {});
    }

    void commit()
    {
        const std::lock_guard lock{mutex_};
        ++done_batch_;
        committed_.notify_all();
    }

    void close()
    {
        const std::lock_guard lock{mutex_};
        closed_ = true;
        filled_.notify_one();
    }

private:
    std::mutex mutex_; // guards everything below
    std::condition_variable filled_;
    std::condition_variable committed_;
    std::vector<const std::string*> waiting_;
    std::uint64_t next_batch_ = 1;
    std::uint64_t done_batch_ = 0;
    bool closed_ = false;
};

std::uint64_t write_all(vault::Database& database, Queue& queue)
{
    std::uint64_t rows = 0;
    for (auto batch = queue.take(); !batch.empty(); batch = queue.take()) {
        vault::WriteTransaction transaction{database};
        for (const std::string* row : batch) {
            vault::Statement insert{
                database, "INSERT INTO ticket (state, created_at, body) VALUES (0, ?, ?)"};
            insert.bind(static_cast<std::int64_t>(++rows));
            insert.bind(std::as_bytes(std::span{*row}));
            insert.run();
        }
        if (transaction.commit() != vault::WriteTransaction::Committed::yes)
            std::abort();
        queue.commit();
        if (database.log_pages() > 1000)
            (void)database.checkpoint();
    }
    return rows;
}

double rows_per_second(const std::filesystem::path& folder, int seconds, int clients)
{
    vault::SystemFiles files;
    vault::GatedVfs vfs{files};
    const auto key = vault::Secret::copy_of(std::string(32, 'k'));
    const auto path = folder / "floor.db";
    vault::Database{vfs, path, key, vault::Database::Mode::create}.run(
        "CREATE TABLE ticket (number INTEGER PRIMARY KEY, state INTEGER NOT NULL, created_at "
        "INTEGER NOT NULL, body BLOB NOT NULL);"
        "CREATE INDEX ticket_by_state ON ticket (state, created_at)");
    vault::Database database{vfs, path, key, vault::Database::Mode::writer};
    Queue queue;
    const auto began = Clock::now();
    const auto end = began + std::chrono::seconds{seconds};
    std::vector<std::jthread> threads;
    for (int client = 0; client < clients; ++client)
        threads.emplace_back([&queue, end, client] {
            std::mt19937 dice{static_cast<unsigned>(client)};
            std::uniform_int_distribution<std::size_t> size{ticket_bytes_min, ticket_bytes_max};
            while (Clock::now() < end)
                queue.submit(std::string(size(dice), 't'));
        });
    std::uint64_t rows = 0;
    std::jthread writer{[&] { rows = write_all(database, queue); }};
    threads.clear();
    queue.close();
    writer.join();
    return static_cast<double>(rows) / std::chrono::duration<double>(Clock::now() - began).count();
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 4)
        return 2;
    const std::filesystem::path folder = arguments[1];
    fmt::print("fsync_p50_us {:.0f}\n", bench::fsync_spread(folder).p50_us);
    fmt::print("store_rows_per_second {:.0f}\n",
        rows_per_second(folder, std::atoi(arguments[2]), std::atoi(arguments[3])));
    return 0;
}
