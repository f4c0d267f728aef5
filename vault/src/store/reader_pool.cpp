#include "store/reader_pool.h"

#include <exception>

namespace vault {

ReaderPool::ReaderPool(GatedVfs& vfs, const std::filesystem::path& file, const Secret& key,
    std::size_t size, std::uint32_t cache_kib)
{
    for (std::size_t i = 0; i < size; ++i) {
        all_.push_back(
            std::make_unique<Database>(vfs, file, key, Database::Mode::reader, cache_kib));
        idle_.push_back(all_.back().get());
    }
}

ReaderPool::Lease::Lease(ReaderPool& pool) : pool_{pool}
{
    std::unique_lock lock{pool_.mutex_};
    pool_.freed_.wait(lock, [&] { return !pool_.idle_.empty(); });
    database_ = pool_.idle_.back();
    pool_.idle_.pop_back();
    lock.unlock();
    try {
        database_->renew_if_failed();
    } catch (const std::exception&) { // a fault of the storage, or no memory that can be locked
        give_back();
        throw;
    }
}

ReaderPool::Lease::~Lease() { give_back(); }

void ReaderPool::Lease::give_back()
{
    {
        const std::lock_guard lock{pool_.mutex_};
        pool_.idle_.push_back(database_);
    }
    pool_.freed_.notify_one();
}

} // namespace vault
