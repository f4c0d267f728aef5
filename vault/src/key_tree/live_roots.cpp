#include "key_tree/live_roots.h"

#include <utility>

namespace vault {

void LiveRoots::adopt(Secret root, const RootCommitment& commitment)
{
    const std::lock_guard lock{mutex_};
    current_ = {std::move(root), commitment};
}

void LiveRoots::announce(const Secret& fresh, const RootCommitment& commitment)
{
    Held held{fresh.clone(), commitment};
    const std::lock_guard lock{mutex_};
    announced_ = std::move(held);
}

void LiveRoots::replace()
{
    std::unique_lock lock{mutex_};
    before_ = std::exchange(current_, std::exchange(announced_, {}));
    const std::uint64_t old = generation_++ % 2;
    // Those of the generation before that were given up on would be counted with the next one's: they hold nothing any more.
    unpinned_.wait_for(lock, patience_, [&] { return pins_[old] == 0; });
    before_ = {};
}

void LiveRoots::withdraw() noexcept
{
    const std::lock_guard lock{mutex_};
    announced_ = {};
}

Expected<Secret> LiveRoots::root(const RootCommitment& commitment) const
{
    const std::lock_guard lock{mutex_};
    for (const Held* held : {&current_, &announced_, &before_})
        if (!held->key.empty() && held->commitment == commitment)
            return held->key.clone();
    return fail({ErrorCode::unavailable, "this took too long and met a shredding: try again"});
}

LiveRoots::Pin::Pin(LiveRoots& roots) : roots_{roots}
{
    const std::lock_guard lock{roots_.mutex_};
    generation_ = roots_.generation_;
    ++roots_.pins_[generation_ % 2];
}

LiveRoots::Pin::~Pin()
{
    {
        const std::lock_guard lock{roots_.mutex_};
        --roots_.pins_[generation_ % 2];
    }
    roots_.unpinned_.notify_one();
}

} // namespace vault
