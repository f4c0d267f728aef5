#include "log/replay_log.h"

#include "audit/log_replay.h"

#include <algorithm>

namespace vault {

namespace {

constexpr std::uint32_t slice_entries = 2000;
constexpr std::uint32_t slice_rows = 2000;

using ReadRows = std::vector<ObjectState> (StateTable::*)(const std::string&, std::uint32_t) const;

Expected<void> compare_all(LogReplay& replay, const StateSource& states, ReadRows read)
{
    std::string after;
    while (true) {
        std::vector<ObjectState> rows;
        const auto done =
            states.read([&](const StateTable& table) { rows = (table.*read)(after, slice_rows); });
        if (!done)
            return done;
        if (rows.empty())
            return {};
        for (const ObjectState& row : rows)
            replay.compare(row);
        after = rows.back().id;
    }
}

} // namespace

Expected<ReplayVerdict> replay_log(
    const LogSource& log, const StateSource& states, const VerifyProgress& progress)
{
    std::uint64_t end = 0;
    if (const auto sized = log.read([&](const AuditTable& table) { end = table.size(); }); !sized)
        return fail(sized.error());
    LogReplay replay;
    for (std::uint64_t next = 0; next < end;) {
        const std::uint64_t first = next;
        bool good = true;
        const auto read = log.read([&](const AuditTable& table) {
            table.each_leaf(first, slice_entries, [&](const StoredLeaf& leaf) {
                const auto entry = EntryView::read(leaf.json);
                good = entry && leaf.seq == next;
                if (!good)
                    return false;
                replay.apply(*entry);
                ++next;
                return true;
            });
        });
        if (!read)
            return fail(read.error());
        if (!good || next == first)
            return fail(Error{ErrorCode::corrupt, "the log does not verify at entry"}.with(next));
        if (progress)
            progress(std::min(next, end), end);
    }
    for (const ReadRows read :
        {&StateTable::tickets, &StateTable::attachments, &StateTable::credentials,
            &StateTable::grants, &StateTable::accounts, &StateTable::groups, &StateTable::policies,
            &StateTable::approvals, &StateTable::break_glass, &StateTable::break_glass_people})
        if (const auto compared = compare_all(replay, states, read); !compared)
            return fail(compared.error());
    return replay.finish();
}

} // namespace vault
