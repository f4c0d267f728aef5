#pragma once

#include "vault/files.h"

#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

namespace tests {

// Counts the operations on storage and refuses the one it is told to. Threads: any.
class FailingFiles final : public vault::Files {
public:
    // Called before each operation, with its number from 1; what it returns is the errno (0: let it through).
    using Hook = std::function<int(std::uint64_t number, const vault::FileAccess& access)>;

    [[nodiscard]] int permit(const vault::FileAccess& access) noexcept override;

    // Refuses the n-th operation from now (1: the next) with `error`; with `persistent` also all that follow.
    void fail_at(std::uint64_t n, int error, bool persistent = false);
    // From now on only operations that `counts` approves are counted and can fail.
    void count_only(std::function<bool(const vault::FileAccess&)> counts);
    // The machine dies at the n-th operation that is no read and no lock: it and all that follow fail with EIO.
    void die_at_change(std::uint64_t n);
    void set_hook(Hook hook);
    // Lets everything through again and counts from zero.
    void reset();
    [[nodiscard]] std::uint64_t count() const;

private:
    mutable std::mutex mutex_; // guards everything below
    std::uint64_t count_ = 0;
    std::uint64_t fail_number_ = 0; // 0: none
    int fail_error_ = 0;
    bool persistent_ = false;
    std::function<bool(const vault::FileAccess&)> counts_;
    Hook hook_;
};

} // namespace tests
