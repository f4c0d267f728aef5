#include "audit/impossible_events.h"

#include <algorithm>

namespace vault {

namespace {

// As if nothing were known where no entry has named it.
const DerivedState& seen_at(
    const DerivedStates& states, std::string_view kind, std::string_view name)
{
    static const DerivedState nothing;
    const auto found = states.find(std::string{kind}.append(name));
    return found == states.end() ? nothing : found->second;
}

bool is_over(const DerivedState& object, const EntryView& entry)
{
    return object.expires_at_ms != 0 && entry.number("time").value_or(0) >= object.expires_at_ms;
}

// Of an approval that no part of is told, as before parts were, nothing is held against anybody.
bool is_beyond_terms(const DerivedState& grant, const EntryView& entry)
{
    const bool started = grant.expires_at_ms != 0;
    return !started && grant.duration_ms != 0 &&
           entry.number("expires_at").value_or(0) >
               entry.number("time").value_or(0) + grant.duration_ms;
}

void check_opening(
    const DerivedStates& states, const EntryView& entry, const Impossible& impossible)
{
    const std::string_view id = entry.text("credential");
    const std::string_view name = entry.text("grant");
    if (is_over(seen_at(states, "", id), entry))
        impossible(id, "over its time");
    if (name.empty())
        return impossible(id, "granted to nobody");
    const DerivedState& grant = seen_at(states, "", name);
    if (is_over(grant, entry))
        impossible(name, "over its time");
    if (is_beyond_terms(grant, entry))
        impossible(name, "for a shorter time");
    if (grant.used_up || (grant.unseals_max != 0 && grant.unseals >= grant.unseals_max))
        impossible(name, "used up");
    if (!grant.granted.empty() && grant.granted != granted_text(entry))
        impossible(name, "for another credential or agent");
}

// `broken`: how far the case must be.
void check_break_glass(const DerivedStates& states, const EntryView& entry, std::string_view broken,
    const Impossible& impossible)
{
    const std::string_view grant = entry.text("grant");
    const std::string& stage = seen_at(states, "break-glass ", grant).state;
    if (stage != broken)
        impossible(grant, stage.empty() ? "behind whole glass" : std::string_view{stage});
}

bool is_named(const DerivedStates& states, std::string_view person)
{
    std::string_view people = seen_at(states, "break-glass ", "people").state;
    while (!people.empty()) {
        const std::size_t comma = std::min(people.find(','), people.size());
        if (people.substr(0, comma) == person)
            return true;
        people.remove_prefix(std::min(comma + 1, people.size()));
    }
    return false;
}

// Two persons, both named when the second of them confirmed.
void check_confirmation(
    const DerivedStates& states, const EntryView& entry, const Impossible& impossible)
{
    check_break_glass(states, entry, "asked", impossible);
    const std::string_view grant = entry.text("grant");
    const DerivedState& broken = seen_at(states, "break-glass ", grant);
    if (broken.state != "asked")
        return;
    if (broken.asked_by == entry.text("actor"))
        impossible(grant, "asked for by the same person");
    if (!is_named(states, broken.asked_by))
        impossible(grant, "asked for by somebody who was not named");
    if (!is_named(states, entry.text("actor")))
        impossible(grant, "confirmed by somebody who was not named");
}

// An approval may be of less than was asked for, never of more; that of a broken glass has a time of its own.
void check_approval(
    const DerivedStates& states, const EntryView& entry, const Impossible& impossible)
{
    if (entry.text("why") == "break_glass")
        return check_confirmation(states, entry, impossible);
    const std::string_view name = entry.text("grant");
    const DerivedState& grant = seen_at(states, "", name);
    if ((grant.duration_ms != 0 && entry.number("duration_ms").value_or(0) > grant.duration_ms) ||
        (grant.unseals_max != 0 && entry.number("unseals").value_or(0) > grant.unseals_max))
        impossible(name, "asked for with less");
}

void check_review(const DerivedStates& states, const EntryView& entry, const Impossible& impossible)
{
    check_break_glass(states, entry, "confirmed", impossible);
}

// A look, before the entry changes anything.
struct Check {
    std::string_view event;
    void (*look)(const DerivedStates& states, const EntryView& entry, const Impossible& impossible);
};

constexpr Check checks[] = {
    {"credential.unsealed", check_opening},
    {"original.unsealed", check_opening},
    {"grant.approved", check_approval},
    {"break_glass.reviewed", check_review},
};

} // namespace

void look_for_impossible(
    const DerivedStates& states, const EntryView& entry, const Impossible& impossible)
{
    const std::string_view event = entry.text("event");
    for (const Check& check : checks)
        if (check.event == event)
            check.look(states, entry, impossible);
}

} // namespace vault
