#include "engine/writer.h"

#include "store/storage_fault.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <new>

namespace vault {

namespace {

constexpr std::chrono::seconds idle_period{1};

// A fault that concerns the rows one request touched, not the storage under all of them.
bool concerns_one_request(ErrorCode code)
{
    return code == ErrorCode::conflict || code == ErrorCode::corrupt;
}

} // namespace

Writer::Writer(Parts parts)
    : parts_{parts}, time_{parts_.world.clock,
                         std::max(parts_.tables.meta.high_water(),
                             Instant{static_cast<std::int64_t>(parts_.mark.last().latest_ms)}),
                         parts_.tables.meta.clock_basis()},
      stored_high_water_{parts_.tables.meta.high_water().ms},
      stored_basis_{parts_.tables.meta.clock_basis()}, head_{parts_.log.durable_head()}
{
}

Writer::~Writer()
{
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    queued_.notify_all();
    if (thread_.joinable())
        thread_.join();
}

void Writer::start()
{
    thread_ = std::thread{[this] { loop(); }};
}

std::string_view Writer::problem() const noexcept
{
    switch (health_.load()) {
    case Health::good:
        if (damaged_)
            return "the database is damaged: stop the service, keep a copy of both folders, then "
                   "restore a backup";
        if (!parts_.reserve.has_room_beside())
            return "the disk is full: only endings go on";
        if (papers_owed_)
            return "keys are destroyed whose entries and certificates could not be stored; it is "
                   "tried again";
        if (time_.behind())
            return "the clock is behind what the vault has used already: time goes at half its "
                   "pace until the clock has caught up; set it right";
        return time_.unconfirmed()
                   ? "the clock runs ahead of the time that passed: what is over by it is refused "
                     "and not destroyed, until it is set right, its witnesses (clock.witnesses) "
                     "confirm it, or 'ticketvault clock confirm' does with the service stopped"
                   : "";
    case Health::keys_owed:
        return "the keys folder cannot be written: keys that should be destroyed may still be "
               "there; it is tried again each second";
    case Health::stopped:
        return "stopped after a storage fault: restart to recover";
    }
    return {};
}

Expected<void> Writer::run_alone(std::function<Expected<void>()> step)
{
    Request request;
    request.alone = std::move(step);
    submit(request);
    return request.error ? fail(std::move(*request.error)) : Expected<void>{};
}

Expected<void> Writer::replace_root()
{
    parts_.keys.owe_new_root();
    const auto problem = settle();
    return problem ? fail(*problem) : Expected<void>{};
}

Checkpoint Writer::head() const
{
    const std::lock_guard lock{mutex_};
    return head_;
}

void Writer::submit(Request& request)
{
    std::unique_lock lock{mutex_};
    if (stopping_ || !thread_.joinable()) {
        request.error = Error{ErrorCode::unavailable, "the vault is shutting down"};
        return;
    }
    queue_.push_back(&request);
    queued_.notify_one();
    request.answered.wait(lock, [&] { return request.done; });
}

std::vector<Writer::Request*> Writer::take_batch()
{
    std::unique_lock lock{mutex_};
    queued_.wait_for(lock, idle_period, [&] { return stopping_ || !queue_.empty(); });
    const auto end =
        queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), batch_requests_max));
    auto alone = std::find_if(queue_.begin(), end,
        [](const Request* request) { return static_cast<bool>(request->alone); });
    if (alone == queue_.begin() && alone != end)
        ++alone;
    const auto count = alone - queue_.begin();
    std::vector<Request*> batch{queue_.begin(), queue_.begin() + count};
    queue_.erase(queue_.begin(), queue_.begin() + count);
    return batch;
}

void Writer::answer(std::span<Request* const> batch)
{
    {
        const std::lock_guard lock{mutex_};
        head_ = parts_.log.durable_head();
        // Under the lock: the request is its waiting thread's, and gone as soon as that can go on.
        for (Request* request : batch) {
            request->done = true;
            request->answered.notify_one();
        }
    }
}

