#include "store/shared_index.h"

#include <atomic>

namespace vault {

namespace {

std::uint8_t mask(int first, int count)
{
    return static_cast<std::uint8_t>(
        ((1U << static_cast<unsigned>(count)) - 1U) << static_cast<unsigned>(first));
}

bool has(std::uint8_t locks, int lock)
{
    return (locks & (1U << static_cast<unsigned>(lock))) != 0;
}

} // namespace

SharedIndex::Region* SharedIndex::region(std::size_t number, std::size_t bytes, bool make)
{
    const std::lock_guard lock{mutex_};
    if (number >= regions_.size() && !make)
        return nullptr;
    while (regions_.size() <= number)
        regions_.push_back(std::make_unique<Region[]>(bytes));
    return regions_[number].get();
}

bool SharedIndex::lock_shared(Held& own, int first, int count)
{
    const std::lock_guard lock{mutex_};
    const std::uint8_t wanted = mask(first, count);
    if ((exclusive_ & ~own.exclusive & wanted) != 0)
        return false;
    for (int at = first; at < first + count; ++at)
        if (!has(own.shared, at))
            ++sharing_[static_cast<std::size_t>(at)];
    own.shared |= wanted;
    return true;
}

bool SharedIndex::lock_exclusive(Held& own, int first, int count)
{
    const std::lock_guard lock{mutex_};
    const std::uint8_t wanted = mask(first, count);
    if ((exclusive_ & ~own.exclusive & wanted) != 0)
        return false;
    for (int at = first; at < first + count; ++at)
        if (sharing_[static_cast<std::size_t>(at)] > (has(own.shared, at) ? 1U : 0U))
            return false;
    own.exclusive |= wanted;
    exclusive_ |= wanted;
    return true;
}

void SharedIndex::unlock(Held& own, int first, int count)
{
    const std::lock_guard lock{mutex_};
    const std::uint8_t given = mask(first, count);
    for (int at = first; at < first + count; ++at)
        if (has(own.shared, at))
            --sharing_[static_cast<std::size_t>(at)];
    exclusive_ = static_cast<std::uint8_t>(exclusive_ & ~(own.exclusive & given));
    own.shared = static_cast<std::uint8_t>(own.shared & ~given);
    own.exclusive = static_cast<std::uint8_t>(own.exclusive & ~given);
}

void SharedIndex::barrier()
{
    std::atomic_thread_fence(std::memory_order_seq_cst);
    const std::lock_guard lock{mutex_};
}

SharedIndexes& SharedIndexes::of_process()
{
    static SharedIndexes all;
    return all;
}

std::shared_ptr<SharedIndex> SharedIndexes::of(const std::string& database)
{
    const std::lock_guard lock{mutex_};
    std::weak_ptr<SharedIndex>& known = indexes_[database];
    auto index = known.lock();
    if (!index) {
        index = std::make_shared<SharedIndex>();
        known = index;
    }
    return index;
}

} // namespace vault
