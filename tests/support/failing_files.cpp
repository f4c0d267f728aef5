#include "support/failing_files.h"

#include <cerrno>
#include <utility>

namespace tests {

int FailingFiles::permit(const vault::FileAccess& access) noexcept
{
    Hook hook;
    std::uint64_t number = 0;
    {
        const std::lock_guard lock{mutex_};
        if (counts_ && !counts_(access))
            return 0;
        number = ++count_;
        if (fail_number_ != 0 && (number == fail_number_ || (persistent_ && number > fail_number_)))
            return fail_error_;
        hook = hook_;
    }
    return hook ? hook(number, access) : 0;
}

void FailingFiles::fail_at(std::uint64_t n, int error, bool persistent)
{
    const std::lock_guard lock{mutex_};
    fail_number_ = count_ + n;
    fail_error_ = error;
    persistent_ = persistent;
}

void FailingFiles::count_only(std::function<bool(const vault::FileAccess&)> counts)
{
    const std::lock_guard lock{mutex_};
    counts_ = std::move(counts);
}

void FailingFiles::die_at_change(std::uint64_t n)
{
    count_only([](const vault::FileAccess& access) {
        return access.op != vault::FileOp::read && access.op != vault::FileOp::lock;
    });
    fail_at(n, EIO, true);
}

void FailingFiles::set_hook(Hook hook)
{
    const std::lock_guard lock{mutex_};
    hook_ = std::move(hook);
}

void FailingFiles::reset()
{
    const std::lock_guard lock{mutex_};
    count_ = 0;
    fail_number_ = 0;
    persistent_ = false;
    counts_ = nullptr;
    hook_ = nullptr;
}

std::uint64_t FailingFiles::count() const
{
    const std::lock_guard lock{mutex_};
    return count_;
}

} // namespace tests
