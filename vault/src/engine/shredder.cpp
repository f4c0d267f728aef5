#include "engine/shredder.h"

#include "engine/engine.h"
#include "scope/attachment_steps.h"
#include "scope/finish_closing.h"
#include "scope/grant_edges.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

namespace vault {

namespace {

constexpr std::int64_t look_ms = 250;
// While others wait for the writer; and before anybody can be served, when fewer commits are better.
constexpr std::uint32_t due_batch_max = 1024;
constexpr std::uint32_t first_due_batch_max = 16'384;
// Of up to 50 credentials each.
constexpr std::uint32_t closing_batch_max = 20;
// 1 MiB: other requests wait no longer than for a large message, and on a full disk it fits the reserve.
constexpr std::uint32_t dead_chunk_batch_max = 16;

// Others that wait for the writer meet each damaged page again with it.
constexpr std::int64_t set_aside_ms = 60'000;
constexpr std::uint32_t rows_batch_max = 1024;

using Positions = std::vector<std::uint64_t>;

// A fault of some rows, or too little room for all at once: fewer may do.
bool concerns_some(const Error& error)
{
    constexpr std::array of_some{ErrorCode::corrupt, ErrorCode::io, ErrorCode::disk_full};
    return std::ranges::find(of_some, error.code()) != of_some.end();
}

} // namespace

// What time ends. The earliest is looked for first: most looks find nothing due and write nothing.
struct Shredder::Duty {
    std::optional<Instant> (*earliest)(ReadScope& scope);
    std::int64_t wait_ms; // after that
    Expected<void> (Shredder::*end)(Instant now);
    Expected<void> (Shredder::*without_list)(Instant now); // where the earliest cannot be read
};

namespace {

std::optional<Instant> earliest_expiry(ReadScope& scope)
{
    return scope.tables.credentials.earliest_expiry();
}
std::optional<Instant> earliest_closing(ReadScope& scope)
{
    return scope.tables.tickets.earliest_closing();
}
std::optional<Instant> earliest_grant_end(ReadScope& scope)
{
    return scope.tables.grants.earliest_due();
}
std::optional<Instant> earliest_waiting(ReadScope& scope)
{
    return scope.tables.attachments.earliest_waiting();
}
std::optional<Instant> earliest_log_day(ReadScope& scope)
{
    const auto day = scope.tables.log_days.earliest();
    return day ? std::optional{day->over_at()} : std::nullopt;
}

} // namespace

void Shredder::start()
{
    serving_ = true;
    thread_ = std::thread{[this] { loop(); }};
}

void Shredder::stop()
{
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable())
        thread_.join();
}

void Shredder::loop()
{
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        lock.unlock();
        ignore_failure(run_due()); // behind() tells of a failure
        lock.lock();
        wake_.wait_for(lock, std::chrono::milliseconds{look_ms}, [&] { return stopping_; });
    }
}

Expected<void> Shredder::run_due()
{
    static constexpr std::array duties{
        Duty{earliest_expiry, 0, &Shredder::shred_due, &Shredder::shred_due_by_rows},
        Duty{earliest_closing, 0, &Shredder::close_due, nullptr},
        Duty{earliest_grant_end, 0, &Shredder::end_due_grants, nullptr},
        Duty{earliest_waiting, upload_wait_ms, &Shredder::give_up_uploads, nullptr},
        Duty{earliest_log_day, 0, &Shredder::end_log_days, nullptr},
    };
    const std::lock_guard running{running_};
    const Instant now = engine_.writer.now();
    engine_.opened_values.forget_over(engine_.writer.latest());
    // A damaged page that one of them meets is no reason to keep what another destroys.
    Expected<void> result{};
    for (const Duty& duty : duties)
        if (const auto done = run(duty, now); !done && result)
            result = done;
    behind_ = !result;
    // Only room is gained by this one, so its failure is not "behind".
    const Expected<void> swept = remove_dead_chunks();
    return result ? swept : result;
}

Expected<void> Shredder::run(const Duty& duty, Instant now)
{
    const auto earliest = engine_.read(
        [&](ReadScope& scope) -> Expected<std::optional<Instant>> { return duty.earliest(scope); });
    if (!earliest && duty.without_list != nullptr && concerns_some(earliest.error()))
        return (this->*duty.without_list)(now);
    if (!earliest)
        return fail(earliest.error());
    const bool due = *earliest && **earliest <= now + -duty.wait_ms;
    return due ? (this->*duty.end)(now) : Expected<void>{};
}

