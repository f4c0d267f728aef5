// The Writer on a full disk: what may run, in which part of the reserve.
#include "engine/writer.h"

#include "store/storage_fault.h"

#include <algorithm>

namespace vault {

namespace {

// 16 MB of write-ahead log before it is emptied between two batches: later ones write many of its pages again, so that fewer reach the
// database. More of it would hold up the next batch for longer.
constexpr int log_pages_soft_max = 4000;

bool is_ordinary(const auto* request) { return request->room == Room::ordinary; }

} // namespace

bool Writer::is_full(const std::optional<Error>& error)
{
    return error && error->code() == ErrorCode::disk_full;
}

Expected<void> Writer::hold_reserve()
{
    const auto fill = [this] {
        return parts_.reserve.fill({parts_.database.bytes(), parts_.database.log_bytes()});
    };
    try {
        auto held = fill();
        if (!held && held.error().code() == ErrorCode::disk_full &&
            parts_.database.log_pages() > 0) {
            // What lies in the log has its place in the database, which secure() saw to; then the log is the next one's from its start.
            empty_log(Database::Log::kept);
            held = fill();
        }
        return held;
    } catch (const StorageFault& fault) {
        return fail(fault.error());
    }
}

void Writer::make_room()
{
    if (!parts_.reserve.release())
        empty_log(Database::Log::kept);
}

std::vector<Writer::Request*> Writer::with_room(std::span<Request* const> batch)
{
    std::vector<Request*> running{batch.begin(), batch.end()};
    if (std::ranges::none_of(batch, is_ordinary<Request>))
        return running;
    if (const auto held = hold_reserve(); !held)
        std::erase_if(running, [&](Request* request) {
            if (is_ordinary(request))
                request->error = held.error();
            return is_ordinary(request);
        });
    return running;
}

void Writer::secure(Reserve::Left left)
{
    if (const auto held = parts_.reserve.secure(parts_.database.bytes(), left); !held)
        throw StorageFault{held.error()};
}

void Writer::secure(std::span<Request* const> batch)
{
    secure(std::ranges::any_of(batch, is_ordinary<Request>) ? Reserve::Left::whole
                                                            : Reserve::Left::nothing);
}

void Writer::after_batch()
{
    if (stopped())
        return;
    ignore_failure(hold_reserve()); // problem() tells
    if (papers_owed_ && parts_.reserve.whole() && health_ == Health::good)
        (void)certify_rest(papers_max);
    if (parts_.database.log_pages() > log_pages_soft_max)
        empty_log(Database::Log::kept);
}

bool Writer::commit_with_reserve(std::vector<Request*>& batch)
{
    if (commit_batch(batch))
        return true;
    if (!std::ranges::all_of(batch, [](const Request* request) { return is_full(request->error); }))
        return false;
    std::erase_if(batch, is_ordinary<Request>);
    if (batch.empty())
        return false;
    make_room();
    for (Request* request : batch) {
        request->error.reset();
        request->endings.clear();
        request->entry_seqs.clear();
    }
    return !stopped() && commit_batch(batch);
}

} // namespace vault
