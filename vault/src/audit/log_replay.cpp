#include "audit/log_replay.h"

#include <algorithm>
#include <optional>

namespace vault {

namespace {

constexpr std::size_t mismatches_kept_max = 100;

// What an event does to the object its entry names in `member`.
struct Rule {
    std::string_view event;
    std::string_view member;
    std::string_view state;          // empty: unchanged
    bool counts = false;             // one unseal more
    std::string_view only_from = {}; // only from this state
};

constexpr Rule rules[] = {
    {"ticket.submitted", "ticket", "receiving"},
    {"ticket.opened", "ticket", "open"},
    {"ticket.closing", "ticket", "closing"},
    {"ticket.reopened", "ticket", "open", false, "closing"},
    {"ticket.closed", "ticket", "closed"},
    {"credential.sealed", "credential", "sealed"},
    {"credential.unsealed", "credential", "", true},
    {"credential.unsealed", "grant", "", true},
    {"credential.unsealed", "grant", "active", false, "approved"},
    {"original.unsealed", "credential", "", true},
    {"original.unsealed", "grant", "", true},
    {"original.unsealed", "grant", "active", false, "approved"},
    {"credential.shredding", "credential", "shredding"},
    {"credential.destroyed", "credential", "shredded"},
    {"grant.requested", "grant", "requested"},
    {"grant.approved", "grant", "approved"},
    {"grant.denied", "grant", "denied"},
    {"grant.revoked", "grant", "revoked"},
    {"grant.returned", "grant", "returned"},
    {"grant.lapsed", "grant", "lapsed"},
    {"grant.expired", "grant", "expired"},
    {"grant.used_up", "grant", "used_up"},
};

std::string described(std::string_view state, std::uint32_t unseals)
{
    std::string text{state};
    if (unseals != 0)
        text += ", " + std::to_string(unseals) + (unseals == 1 ? " unseal" : " unseals");
    return text;
}

} // namespace

void LogReplay::apply(const EntryView& entry)
{
    ++verdict_.entries;
    if (entry.text("outcome") != "ok")
        return;
    const std::string_view event = entry.text("event");
    for (const Rule& rule : rules) {
        if (rule.event != event)
            continue;
        const std::string_view id = entry.text(rule.member);
        if (id.empty())
            continue;
        Derived& object = objects_[std::string{id}];
        if (rule.counts)
            ++object.unseals;
        if (!rule.state.empty() && (rule.only_from.empty() || object.state == rule.only_from))
            object.state = rule.state;
    }
}

void LogReplay::note(const std::string& id, std::string in_log, std::string in_database)
{
    ++verdict_.mismatches;
    if (verdict_.first.size() < mismatches_kept_max)
        verdict_.first.push_back({id, std::move(in_log), std::move(in_database)});
}

void LogReplay::compare(const ObjectState& row)
{
    const auto found = objects_.find(row.id);
    if (found == objects_.end()) {
        note(row.id, "nothing", described(row.state, row.unseals));
        return;
    }
    Derived& object = found->second;
    object.seen = true;
    if (object.state != row.state || object.unseals != row.unseals)
        note(row.id, described(object.state, object.unseals), described(row.state, row.unseals));
}

ReplayVerdict LogReplay::finish()
{
    for (const auto& [id, object] : objects_) {
        std::uint64_t& count = id.starts_with("tkt_")   ? verdict_.tickets
                               : id.starts_with("crd_") ? verdict_.credentials
                                                        : verdict_.grants;
        ++count;
        if (!object.seen)
            note(id, described(object.state, object.unseals), "nothing");
    }
    verdict_.ok = verdict_.mismatches == 0;
    std::ranges::sort(verdict_.first, {}, &ReplayMismatch::id);
    return std::move(verdict_);
}

} // namespace vault