Expected<void> Shredder::end_in_batches(const std::function<bool(WriteScope&)>& end)
{
    bool more = true;
    while (more) {
        const auto done = engine_.write<bool>(
            [&](WriteScope& scope) -> Expected<bool> { return end(scope); }, Room::reserved);
        if (!done)
            return fail(done.error());
        if (done->durable.shred_error)
            return fail(*done->durable.shred_error);
        more = done->value;
    }
    return {};
}

template <class Found>
Expected<void> Shredder::end_together_or_alone(const std::function<bool(WriteScope&)>& together,
    const std::function<std::vector<Found>(ReadScope&)>& due,
    const std::function<void(WriteScope&, const Found&)>& alone)
{
    const auto ended = end_in_batches(together);
    if (ended || !concerns_some(ended.error()))
        return ended;
    const auto found =
        engine_.read([&](ReadScope& scope) -> Expected<std::vector<Found>> { return due(scope); });
    if (!found)
        return fail(found.error());
    for (const Found& one : *found)
        ignore_failure(end_in_batches([&](WriteScope& scope) {
            alone(scope, one);
            return false;
        }));
    return ended;
}

Expected<void> Shredder::shred_due(Instant now)
{
    const std::uint32_t batch = serving_ ? due_batch_max : first_due_batch_max;
    if (now < read_rows_at_)
        return shred_due_by_rows(now);
    if (!set_aside_.empty() && now < look_again_at_)
        return shred_due_apart(now, batch);
    set_aside_.clear();
    look_again_at_ = now + set_aside_ms;
    const auto ended = end_in_batches([&](WriteScope& scope) {
        return scope.shred_due(now, batch, Cause::expired).listed == batch;
    });
    if (ended || !concerns_some(ended.error()))
        return ended;
    const auto apart = shred_due_apart(now, batch);
    return apart ? ended : apart;
}

Expected<void> Shredder::shred_due_apart(Instant now, std::uint32_t batch)
{
    using Places = std::vector<CredentialTable::DuePlace>;
    CredentialTable::DuePlace after{};
    Expected<void> result{};
    while (true) {
        auto places = engine_.read([&](ReadScope& scope) -> Expected<Places> {
            return scope.tables.credentials.due_places(now, after, batch);
        });
        if (!places)
            return concerns_some(places.error()) ? shred_due_by_rows(now) : fail(places.error());
        if (places->empty())
            break;
        after = places->back();
        std::vector<std::uint64_t> due;
        for (const auto& place : *places)
            if (!set_aside_.contains(place.position))
                due.push_back(place.position);
        if (const auto ended = shred_or_halve(due, now, List::sound); !ended && result)
            result = ended;
        if (!result && result.error().code() == ErrorCode::disk_full)
            return result; // not one of them found room
    }
    if (set_aside_.empty())
        return result;
    tell_of_damage();
    return fail({ErrorCode::corrupt,
        "credentials whose time has come lie on damaged pages: unless they had ended before, they "
        "stay refused and are not destroyed"});
}

void Shredder::tell_of_damage()
{
    if (!damage_told_)
        damage_told_ = engine_
                           .write<Done>(
                               [](WriteScope& scope) -> Expected<Done> {
                                   scope.audit(scope.entry(Event::damage_found, nullptr));
                                   return Done{};
                               },
                               Room::reserved)
                           .has_value();
}

Expected<void> Shredder::shred_due_by_rows(Instant now)
{
    const Error no_list{ErrorCode::corrupt, "the list of what time ends is damaged: all "
                                            "credentials are looked at instead, once a minute"};
    if (now < read_rows_at_)
        return fail(no_list);
    read_rows_at_ = now + set_aside_ms;
    tell_of_damage();
    for (std::uint64_t after = 0;;) {
        const auto all = engine_.read([&](ReadScope& scope) -> Expected<Positions> {
            return scope.tables.credentials.positions(after, rows_batch_max);
        });
        if (!all)
            return fail(all.error());
        if (all->empty())
            return fail(no_list);
        after = all->back();
        const auto due = engine_.read([&](ReadScope& scope) -> Expected<Positions> {
            return scope.tables.credentials.due_by_rows(now, all->front(), all->back());
        });
        // Where one of them is damaged it is found by halving.
        if (!due && !concerns_some(due.error()))
            return fail(due.error());
        if (const auto ended = shred_or_halve(due ? *due : *all, now, List::damaged); !ended)
            return ended;
    }
}

