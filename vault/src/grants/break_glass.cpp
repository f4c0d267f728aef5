#include "engine/engine.h"
#include "grants/approvals.h"
#include "grants/grant_policies.h"
#include "model/policy_text.h"
#include "scope/access.h"
#include "scope/grant_edges.h"
#include "scope/grant_view.h"
#include "scope/opened_credentials.h"
#include "scope/refusal.h"
#include "scope/store_message.h"
#include "scope/text_limits.h"

#include <fmt/format.h>

#include <algorithm>

namespace vault {

namespace {

constexpr std::uint32_t cases_max = 200;

BreakGlassView view_of(const ReadScope& scope)
{
    BreakGlassView view{scope.tables.break_glass.people(), {}};
    for (const BreakGlassRecord& record : scope.tables.break_glass.unreviewed(cases_max))
        if (const auto grant = scope.tables.grants.find(record.grant))
            view.unreviewed.push_back({grant->id, grant->credential, grant->ticket, grant->agent,
                *record.confirmed_by, *record.confirmed_at, *record.review_due_at,
                *record.review_due_at <= scope.latest});
    return view;
}

bool is_review_overdue(const ReadScope& scope)
{
    const auto oldest = scope.tables.break_glass.unreviewed(1);
    return !oldest.empty() && *oldest.front().review_due_at <= scope.latest;
}

bool is_named(const ReadScope& scope, const PersonId& person)
{
    return std::ranges::binary_search(scope.tables.break_glass.people(), person);
}

// Why this person may not break it now; nullopt when they may. In the order in which the answers may be told.
std::optional<Refusal> refusal_of(const ReadScope& scope, const Actor& by, const GrantRecord& grant,
    const CredentialRecord& credential)
{
    if (!may(by.role, Act::unseal) || !is_named(scope, by.person))
        return Refusal{Error{ErrorCode::forbidden,
                           "only agents whom an administrator has named break the glass"}
                           .because("not_named"),
            "not_named"};
    if (const auto ended = why_ended(credential, scope.latest); !ended.empty())
        return Refusal{{ErrorCode::gone, "the credential is shredded"}, ended};
    if (grant.state != GrantState::requested)
        return Refusal{{ErrorCode::conflict, "only a request that waits for its answer can be "
                                             "turned into a breaking of the glass"},
            to_string(grant.state)};
    if (grant.due_at && *grant.due_at <= scope.latest)
        return Refusal{{ErrorCode::conflict, "the request has lapsed; ask again"}, "time"};
    if (is_review_overdue(scope))
        return Refusal{{ErrorCode::conflict, "an earlier breaking of the glass was not reviewed in "
                                             "time: an administrator has to do that first"},
            "review_overdue"};
    const bool asked = scope.tables.break_glass.find(grant.id).has_value();
    if (asked && grant.agent == by.person)
        return Refusal{
            {ErrorCode::conflict, "you have asked already; another named agent has to confirm"},
            "own_request"};
    if (!asked && grant.agent != by.person)
        return Refusal{
            {ErrorCode::conflict, "the agent of the request has to ask for it first"}, "not_asked"};
    // Two named persons, also when the first was taken off the list since.
    if (!is_named(scope, grant.agent))
        return Refusal{{ErrorCode::conflict, "the agent who asked for it is not named any more"},
            "asker_not_named"};
    if (effective_policy(scope, grant.ticket).exclusive && is_taken(scope, grant.credential))
        return Refusal{another_is_open(), "exclusive"};
    return std::nullopt;
}

// What has not been waited for, in words for the customer, whose own approval may be there.
std::string_view not_awaited(const ReadScope& scope, const GrantRecord& grant,
    const CredentialRecord& credential, const TicketRecord& ticket)
{
    const ApprovalsMissing missing = approvals_missing(scope, grant, credential, ticket);
    return missing.customer     ? "though your approval is missing"
           : is_enough(missing) ? "though the usual approval was not waited for"
                                : "though approvals of others who are asked are missing";
}

// The customer reads it in the ticket; of a credential that is not shown to him only the house does.
void tell_customer(WriteScope& scope, const Actor& by, const GrantRecord& grant,
    const CredentialRecord& credential, const TicketRecord& ticket)
{
    const Secret key = scope.content_key(ticket);
    const std::string body = fmt::format(
        "Break-glass: {} may open credential {} once, within 5 minutes, {}. {} confirmed "
        "it. The reason given: {}\n\nYou can revoke the grant {} or shred "
        "the credential now. An administrator has to write down within 7 days why this was "
        "necessary.",
        scope.profile(grant.agent).name, credential.id.to_string(),
        not_awaited(scope, grant, credential, ticket), scope.profile(by.person).name,
        scope.text(grant.reason_ct, key, grant.id.to_string(), "reason"), grant.id.to_string());
    store_message(
        scope, by, ticket, {MessageId::random(scope.random()), body, credential.internal});
}

void confirm(WriteScope& scope, const Actor& by, GrantRecord& grant,
    const CredentialRecord& credential, const TicketRecord& ticket)
{
    scope.tables.break_glass.confirm(
        grant.id, by.person, scope.now, scope.now + break_glass_review_ms);
    grant.duration_ms =
        std::min(break_glass_ms, effective_policy(scope, ticket.id).duration_ms_max);
    grant.unseals_max = 1;
    take_edge(scope, grant, GrantAct::approve, &by, "break_glass");
    grant.due_at = scope.now + break_glass_ms;
    scope.tables.grants.update(grant);
    tell_customer(scope, by, grant, credential, ticket);
}

// Takes back what was broken and could be opened still, where one of its two persons is not named any more. Returns which.
std::vector<GrantId> revoke_unnamed(WriteScope& scope, const Actor& by)
{
    std::vector<GrantId> revoked;
    for (const BreakGlassRecord& broken : scope.tables.break_glass.live()) {
        auto grant = scope.tables.grants.find(broken.grant);
        if (!grant || (is_named(scope, grant->agent) && is_named(scope, *broken.confirmed_by)))
            continue;
        take_edge(scope, *grant, GrantAct::revoke, &by, "not_named");
        revoked.push_back(grant->id);
    }
    return revoked;
}

} // namespace

Expected<BreakGlassView> Vault::break_glass(const Actor& by) const
{
    if (!may(by.role, Act::see_break_glass))
        return fail({ErrorCode::forbidden, "this role may not do that"});
    return engine_->read(
        [](ReadScope& scope) -> Expected<BreakGlassView> { return view_of(scope); });
}

Expected<BreakGlassView> Vault::name_break_glass(const Actor& by, std::vector<PersonId> people)
{
    std::vector<GrantId> revoked;
    std::vector<PersonId> no_more; // named
    auto done = engine_->write<BreakGlassView>([&](WriteScope& scope) -> Expected<BreakGlassView> {
        EntryFields fields = scope.entry(Event::break_glass_named, &by);
        if (!may(by.role, Act::manage_break_glass)) {
            fields.why = "role";
            return scope.refuse(
                {ErrorCode::forbidden, "only administrators name who may"}, std::move(fields));
        }
        if (people.size() > break_glass_people_max)
            return fail({ErrorCode::invalid, "up to 50 agents can be named"});
        for (const PersonId& person : people)
            if (!is_active_agent(scope, person))
                return fail(Error{ErrorCode::invalid,
                    "this person is no agent with an account that is not disabled"}
                        .with_id(person.to_string()));
        const auto named_before = scope.tables.break_glass.people();
        scope.tables.break_glass.set_people(people);
        fields.policy = "people=" + people_text(scope.tables.break_glass.people());
        scope.audit(std::move(fields));
        for (const PersonId& person : named_before)
            if (!is_named(scope, person))
                no_more.push_back(person);
        revoked = revoke_unnamed(scope, by);
        return view_of(scope);
    });
    if (!done)
        return fail(done.error());
    for (const GrantId& grant : revoked)
        engine_->opened_values.forget(grant);
    for (const PersonId& person : no_more)
        engine_->opened_values.forget(person);
    return std::move(done->value);
}

Expected<GrantView> Vault::break_glass(const Actor& by, const GrantId& id)
{
    auto done = engine_->write<GrantView>([&](WriteScope& scope) -> Expected<GrantView> {
        auto found = visible_grant(scope, by, id);
        if (!found)
            return fail(found.error());
        GrantRecord& grant = found->grant;
        const auto credential = scope.tables.credentials.find(grant.credential);
        if (!credential)
            return fail({ErrorCode::corrupt, "a grant names a credential that is not there"});
        const bool own = grant.agent == by.person;
        EntryFields fields =
            grant_entry(scope, &by, own ? Event::break_glass_asked : Event::grant_approved, grant);
        fields.person = grant.agent;
        if (auto refusal = refusal_of(scope, by, grant, *credential)) {
            fields.why = refusal->why;
            return scope.refuse(std::move(refusal->error), std::move(fields));
        }
        if (own) {
            scope.tables.break_glass.ask(id, scope.now);
            scope.audit(std::move(fields));
        } else {
            confirm(scope, by, grant, *credential, found->ticket);
        }
        return view_for(scope, by, grant, found->ticket);
    });
    if (!done)
        return fail(done.error());
    return std::move(done->value);
}

Expected<GrantView> Vault::review_break_glass(
    const Actor& by, const GrantId& id, std::string root_cause)
{
    if (count_visible(root_cause) < grant_reason_chars_min ||
        count_chars(root_cause) > root_cause_chars_max)
        return fail({ErrorCode::invalid, "a root cause has 10 to 2,000 characters"});
    auto done = engine_->write<GrantView>([&](WriteScope& scope) -> Expected<GrantView> {
        auto found = visible_grant(scope, by, id);
        if (!found)
            return fail(found.error());
        EntryFields fields = grant_entry(scope, &by, Event::break_glass_reviewed, found->grant);
        fields.person = found->grant.agent;
        if (!may(by.role, Act::manage_break_glass)) {
            fields.why = "role";
            return scope.refuse(
                {ErrorCode::forbidden, "only administrators review"}, std::move(fields));
        }
        const auto record = scope.tables.break_glass.find(id);
        if (!record || !record->confirmed_at || record->reviewed_at) {
            fields.why = record && record->reviewed_at ? "reviewed" : "not_broken";
            return scope.refuse(
                {ErrorCode::conflict, "there is nothing to review, or it was reviewed"},
                std::move(fields));
        }
        if (holds_opened_value(scope, found->grant.agent, found->ticket, root_cause)) {
            fields.why = "value";
            return scope.refuse(
                {ErrorCode::invalid,
                    "the root cause holds the value of a credential of this ticket"},
                std::move(fields));
        }
        const Secret key = scope.content_key(found->ticket);
        scope.tables.break_glass.review(
            id, by.person, scope.now, scope.sealed(root_cause, key, id.to_string(), "root_cause"));
        scope.add_private(fields, "reason", root_cause, found->ticket);
        scope.audit(std::move(fields));
        return view_for(scope, by, found->grant, found->ticket);
    });
    if (!done)
        return fail(done.error());
    return std::move(done->value);
}

} // namespace vault