void Writer::loop()
{
    while (true) {
        const std::vector<Request*> batch = take_batch();
        if (!batch.empty()) {
            run_batch(batch);
            answer(batch);
            after_batch();
            continue;
        }
        const bool ending = [&] {
            const std::lock_guard lock{mutex_};
            return stopping_ && queue_.empty(); // one may have queued since the batch was taken
        }();
        idle();
        if (ending)
            return;
    }
}

void Writer::fail_all(std::span<Request* const> batch, const Error& error)
{
    if (error.code() == ErrorCode::corrupt)
        note_damage();
    for (Request* request : batch)
        request->error = error;
}

// After a page that one of them met nothing can be committed on this connection.
void Writer::fail_others(std::span<Request* const> batch)
{
    for (Request* request : batch)
        if (!request->error)
            request->error = Error{ErrorCode::unavailable,
                "a page of the database could not be read for another request; ask again"};
}

void Writer::stop_for_good() { health_ = Health::stopped; }

void Writer::commit(WriteTransaction& transaction)
{
    const auto committed = transaction.commit();
    if (committed == WriteTransaction::Committed::yes)
        return;
    if (committed == WriteTransaction::Committed::unknown)
        stop_for_good();
    throw StorageFault{transaction.problem()};
}

bool Writer::is_ready()
{
    if (health_ == Health::stopped)
        return false;
    try {
        parts_.database.renew_if_failed();
    } catch (const StorageFault&) {
        return false; // the next batch tries again
    } catch (const std::bad_alloc&) {
        return false;
    }
    if (health_ == Health::keys_owed)
        (void)settle();
    return health_ == Health::good;
}

void Writer::run_batch(std::span<Request* const> batch)
{
    if (!is_ready()) {
        fail_all(
            batch, Error{ErrorCode::unavailable, "the vault is not writing after a storage fault"});
        return;
    }
    if (batch.front()->alone) {
        run_step(*batch.front());
        return;
    }
    std::vector<Request*> running = with_room(batch);
    if (running.empty() || !commit_with_reserve(running))
        return;
    certified_.clear();
    const auto problem = settle();
    for (Request* request : running)
        if (problem && request->ends)
            request->durable.shred_error = problem;
    give_shred_results(running);
}

void Writer::run_step(Request& request)
{
    const std::array batch{&request};
    try {
        if (const auto done = request.alone(); !done)
            fail_all(batch, done.error());
    } catch (const StorageFault& fault) {
        fail_all(batch, fault.error());
    } catch (const std::bad_alloc&) {
        fail_all(batch, Error{ErrorCode::unavailable, "no memory is left for this"});
    }
}

bool Writer::commit_batch(std::span<Request* const> batch)
{
    const Error no_memory{ErrorCode::unavailable, "no memory is left for this"};
    bool committed = false;
    try {
        WriteTransaction transaction{parts_.database};
        const bool changed = run_requests(batch);
        const bool page_failed = parts_.database.page_failed();
        if (page_failed)
            fail_others(batch);
        if (!changed || page_failed) {
            parts_.keys.abandon();
            parts_.log.discard();
            return false;
        }
        const Checkpoint head = parts_.log.seal();
        const Instant high_water = time_.high_water();
        if (high_water.ms != stored_high_water_)
            parts_.tables.meta.set_high_water(high_water);
        const ClockBasis basis = time_.basis();
        const bool basis_changed = !basis.says_as_much_as(stored_basis_);
        if (basis_changed)
            parts_.tables.meta.set_clock_basis(basis);
        if (const auto prepared = parts_.keys.prepare(); !prepared)
            throw StorageFault{prepared.error()};
        secure(batch);
        commit(transaction);
        committed = true;
        stored_high_water_ = high_water.ms;
        if (basis_changed)
            stored_basis_ = basis;
        parts_.log.keep();
        for (Request* request : batch) {
            request->durable.head = head;
            request->durable.entries = std::move(request->entry_seqs);
            note_endings(*request);
        }
        return true;
    } catch (const StorageFault& fault) {
        // The transaction is rolled back by now. A full disk stops nothing for good: reads go on, and the next batch tries again. Stopped, the
        // keys are left as they are: if the commit did reach the disk, the new ones are needed and the marked ones are due.
        if (!stopped())
            parts_.keys.abandon();
        parts_.log.discard();
        fail_all(batch, fault.error());
        return false;
    } catch (const std::bad_alloc&) {
        if (committed)
            stop_for_good(); // what is owed could not even be written down: the next start finds it
        else
            parts_.keys.abandon();
        parts_.log.discard();
        fail_all(batch, no_memory);
        return false;
    }
}

