#include "base/secret_arena.h"

#include "vault/assert.h"
#include "vault/secret.h"

#include <sys/mman.h>
#include <sys/resource.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <new>

namespace vault {

namespace {

[[noreturn]] void stop(const char* line) noexcept
{
    static_cast<void>(std::fputs(line, stderr));
    std::_Exit(EXIT_FAILURE); // at the first secret: nothing is under way yet
}

// The soft limit is often lower than what the administrator allows.
void raise_lock_limit(std::size_t bytes)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur >= bytes)
        return;
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_MEMLOCK, &limit)); // mlock tells whether it was enough
}

} // namespace

SecretArena& SecretArena::instance()
{
    static SecretArena* const arena = new SecretArena;
    return *arena;
}

SecretArena::SecretArena() : free_order_(arena_bytes / block_bytes_min, not_a_free_block)
{
    static_assert(block_bytes_max == Secret::bytes_max && arena_bytes % block_bytes_max == 0);
    raise_lock_limit(arena_bytes);
    void* const memory =
        ::mmap(nullptr, arena_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || ::mlock(memory, arena_bytes) != 0)
        stop("ticket vault: the system refuses to lock 6 MiB of memory for secrets; raise the "
             "limit (ulimit -l, LimitMEMLOCK)\n");
    if (::madvise(memory, arena_bytes, MADV_DONTDUMP) != 0)
        stop("ticket vault: the system refuses to keep secrets out of core dumps\n");
    base_ = static_cast<std::byte*>(memory);
    for (std::size_t at = arena_bytes; at != 0; at -= block_bytes_max)
        push(base_ + at - block_bytes_max, orders - 1);
}

std::byte* SecretArena::allocate(std::size_t size)
{
    TV_ASSERT(size != 0 && size <= block_bytes_max);
    const std::size_t order = order_for(size);
    const std::lock_guard lock{mutex_};
    std::size_t found = order;
    while (found < orders && free_[found] == nullptr)
        ++found;
    if (found == orders)
        throw std::
            bad_alloc{}; // the caller's request fails; a crowd of large values must not stop the service
    std::byte* const block = reinterpret_cast<std::byte*>(free_[found]);
    unlink(block, found);
    while (found > order) {
        --found;
        push(block + (block_bytes_min << found), found);
    }
    in_use_ += block_bytes_min << order;
    vault::wipe({block, block_bytes_min << order}); // only list pointers can be left in it
    return block;
}

void SecretArena::release(std::byte* block, std::size_t size) noexcept
{
    std::size_t order = order_for(size);
    vault::wipe({block, block_bytes_min << order});
    const std::lock_guard lock{mutex_};
    in_use_ -= block_bytes_min << order;
    while (order + 1 < orders) {
        const std::size_t buddy = index_of(block) ^ (std::size_t{1} << order);
        if (free_order_[buddy] != order)
            break;
        std::byte* const other = base_ + buddy * block_bytes_min;
        unlink(other, order);
        block = std::min(block, other);
        ++order;
    }
    push(block, order);
}

std::size_t SecretArena::bytes_in_use() const
{
    const std::lock_guard lock{mutex_};
    return in_use_;
}

std::size_t SecretArena::order_for(std::size_t size) noexcept
{
    const std::size_t block = std::bit_ceil(std::max(size, block_bytes_min));
    return static_cast<std::size_t>(std::countr_zero(block / block_bytes_min));
}

std::size_t SecretArena::index_of(const std::byte* block) const noexcept
{
    return static_cast<std::size_t>(block - base_) / block_bytes_min;
}

void SecretArena::push(std::byte* block, std::size_t order) noexcept
{
    auto* const head = new (block) FreeBlock{free_[order], nullptr};
    if (head->next != nullptr)
        head->next->previous = head;
    free_[order] = head;
    free_order_[index_of(block)] = static_cast<std::uint8_t>(order);
}

void SecretArena::unlink(std::byte* block, std::size_t order) noexcept
{
    auto* const gone = std::launder(reinterpret_cast<FreeBlock*>(block));
    (gone->previous != nullptr ? gone->previous->next : free_[order]) = gone->next;
    if (gone->next != nullptr)
        gone->next->previous = gone->previous;
    free_order_[index_of(block)] = not_a_free_block;
}

} // namespace vault
