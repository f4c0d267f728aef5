#pragma once

#include "engine/opened_values.h"
#include "engine/reserve.h"
#include "engine/trusted_time.h"
#include "keys/mark_file.h"
#include "log/audit_appender.h"
#include "scope/certificates.h"
#include "scope/refusal_budget.h"
#include "scope/write_scope.h"
#include "store/database.h"
#include "store/transaction.h"
#include "vault/world.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <thread>

namespace vault {

// What a request learns once its batch is durable.
struct Durable {
    Checkpoint head;                    // over the batch's entries
    std::vector<std::uint64_t> entries; // seq of each entry the request made, in order
    std::vector<Certified> destroyed; // of the credentials whose certificate it wants, to be signed
    // Set when those keys are not all destroyed and certified yet: they are refused already, and the writer tries on.
    std::optional<Error> shred_error;
};

// The value of a request that has none.
struct Done {};

template <class T>
struct Applied {
    T value;
    Durable durable;
};

// What a request may use. On a full disk only endings go on, in the room kept back for them.
enum class Room : std::uint8_t { ordinary, reserved };

// The one thread that changes the vault. Requests queue; what has queued is one durable transaction with a savepoint each:
//
//   requests | entries, edge, checkpoint | keys.prepare | COMMIT | keys.finish | shredded, destroyed entries, certificates | COMMIT | mark | answers
//                                                        commit point  destruction point
//
// A COMMIT that fails other than for want of room stops the writer for good and touches no key: it may have been applied, and only the next
// start can tell from the disk. On a full disk the batch's endings use the reserve, and everything else is refused with disk_full until it is whole
// again. Entries and certificates of what time ends take a part of it; beyond that the keys are destroyed all the same, and their paper waits for
// room. Keys that could not be destroyed are tried again each second, before any other work.
// Threads: apply() from any but its own.
class Writer {
public:
    struct Parts {
        Database& database;
        Tables& tables;
        KeyWriter& keys;
        MarkFile& mark;
        AuditAppender& log;
        Reserve& reserve;
        OpenedValues& opened_values;
        const NoteSigner& signer;
        const std::string& store;
        const std::string& boot;
        World world;
    };
    explicit Writer(Parts parts);
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer(); // finishes what is queued

    // Runs `work`, an Expected<T>(WriteScope&), and returns when its batch is durable. unavailable after a storage fault.
    // Reserved work may run twice: what it did the first time is taken back then.
    template <class T, class Work>
    [[nodiscard]] Expected<Applied<T>> apply(Work&& work, Room room = Room::ordinary)
    {
        std::optional<T> value;
        Request request{[&](WriteScope& scope) -> std::optional<Error> {
                            Expected<T> result = work(scope);
                            if (!result)
                                return std::move(result).error();
                            value.emplace(std::move(*result));
                            return std::nullopt;
                        },
            room};
        submit(request);
        if (request.error)
            return fail(std::move(*request.error));
        return Applied<T>{std::move(*value), std::move(request.durable)};
    }

    // Runs `step` on the writer's thread between two batches, with nothing in hand and no key owed, and returns after it. unavailable as apply().
    [[nodiscard]] Expected<void> run_alone(std::function<Expected<void>()> step);
    // Of such a step: the root is replaced by another. When it returns the old one is destroyed.
    [[nodiscard]] Expected<void> replace_root();

    // Before start(): on the caller's thread: what the keys owe, and, if there are `ends_owed`, the entries of the credentials in 'shredding'. On a
    // full disk those wait for room.
    [[nodiscard]] Expected<void> recover(bool ends_owed);
    void start();

    // A page of the database did not hold, whoever read it: told by problem() until a restart. Requests that need no such page
    // are still served.
    void note_damage() noexcept { damaged_ = true; }

    // Empty while it works; else a literal saying why not.
    [[nodiscard]] std::string_view problem() const noexcept;
    // For good: only a restart recovers.
    [[nodiscard]] bool stopped() const noexcept { return health_.load() == Health::stopped; }
    // The time requests are given now.
    [[nodiscard]] Instant now() const noexcept { return time_.now(); }
    // What is over by then is refused.
    [[nodiscard]] Instant latest() const noexcept { return time_.latest(); }
    // The clock runs ahead of what is believed, and destroys nothing.
    [[nodiscard]] bool clock_unconfirmed() const noexcept { return time_.unconfirmed(); }
    [[nodiscard]] bool clock_agrees_with(const WitnessedTime& told) const noexcept
    {
        return time_.agrees_with(told);
    }
    // The clock is right as it stands; or because of what was told, and false when it does not agree with that.
    void confirm_clock() noexcept { time_.confirm(); }
    [[nodiscard]] bool confirm_clock(const WitnessedTime& told) noexcept
    {
        return time_.confirm(told);
    }
    [[nodiscard]] Checkpoint head() const;

private:
    struct Request {
        std::function<std::optional<Error>(WriteScope&)> work;
        Room room = Room::ordinary;
        std::function<Expected<void>()> alone{}; // in place of `work`
        std::optional<Error> error{};
        Durable durable{};
        std::vector<Ending> endings{};
        std::vector<CredentialId> certificates_wanted{};
        bool ends = false;
        std::vector<std::uint64_t> entry_seqs{};
        bool done = false;
        std::condition_variable answered{}; // of the thread that waits for it
    };
    enum class Health : std::uint8_t { good, keys_owed, stopped };

