#pragma once

#include "store/credential_table.h"
#include "vault/clock.h"
#include "vault/error.h"
#include "vault/id.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <span>
#include <thread>
#include <vector>

namespace vault {

class Engine;
class ReadScope;
class WriteScope;

// Ends what time ends: credentials past their expiry, tickets past their grace, grants past their time, announced files that do not come,
// log keys of days long past; and removes chunks whose key is destroyed. Looks every 250 ms. A failure is tried again at the next look, for ever: what is due is refused meanwhile.
class Shredder {
public:
    explicit Shredder(Engine& engine) : engine_{engine} {}
    Shredder(const Shredder&) = delete;
    Shredder& operator=(const Shredder&) = delete;
    ~Shredder() { stop(); }

    void start();
    void stop();
    // Everything due now, in batches, on the caller's thread; in large ones before start().
    [[nodiscard]] Expected<void> run_due();
    // True while something due could not be ended.
    [[nodiscard]] bool behind() const noexcept { return behind_; }

private:
    struct Duty;

    void loop();
    [[nodiscard]] Expected<void> run(const Duty& duty, Instant now);
    [[nodiscard]] Expected<void> shred_due(Instant now);
    // The same where a page or row of some is damaged: they are set aside, refused and looked at again each minute; the others end. corrupt while
    // any is set aside; an entry "vault.damage_found" tells of the first.
    [[nodiscard]] Expected<void> shred_due_apart(Instant now, std::uint32_t batch);
    void tell_of_damage(); // once
    // The same where the list itself is damaged: the rows of all credentials are read, once a minute: 0.2 s for 100,000. Always an error.
    [[nodiscard]] Expected<void> shred_due_by_rows(Instant now);
    // Those of these positions that are due. Halves what fails until it is alone. The first error that is not a damaged page's.
    enum class List : std::uint8_t { sound, damaged }; // sound: what has ended is taken off it
    [[nodiscard]] Expected<void> shred_or_halve(
        std::span<const std::uint64_t> due, Instant now, List list);
    [[nodiscard]] Expected<void> close_due(Instant now);
    [[nodiscard]] Expected<void> end_due_grants(Instant now);
    // Of tickets none of whose files is on its way, each by itself: one that fails keeps no other waiting, and is told of.
    [[nodiscard]] Expected<void> give_up_uploads(Instant now);
    [[nodiscard]] Expected<void> end_log_days(Instant now);
    [[nodiscard]] bool is_uploading(const ReadScope& scope, const TicketId& ticket) const;
    // `end`: a batch of what is due; true when there may be more.
    [[nodiscard]] Expected<void> end_in_batches(const std::function<bool(WriteScope&)>& end);
    // One damaged row, or too little room for all at once, must not keep the others alive: what is due then ends one by one, and the failure
    // is told of.
    template <class Found>
    [[nodiscard]] Expected<void> end_together_or_alone(
        const std::function<bool(WriteScope&)>& together,
        const std::function<std::vector<Found>(ReadScope&)>& due,
        const std::function<void(WriteScope&, const Found&)>& alone);
    [[nodiscard]] Expected<void> remove_dead_chunks();

    Engine& engine_;
    std::atomic<bool> behind_{false};
    std::atomic<bool> serving_{false};
    std::mutex running_;                // of run_due(); guards the four that follow
    std::set<std::uint64_t> set_aside_; // positions
    Instant look_again_at_;
    Instant read_rows_at_;
    bool damage_told_ = false;
    std::mutex mutex_; // guards stopping_
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace vault