Expected<void> Shredder::shred_or_halve(std::span<const std::uint64_t> due, Instant now, List list)
{
    if (due.empty())
        return {};
    const auto ended = end_in_batches([&](WriteScope& scope) {
        for (const std::uint64_t position : due) {
            const auto credential = scope.tables.credentials.at(position);
            if (!credential || credential->expires_at > now)
                continue;
            scope.shred(*credential, Cause::expired, nullptr);
            if (list == List::sound)
                scope.tables.credentials.unlist(credential->id);
        }
        return false;
    });
    if (ended || !concerns_some(ended.error()))
        return ended;
    if (due.size() == 1) {
        if (ended.error().code() != ErrorCode::corrupt)
            return ended;
        set_aside_.insert(due.front());
        return {};
    }
    const auto first = shred_or_halve(due.first(due.size() / 2), now, list);
    if (!first && first.error().code() == ErrorCode::disk_full)
        return first; // one alone found no room
    const auto second = shred_or_halve(due.subspan(due.size() / 2), now, list);
    return first ? second : first;
}

Expected<void> Shredder::close_due(Instant now)
{
    return end_together_or_alone<TicketRecord>(
        [&](WriteScope& scope) {
            const auto due = scope.tables.tickets.due_closings(now, closing_batch_max);
            for (const TicketRecord& ticket : due)
                finish_closing(scope, ticket, nullptr);
            return due.size() == closing_batch_max;
        },
        [&](ReadScope& scope) { return scope.tables.tickets.due_closings(now, closing_batch_max); },
        [](WriteScope& scope, const TicketRecord& found) {
            const auto ticket = scope.tables.tickets.find(found.id);
            if (ticket && ticket->state == TicketState::closing)
                finish_closing(scope, *ticket, nullptr);
        });
}

Expected<void> Shredder::end_due_grants(Instant now)
{
    return end_in_batches([&](WriteScope& scope) {
        auto due = scope.tables.grants.due(now, due_batch_max);
        for (GrantRecord& grant : due)
            take_edge(scope, grant,
                grant.state == GrantState::active ? GrantAct::expire : GrantAct::lapse, nullptr,
                "time");
        return due.size() == due_batch_max;
    });
}

bool Shredder::is_uploading(const ReadScope& scope, const TicketId& ticket) const
{
    return std::ranges::any_of(scope.tables.attachments.of_ticket(ticket),
        [&](const AttachmentRecord& file) { return engine_.uploads.find(file.id) != nullptr; });
}

Expected<void> Shredder::give_up_uploads(Instant now)
{
    const Instant until = now + -upload_wait_ms;
    const auto waiting = engine_.read([&](ReadScope& scope) -> Expected<std::vector<WaitingFile>> {
        return scope.tables.attachments.waiting(until, due_batch_max);
    });
    if (!waiting)
        return fail(waiting.error());
    std::set<TicketId> tickets;
    for (const WaitingFile& file : *waiting)
        tickets.insert(file.ticket);
    for (const WaitingFile& file : *waiting)
        if (engine_.uploads.find(file.attachment) != nullptr)
            tickets.erase(file.ticket);
    Expected<void> result{};
    for (const TicketId& id : tickets) {
        const auto ended = end_in_batches([&](WriteScope& scope) {
            const auto ticket = scope.tables.tickets.find(id);
            if (ticket && ticket->updated_at <= until && !is_uploading(scope, id)) {
                abandon_all(scope, nullptr, id);
                open_if_complete(scope, nullptr, *ticket);
            }
            return false;
        });
        if (!ended)
            result = ended;
    }
    return result;
}

Expected<void> Shredder::end_log_days(Instant now)
{
    return end_in_batches([&](WriteScope& scope) {
        const auto day = scope.tables.log_days.earliest();
        if (!day || day->over_at() > now)
            return false;
        scope.destroy_key(scope.tables.log_days.find(*day).value());
        scope.tables.log_days.remove(*day);
        return true;
    });
}

Expected<void> Shredder::remove_dead_chunks()
{
    const auto any = engine_.read([](ReadScope& scope) -> Expected<bool> {
        return scope.tables.attachments.any_with_dead_chunks().has_value();
    });
    if (!any || !*any)
        return any ? Expected<void>{} : fail(any.error());
    const auto done = engine_.write<Done>(
        [&](WriteScope& scope) -> Expected<Done> {
            const auto id = scope.tables.attachments.any_with_dead_chunks();
            if (id && engine_.originals_in_use.holds(*id))
                return Done{};
            if (id && !scope.tables.attachments.remove_chunks(
                          *id, ChunkPart::original, dead_chunk_batch_max))
                scope.tables.attachments.set_dead_chunks(*id, false);
            return Done{};
        },
        Room::reserved);
    return done ? Expected<void>{} : fail(done.error());
}

} // namespace vault
