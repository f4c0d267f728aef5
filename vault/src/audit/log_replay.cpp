#include "audit/log_replay.h"

#include <algorithm>

namespace vault {

namespace {

constexpr std::size_t mismatches_kept_max = 100;
constexpr std::size_t id_chars = 30;

struct Counter {
    std::string_view prefix;
    std::uint64_t ReplayVerdict::* count;
};
constexpr Counter counters[] = {
    {"tkt_", &ReplayVerdict::tickets},
    {"att_", &ReplayVerdict::attachments},
    {"crd_", &ReplayVerdict::credentials},
    {"grt_", &ReplayVerdict::grants},
    {"per_", &ReplayVerdict::accounts},
    {"group ", &ReplayVerdict::groups},
    {"policy ", &ReplayVerdict::policies},
};

// Works for what the log says and for what the database holds.
template <class State>
std::string described(const State& object)
{
    std::string text{object.state};
    if (object.unseals != 0)
        text +=
            ", " + std::to_string(object.unseals) + (object.unseals == 1 ? " unseal" : " unseals");
    if (object.consent != Consent::ask)
        text.append(", allowed in advance: ").append(to_string(object.consent));
    if (object.consent_until_ms != 0)
        text += " until " + to_rfc3339(Instant{object.consent_until_ms});
    return text;
}

// An entry from before they were written says nothing of them.
bool is_on_same_terms(const DerivedState& in_log, const ObjectState& in_database)
{
    return (in_log.duration_ms == 0 || in_log.duration_ms == in_database.duration_ms) &&
           (in_log.unseals_max == 0 || in_log.unseals_max == in_database.unseals_max);
}

template <class State>
std::string with_terms(const State& grant)
{
    return described(grant) + ", for " + std::to_string(grant.duration_ms) + " ms and up to " +
           std::to_string(grant.unseals_max) + (grant.unseals_max == 1 ? " unseal" : " unseals");
}

bool is_same_state(std::string_view in_log, std::string_view in_database)
{
    if (in_log.starts_with(unnamed_role))
        return in_log.ends_with(disabled_mark) == in_database.ends_with(disabled_mark);
    return in_log == in_database;
}

bool is_approval(const std::string& id) { return id.starts_with("grt_") && id.size() > id_chars; }

} // namespace

void LogReplay::apply(const EntryView& entry)
{
    ++verdict_.entries;
    derive(objects_, entry, [&](std::string_view id, std::string_view state) {
        std::string told{entry.text("event")};
        if (const auto seq = entry.number("seq"))
            told += " at entry " + std::to_string(*seq);
        note(std::string{id}, told.append(", when it was ").append(state), {});
    });
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
        if (!row.state.empty())
            note(row.id, "nothing", described(row));
        return;
    }
    DerivedState& object = found->second;
    object.seen = true;
    if (!is_same_state(object.state, row.state) || object.unseals != row.unseals ||
        object.consent != row.consent || object.consent_until_ms != row.consent_until_ms)
        note(row.id, described(object), described(row));
    else if (!is_on_same_terms(object, row))
        note(row.id, with_terms(object), with_terms(row));
}

// Of a request that is decided nobody counts the approvals any more, and the database shows none of them.
bool LogReplay::is_history(const std::string& id) const
{
    if (!is_approval(id))
        return false;
    const auto grant = objects_.find(id.substr(0, id_chars));
    return grant != objects_.end() && grant->second.state != "requested";
}

ReplayVerdict LogReplay::finish()
{
    for (const auto& [id, object] : objects_) {
        const auto* const counter = std::ranges::find_if(
            counters, [&](const Counter& one) { return id.starts_with(one.prefix); });
        if (counter != std::end(counters) && !is_approval(id))
            ++(verdict_.*counter->count);
        if (!object.seen && !is_history(id))
            note(id, described(object), "nothing");
    }
    verdict_.ok = verdict_.mismatches == 0;
    std::ranges::sort(verdict_.first, {}, &ReplayMismatch::id);
    return std::move(verdict_);
}

} // namespace vault