bool Writer::run_requests(std::span<Request* const> batch)
{
    bool changed = false;
    for (Request* request : batch) {
        const Instant at = now();
        time_.raise(at);
        run_one(*request, at);
        changed = changed || !request->error || !request->entry_seqs.empty();
    }
    return changed;
}

void Writer::run_one(Request& request, Instant at)
{
    WriteScope scope{parts_.tables, parts_.keys, parts_.store, at, parts_.boot, parts_.world.random,
        refusal_budget_};
    scope.latest = latest();
    const std::size_t keys_before = parts_.keys.savepoint();
    Savepoint savepoint{parts_.database};
    try {
        request.error = request.work(scope);
    } catch (const StorageFault& fault) {
        const bool its_own =
            concerns_one_request(fault.error().code()) || parts_.database.page_failed();
        if (!its_own || !parts_.database.in_transaction())
            throw;
        if (fault.error().code() == ErrorCode::corrupt)
            note_damage();
        request.error = fault.error();
    } catch (const std::bad_alloc&) {
        request.error = Error{ErrorCode::unavailable, "no memory is left for this"};
    }
    if (request.error) {
        savepoint.roll_back();
        parts_.keys.rollback_to(keys_before);
    } else {
        savepoint.keep();
        request.endings = std::move(scope.endings_);
    }
    std::uint64_t seq = parts_.log.size();
    for (const EntryFields& fields : request.error ? scope.refusals_ : scope.entries_) {
        parts_.log.append(fields);
        request.entry_seqs.push_back(seq++);
    }
}

void Writer::give_shred_results(std::span<Request* const> batch)
{
    for (Request* request : batch)
        for (const CredentialId& id : request->certificates_wanted)
            if (auto found = certified_.extract(id); !found.empty())
                request->durable.destroyed.push_back(std::move(found.mapped()));
}

void Writer::note_endings(Request& request)
{
    request.ends = !request.endings.empty();
    for (Ending& ending : request.endings) {
        if (ending.certificate_wanted)
            request.certificates_wanted.push_back(ending.id);
        owed_.push_back(std::move(ending));
    }
    request.endings.clear();
}

Expected<void> Writer::recover(bool ends_owed)
{
    papers_owed_ = ends_owed;
    if (const auto problem = settle())
        return fail(*problem);
    const auto problem = certify_rest(first_papers_max);
    if (problem && problem->code() != ErrorCode::disk_full)
        return fail(*problem);
    const std::lock_guard lock{mutex_};
    head_ = parts_.log.durable_head();
    return {};
}

void Writer::idle()
{
    if (!is_ready())
        return;
    if (parts_.keys.may_leak())
        (void)settle(); // what remains is tried again at the next look
    if (!stopped() && !time_.basis().says_as_much_as(stored_basis_))
        store_basis();
    if (health_ == Health::good)
        (void)certify_rest(papers_max);
    {
        const std::lock_guard lock{mutex_};
        head_ = parts_.log.durable_head();
    }
    if (health_ == Health::good && parts_.database.has_log_to_cut())
        empty_log(Database::Log::cut);
    if (health_ == Health::good)
        ignore_failure(hold_reserve()); // problem() tells
}

void Writer::empty_log(Database::Log log)
{
    try {
        // A reader may hold it: the next try cuts it.
        if (parts_.database.checkpoint(log) && log == Database::Log::cut)
            parts_.reserve.note_cut_log();
    } catch (const StorageFault& fault) {
        // The database file grows here, so a full disk is met here too and passes. After any other fault, a failed sync above all, nobody
        // knows what the database file holds: writing on would build upon it.
        if (fault.error().code() != ErrorCode::disk_full)
            stop_for_good();
    }
}

} // namespace vault
