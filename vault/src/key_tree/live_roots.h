#pragma once

#include "keys/root_slots.h"
#include "vault/secret.h"

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace vault {

// The root keys in memory: the one the database names; around a commit the one it will name; and, while a reader's snapshot is older, the
// one it named before. Between two shreds there is one.
//
//     writer   announce(fresh) | COMMIT | replace()
//     reader   pin, begin the snapshot, root(the commitment it names) … , unpin
//
// replace() waits for the readers that began before it, so that the old root, and the nodes they opened with it, are in nobody's memory when
// it returns. A reader at work for longer than `patience` loses the old root: what it opens next is refused.
// Threads: pins from any; the rest from the writer's.
class LiveRoots {
public:
    explicit LiveRoots(std::chrono::milliseconds patience = std::chrono::seconds{1})
        : patience_{patience}
    {
    }

    // At the opening, once it has opened the top.
    void adopt(Secret root, const RootCommitment& commitment);
    void announce(const Secret& fresh, const RootCommitment& commitment);
    void replace();
    // The commit did not come.
    void withdraw() noexcept;

    // A locked copy; unavailable when this root is not, or no longer, in memory.
    [[nodiscard]] Expected<Secret> root(const RootCommitment& commitment) const;

    // From before the snapshot begins until it ends.
    class Pin {
    public:
        explicit Pin(LiveRoots& roots);
        Pin(const Pin&) = delete;
        Pin& operator=(const Pin&) = delete;
        ~Pin();
        [[nodiscard]] Expected<Secret> root(const RootCommitment& commitment) const
        {
            return roots_.root(commitment);
        }

    private:
        LiveRoots& roots_;
        std::uint64_t generation_;
    };

private:
    struct Held {
        Secret key;
        RootCommitment commitment{};
    };

    const std::chrono::milliseconds patience_;
    mutable std::mutex mutex_; // guards all below
    std::condition_variable unpinned_;
    Held before_;
    Held current_;
    Held announced_;
    std::uint64_t generation_ = 0;
    std::array<std::uint64_t, 2>
        pins_{}; // of this generation and the one before, by their lowest bit
};

} // namespace vault
