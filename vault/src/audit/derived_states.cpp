#include "audit/derived_states.h"

#include "audit/impossible_events.h"
#include "model/policy_text.h"
#include "vault/audit_replay.h"
#include "vault/person.h"

#include <algorithm>

namespace vault {

namespace {

constexpr std::string_view unknown = "nothing"; // the state of what no entry has named yet

// What an event does to the object its entry names in `member`.
struct Rule {
    std::string_view event;
    std::string_view member;
    std::string_view from;  // the states it can happen in, separated by spaces
    std::string_view state; // the one it leads to; empty: unchanged
    bool counts = false;    // one unseal more
};

// Grants as in scope/grant_edges.cpp. Of a credential that expired there is no `credential.shredding`: nobody decided it.
constexpr Rule rules[] = {
    {"ticket.submitted", "ticket", unknown, "receiving"},
    {"ticket.opened", "ticket", "receiving", "open"},
    {"ticket.closing", "ticket", "receiving open", "closing"},
    {"ticket.reopened", "ticket", "closing", "open"},
    {"ticket.closed", "ticket", "receiving open closing", "closed"},
    {"attachment.announced", "attachment", unknown, "announced"},
    {"attachment.stored", "attachment", "announced", "stored"},
    {"attachment.sealed_whole", "attachment", "announced", "sealed_whole"},
    {"attachment.abandoned", "attachment", "announced", "abandoned"},
    {"credential.sealed", "credential", unknown, "sealed"},
    {"credential.sealed", "ticket", "receiving open", ""},
    {"credential.unsealed", "credential", "sealed", "", true},
    {"credential.unsealed", "grant", "approved active", "active", true},
    {"credential.unsealed", "ticket", "receiving open", ""},
    {"original.unsealed", "credential", "sealed", "", true},
    {"original.unsealed", "grant", "approved active", "active", true},
    {"original.unsealed", "ticket", "receiving open", ""},
    {"credential.delivered_again", "credential", "sealed", ""},
    {"credential.delivered_again", "grant", "active used_up", ""},
    {"credential.shredding", "credential", "sealed", "shredding"},
    {"credential.destroyed", "credential", "sealed shredding", "shredded"},
    {"consent.given", "credential", "sealed", ""},
    {"consent.withdrawn", "credential", "sealed", ""},
    {"grant.requested", "grant", unknown, "requested"},
    {"grant.endorsed", "grant", "requested", ""},
    {"break_glass.asked", "grant", "requested", ""},
    {"grant.approved", "grant", "requested", "approved"},
    {"grant.denied", "grant", "requested", "denied"},
    {"grant.revoked", "grant", "approved active", "revoked"},
    {"grant.returned", "grant", "approved active", "returned"},
    {"grant.lapsed", "grant", "requested approved", "lapsed"},
    {"grant.expired", "grant", "active", "expired"},
    {"grant.used_up", "grant", "active", "used_up"},
};

bool names_state(std::string_view states, std::string_view state)
{
    while (!states.empty()) {
        const std::size_t space = std::min(states.find(' '), states.size());
        if (states.substr(0, space) == state)
            return true;
        states.remove_prefix(std::min(space + 1, states.size()));
    }
    return false;
}

DerivedState& at(DerivedStates& states, std::string_view kind, std::string_view name)
{
    return states[std::string{kind}.append(name)];
}

// A fact that is as if it had never been while it says nothing.
void put(DerivedStates& states, std::string_view kind, std::string_view name, std::string text)
{
    if (text.empty())
        states.erase(std::string{kind}.append(name));
    else
        at(states, kind, name).state = std::move(text);
}

// Of "name=value name=value".
std::string_view part_of(std::string_view text, std::string_view name)
{
    const std::size_t start = text.find(name);
    if (start == std::string_view::npos)
        return {};
    text.remove_prefix(start + name.size());
    return text.substr(0, text.find(' '));
}

void make_account(DerivedStates& states, const EntryView& entry)
{
    const std::string_view role = entry.text("account");
    at(states, "", entry.text("person")).state = !role.empty() ? role
                                                 : entry.text("why") == "setup"
                                                     ? to_string(Role::admin)
                                                     : unnamed_role;
}

void disable_account(DerivedStates& states, const EntryView& entry)
{
    std::string& state = at(states, "", entry.text("person")).state;
    if (!state.ends_with(disabled_mark))
        state += disabled_mark;
}

void enable_account(DerivedStates& states, const EntryView& entry)
{
    std::string& state = at(states, "", entry.text("person")).state;
    if (state.ends_with(disabled_mark))
        state.resize(state.size() - disabled_mark.size());
}

// Each entry holds the whole policy of its scope.
void set_policy(DerivedStates& states, const EntryView& entry)
{
    const std::string_view ticket = entry.text("ticket");
    const std::string_view text = entry.text("policy");
    if (ticket.empty())
        put(states, "policy ", "house", whole_policy_text(text));
    else
        put(states, "policy ", ticket, std::string{text});
}

void set_group(DerivedStates& states, const EntryView& entry)
{
    const std::string_view text = entry.text("policy");
    const std::string_view people = part_of(text, "people=");
    put(states, "group ", part_of(text, "group="),
        std::string{people.empty() ? empty_group : people});
}

void remove_group(DerivedStates& states, const EntryView& entry)
{
    put(states, "group ", part_of(entry.text("policy"), "group="), {});
}

void name_break_glass_people(DerivedStates& states, const EntryView& entry)
{
    put(states, "break-glass ", "people", std::string{part_of(entry.text("policy"), "people=")});
}

void ask_break_glass(DerivedStates& states, const EntryView& entry)
{
    DerivedState& broken = at(states, "break-glass ", entry.text("grant"));
    broken.state = "asked";
    broken.asked_by = entry.text("actor");
}

void review_break_glass(DerivedStates& states, const EntryView& entry)
{
    at(states, "break-glass ", entry.text("grant")).state = "reviewed";
}

void endorse(DerivedStates& states, const EntryView& entry)
{
    const bool agent = entry.text("role") == to_string(Role::agent);
    at(states, entry.text("grant"), std::string{" by "}.append(entry.text("actor"))).state =
        agent ? "agent" : "customer";
}

void give_consent(DerivedStates& states, const EntryView& entry)
{
    DerivedState& credential = at(states, "", entry.text("credential"));
    credential.consent = parse_consent(entry.text("why")).value_or(Consent::ask);
    credential.consent_until_ms = entry.number("expires_at").value_or(0);
}

// Allowed with the submission. `expires_at` is the credential's own end, also where that is not the consent's.
void seal_with_consent(DerivedStates& states, const EntryView& entry)
{
    DerivedState& credential = at(states, "", entry.text("credential"));
    credential.expires_at_ms = entry.number("expires_at").value_or(0);
    credential.consent = parse_consent(entry.text("why")).value_or(Consent::ask);
    credential.consent_until_ms = credential.consent == Consent::hour
                                      ? entry.number("time").value_or(0) + consent_hour_ms
                                      : 0;
}

void withdraw_consent(DerivedStates& states, const EntryView& entry)
{
    DerivedState& credential = at(states, "", entry.text("credential"));
    credential.consent = Consent::ask;
    credential.consent_until_ms = 0;
}

void remember_terms(DerivedState& grant, const EntryView& entry)
{
    grant.duration_ms = entry.number("duration_ms").value_or(grant.duration_ms);
    grant.unseals_max = static_cast<std::uint32_t>(
        entry.number("unseals").value_or(std::int64_t{grant.unseals_max}));
}

void remember_request(DerivedStates& states, const EntryView& entry)
{
    DerivedState& grant = at(states, "", entry.text("grant"));
    grant.granted = granted_text(entry);
    remember_terms(grant, entry);
}

// The last approval; that of nobody is the policy's.
void approve(DerivedStates& states, const EntryView& entry)
{
    remember_terms(at(states, "", entry.text("grant")), entry);
    if (entry.text("why") == "break_glass")
        at(states, "break-glass ", entry.text("grant")).state = "confirmed";
    else if (!entry.text("actor").empty())
        endorse(states, entry);
}

void remember_opening(DerivedStates& states, const EntryView& entry)
{
    if (entry.text("grant").empty())
        return;
    DerivedState& grant = at(states, "", entry.text("grant"));
    grant.used_up = entry.number("unseals_left") == 0;
    grant.expires_at_ms = entry.number("expires_at").value_or(0);
}

// What takes more than a word.
struct Step {
    std::string_view event;
    void (*take)(DerivedStates& states, const EntryView& entry);
};

constexpr Step steps[] = {
    {"user.created", make_account},
    {"user.disabled", disable_account},
    {"user.enabled", enable_account},
    {"policy.changed", set_policy},
    {"approver_group.set", set_group},
    {"approver_group.removed", remove_group},
    {"break_glass.named", name_break_glass_people},
    {"break_glass.asked", ask_break_glass},
    {"break_glass.reviewed", review_break_glass},
    {"grant.requested", remember_request},
    {"credential.unsealed", remember_opening},
    {"original.unsealed", remember_opening},
    {"grant.endorsed", endorse},
    {"grant.approved", approve},
    {"credential.sealed", seal_with_consent},
    {"consent.given", give_consent},
    {"consent.withdrawn", withdraw_consent},
};

} // namespace

std::string granted_text(const EntryView& entry)
{
    return std::string{entry.text("credential")}.append(" ").append(entry.text("actor"));
}

void derive(DerivedStates& states, const EntryView& entry, const Impossible& impossible)
{
    if (entry.text("outcome") != "ok")
        return;
    const std::string_view event = entry.text("event");
    look_for_impossible(states, entry, impossible);
    for (const Rule& rule : rules) {
        if (rule.event != event)
            continue;
        const std::string_view id = entry.text(rule.member);
        if (id.empty())
            continue;
        DerivedState& object = at(states, "", id);
        const std::string_view before = object.state.empty() ? unknown : object.state;
        if (!names_state(rule.from, before))
            impossible(id, before);
        if (rule.counts)
            ++object.unseals;
        if (!rule.state.empty())
            object.state = rule.state;
    }
    for (const Step& step : steps)
        if (step.event == event)
            step.take(states, entry);
}

} // namespace vault
