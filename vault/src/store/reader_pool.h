#pragma once

#include "store/database.h"
#include "vault/error.h"

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

namespace vault {

// A few connections that only read. A lease waits until one is free; reads are short (long ones go in slices), so that the write-ahead log
// can be cut.
// Threads: any.
class ReaderPool {
public:
    ReaderPool(GatedVfs& vfs, const std::filesystem::path& file, const Secret& key,
        std::size_t size,
        std::uint32_t cache_kib); // of each

    class Lease {
    public:
        // Throws StorageFault when the connection had failed and cannot be renewed.
        explicit Lease(ReaderPool& pool);
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        ~Lease();
        [[nodiscard]] Database& database() noexcept { return *database_; }

    private:
        void give_back();

        ReaderPool& pool_;
        Database* database_;
    };

private:
    std::vector<std::unique_ptr<Database>> all_;
    std::mutex mutex_; // guards idle_
    std::condition_variable freed_;
    std::vector<Database*> idle_;
};

} // namespace vault