    static constexpr std::size_t batch_requests_max = 1024;
    static constexpr std::uint32_t papers_max = 1024;
    // Before anybody can be served, when fewer commits are better.
    static constexpr std::uint32_t first_papers_max = 16'384;

    void submit(Request& request);
    void loop();
    [[nodiscard]] std::vector<Request*> take_batch();
    void answer(std::span<Request* const> batch);
    [[nodiscard]] bool is_ready();
    void run_batch(std::span<Request* const> batch);
    void run_step(Request& request);
    // Runs every request in one open transaction; false when none changed anything.
    [[nodiscard]] bool run_requests(std::span<Request* const> batch);
    void run_one(Request& request, Instant now);
    void after_batch();
    // Takes of the reserve what is missing, if need be from the log. disk_full: it is not whole.
    [[nodiscard]] Expected<void> hold_reserve();
    // After a commit found none: gives endings what can be had.
    void make_room();
    // Before a COMMIT. Throws disk_full where it would take more of the reserve than it may.
    void secure(Reserve::Left left);
    void secure(std::span<Request* const> batch);
    // Refuses what is not an ending while the reserve is not whole; the rest is what may run.
    [[nodiscard]] std::vector<Request*> with_room(std::span<Request* const> batch);
    // commit_batch, and once more for the endings alone when there was no room for all.
    [[nodiscard]] bool commit_with_reserve(std::vector<Request*>& batch);
    [[nodiscard]] bool commit_batch(std::span<Request* const> batch);
    // They are durable: owed from now on.
    void note_endings(Request& request);
    void give_shred_results(std::span<Request* const> batch);
    // Destroys and certifies what is owed, if need be in the reserve. The error of the step that failed, unless only paper that nobody waits for lacks room.
    [[nodiscard]] std::optional<Error> settle();
    [[nodiscard]] std::optional<Error> destroy_keys();
    // A transaction with nothing but keys.prepare(), to its destruction point.
    [[nodiscard]] std::optional<Error> rekey();
    [[nodiscard]] bool write_mark();
    // What is owed, or on a full disk at least what somebody waits for; of the rest papers_owed_ tells.
    [[nodiscard]] std::optional<Error> certify_owed();
    // What papers_owed_ tells of, so many at a time, fewer where there is little room.
    [[nodiscard]] std::optional<Error> certify_rest(std::uint32_t at_a_time);
    enum class Of : std::uint8_t { all, some }; // of the credentials in 'shredding'
    [[nodiscard]] std::optional<Error> try_certify(
        std::span<const Ending> ended, Of of, Reserve::Left left);
    void certify(std::span<const Ending> ended, Of of, Reserve::Left left);
    // The entries and rows of the keys that are gone.
    void record_destructions(std::span<const Ending> ended, Of of, Instant at);
    [[nodiscard]] static bool is_full(const std::optional<Error>& error);
    void fail_all(std::span<Request* const> batch, const Error& error);
    static void fail_others(std::span<Request* const> batch);
    void idle();
    void store_basis();
    void empty_log(Database::Log log);
    void stop_for_good();
    // Throws StorageFault when there was no room; and, having stopped for good, when nobody knows what the disk has.
    void commit(WriteTransaction& transaction);

    Parts parts_;
    std::atomic<Health> health_{Health::good};
    std::atomic<bool> damaged_{false};
    // Credentials are in 'shredding' whose keys are gone and that are not in owed_: their entries and certificates could not be stored.
    std::atomic<bool> papers_owed_{false};
    TrustedTime time_;

    // The writer's thread only.
    std::vector<Ending> owed_;
    std::map<CredentialId, Certified> certified_; // those wanted
    std::int64_t stored_high_water_;
    ClockBasis stored_basis_;
    RefusalBudget refusal_budget_;

    mutable std::mutex mutex_; // guards what follows and Request::done
    std::condition_variable queued_;
    std::deque<Request*> queue_;
    bool stopping_ = false;
    Checkpoint head_;

    std::thread thread_;
};

} // namespace vault
