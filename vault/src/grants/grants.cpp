#include "engine/engine.h"
#include "engine/page_cursor.h"
#include "grants/approvals.h"
#include "grants/consent.h"
#include "grants/grant_policies.h"
#include "scope/access.h"
#include "scope/grant_edges.h"
#include "scope/grant_view.h"
#include "scope/opened_credentials.h"
#include "scope/refusal.h"
#include "scope/text_limits.h"

#include <algorithm>
#include <functional>

namespace vault {

namespace {

const Error no_reason{ErrorCode::invalid, "a reason has 10 to 500 characters, blanks not counted"};

Expected<void> check(const GrantRequest& request)
{
    if (!request.reason.empty() && !is_reason(request.reason))
        return fail(no_reason);
    if (request.duration_ms < grant_duration_ms_min || request.duration_ms > grant_duration_ms_max)
        return fail({ErrorCode::invalid, "a grant lasts 1 minute to 8 hours"});
    if (request.unseals_max < 1 || request.unseals_max > grant_unseals_max)
        return fail({ErrorCode::invalid, "a grant allows 1 to 10 unseals"});
    if (!request.reason_code.empty() && !is_reason_code(request.reason_code))
        return fail({ErrorCode::invalid, "a reason code is 1 to 30 of a to z, 0 to 9, - and _"});
    return {};
}

std::optional<Error> beyond(const GrantPolicy& policy, const GrantRequest& request)
{
    if (request.duration_ms > policy.duration_ms_max)
        return Error{ErrorCode::invalid, "the ticket's policy allows shorter grants only"};
    if (request.unseals_max > policy.unseals_max)
        return Error{ErrorCode::invalid, "the ticket's policy allows fewer unseals of one grant"};
    if (count_visible(request.reason) < policy.reason_chars_min)
        return Error{ErrorCode::invalid, "the ticket's policy wants a longer reason"};
    if (!policy.reason_codes && !request.reason_code.empty())
        return Error{ErrorCode::invalid, "the ticket's policy knows no reason codes: leave it out"};
    if (policy.reason_codes &&
        !std::ranges::binary_search(*policy.reason_codes, request.reason_code))
        return Error{
            ErrorCode::invalid, "the ticket's policy wants one of its reason codes with a request"};
    return std::nullopt;
}

// One step of the state machine asked for by a person. A refusal is an entry too.
struct Step {
    GrantAct act;
    Act right;
    Event event;
    Room room;
};
constexpr Step approving{
    GrantAct::approve, Act::decide_grant, Event::grant_approved, Room::ordinary};
constexpr Step denying{GrantAct::deny, Act::decide_grant, Event::grant_denied, Room::reserved};
constexpr Step revoking{GrantAct::revoke, Act::revoke_grant, Event::grant_revoked, Room::reserved};
constexpr Step returning{GrantAct::give_back, Act::unseal, Event::grant_returned, Room::reserved};

// Why a grant that is over is not taken a step further.
Error over(const GrantRecord& grant, const CredentialRecord& credential, const Step& step)
{
    if (step.act == GrantAct::revoke && grant.state == GrantState::used_up &&
        credential.state == CredentialState::sealed)
        return {ErrorCode::conflict,
            "the grant is used up already, so there is nothing of it to take back; the credential "
            "can still be shredded"};
    return {ErrorCode::conflict, "the grant's state does not allow that"};
}

// What else the same transaction does once the step is taken.
using Further = std::function<void(WriteScope&, const CredentialRecord&)>;
enum class Without : std::uint8_t {
    nothing,
    step
}; // done also where the grant is over, without the step

// Why somebody may not take a step: the word of the entry and of the answer, and what a person reads.
struct WhyNot {
    Literal word;
    Literal sentence;
};
constexpr WhyNot role{"role", "this role may not change a grant so"};
constexpr WhyNot other_agent{"other_agent", "the grant is another agent's"};
constexpr WhyNot own_request{"own_request", "who asks does not answer the request"};
constexpr WhyNot customer_only{
    "customer_only", "the policy asks the customer for this, and no agent"};
constexpr WhyNot group{
    "group", "the policy asks people of its groups for this, and you are in none"};

// nullopt when they may. Whose ticket it is has been looked at, and of those of the house everybody may know who is in which group.
std::optional<WhyNot> why_not(const ReadScope& scope, const Actor& by, const Step& step,
    const GrantRecord& grant, const CredentialRecord& credential, const TicketRecord& ticket)
{
    if (step.act == GrantAct::give_back)
        return !may(by.role, step.right)  ? std::optional{role}
               : grant.agent != by.person ? std::optional{other_agent}
                                          : std::nullopt;
    if (may(by.role, step.right))
        return std::nullopt;
    if (step.right != Act::decide_grant || !may(by.role, Act::second_grant))
        return role;
    if (grant.agent == by.person)
        return own_request;
    // Since the policy or a group changed the request may lack nobody: then any other agent's answer is as good, or none could be given.
    if (is_enough(approvals_missing(scope, grant, credential, ticket)))
        return std::nullopt;
    const auto policy = effective_policy(scope, ticket.id);
    const auto wanted = approvals_wanted(scope, policy, credential, ticket);
    return is_asked(scope, wanted, by.person) ? std::nullopt
           : wanted.groups.empty()            ? std::optional{customer_only}
                                              : std::optional{group};
}

enum class Counted : std::uint8_t { enough, one_more, again };

// Counts this person's approval; nobody's counts twice.
Counted approve_by(WriteScope& scope, const Actor& by, const GrantRecord& grant,
    const CredentialRecord& credential, const TicketRecord& ticket)
{
    const auto given = scope.tables.grants.approvals(grant.id);
    const bool again = std::ranges::find(given, by.person, &ApprovalRecord::person) != given.end();
    if (!again)
        scope.tables.grants.insert_approval(
            grant.id, {by.person, may(by.role, Act::decide_grant), scope.now});
    if (is_enough(approvals_missing(scope, grant, credential, ticket)))
        return Counted::enough;
    if (again)
        return Counted::again;
    EntryFields fields = grant_entry(scope, &by, Event::grant_endorsed, grant);
    fields.person = grant.agent;
    scope.audit(std::move(fields));
    return Counted::one_more;
}

Expected<GrantView> take_step(Engine& engine, const Actor& by, const GrantId& id, const Step& step,
    const Further& further = {}, Without also = Without::nothing)
{
    bool may_take = false;
    auto done = engine.write<GrantView>(
        [&](WriteScope& scope) -> Expected<GrantView> {
            auto found = visible_grant(scope, by, id);
            if (!found)
                return fail(found.error());
            GrantRecord& grant = found->grant;
            const auto credential = scope.tables.credentials.find(grant.credential);
            if (!credential)
                return fail({ErrorCode::corrupt, "a grant names a credential that is not there"});
            EntryFields refusal = grant_entry(scope, &by, step.event, grant);
            if (const auto why = why_not(scope, by, step, grant, *credential, found->ticket)) {
                refusal.why = why->word.text();
                return scope.refuse(Error{ErrorCode::forbidden, why->sentence}.because(why->word),
                    std::move(refusal));
            }
            may_take = true;
            // What time has ended already cannot be decided any more, even before the shredder has noticed.
            const bool due = grant.due_at && *grant.due_at <= scope.latest;
            if (!edge(grant.state, step.act) || due) {
                if (also == Without::step && (due || is_final(grant.state)) &&
                    credential->state == CredentialState::sealed) {
                    further(scope, *credential);
                    return view_for(scope, by, *scope.tables.grants.find(id), found->ticket);
                }
                refusal.why = due ? "time" : to_string(grant.state);
                return scope.refuse(over(grant, *credential, step), std::move(refusal));
            }
            if (step.act == GrantAct::approve && is_taken(scope, grant.credential) &&
                effective_policy(scope, grant.ticket).exclusive) {
                refusal.why = "exclusive";
                return scope.refuse(another_is_open(), std::move(refusal));
            }
            const auto counted = step.act == GrantAct::approve
                                     ? approve_by(scope, by, grant, *credential, found->ticket)
                                     : Counted::enough;
            if (counted == Counted::again) {
                refusal.why = "again";
                return scope.refuse(
                    Error{ErrorCode::conflict,
                        "you have approved it already; somebody else has to as well"}
                        .because("again"),
                    std::move(refusal));
            }
            if (counted == Counted::enough) {
                if (step.act == GrantAct::approve)
                    cut_to(effective_policy(scope, grant.ticket), grant);
                take_edge(scope, grant, step.act, &by);
            }
            if (further)
                further(scope, *credential);
            return view_for(scope, by, grant, found->ticket);
        },
        step.room);
    // Of a grant that is used up the value of its last opening is kept still, and nothing else of it can be taken back.
    if (may_take && step.act == GrantAct::revoke)
        engine.opened_values.forget(id);
    if (!done)
        return fail(done.error());
    if (is_final(done->value.state))
        engine.opened_values.forget(id);
    if (done->durable.shred_error)
        return fail(*done->durable.shred_error);
    return std::move(done->value);
}

} // namespace

bool is_reason(std::string_view text) noexcept
{
    return count_visible(text) >= grant_reason_chars_min &&
           count_chars(text) <= grant_reason_chars_max;
}

GrantView view_of(const ReadScope& scope, const GrantRecord& g, const Secret* content_key)
{
    std::string reason;
    if (content_key != nullptr)
        reason = scope.text(g.reason_ct, *content_key, g.id.to_string(), "reason");
    GrantView view{g.id, g.credential, g.ticket, g.agent, scope.profile(g.agent).name, g.state,
        g.reason_code, std::move(reason), g.duration_ms, g.unseals_max, g.unseals_done,
        g.requested_at, g.decided_at, g.activated_at, g.ends_at};
    if (const auto broken = scope.tables.break_glass.find(g.id))
        view.break_glass = broken->reviewed_at    ? BreakGlass::reviewed
                           : broken->confirmed_at ? BreakGlass::confirmed
                                                  : BreakGlass::asked;
    if (g.state != GrantState::requested)
        return view;
    const auto credential = scope.tables.credentials.find(g.credential);
    const auto ticket = scope.tables.tickets.find(g.ticket);
    if (credential && ticket) {
        auto missing = approvals_missing(scope, g, *credential, *ticket);
        view.waits_for_customer = missing.customer;
        view.waits_for_agents = missing.agents;
        view.waits_for_groups = std::move(missing.groups);
        view.groups_too_small = missing.too_few_people;
    }
    return view;
}

GrantView view_for(
    const ReadScope& scope, const Actor& by, const GrantRecord& grant, const TicketRecord& ticket)
{
    if (!may(by.role, Act::read_text) && !may(by.role, Act::read_log))
        return view_of(scope, grant, nullptr);
    const Secret key = scope.content_key(ticket);
    return view_of(scope, grant, &key);
}

Expected<GrantView> Vault::request_grant(const Actor& by, GrantRequest request)
{
    if (const auto good = check(request); !good)
        return fail(good.error());
    const GrantId id = GrantId::random(engine_->world.random);
    auto done = engine_->write<GrantView>([&](WriteScope& scope) -> Expected<GrantView> {
        const auto found = visible_credential(scope, by, request.credential);
        if (!found)
            return fail(found.error());
        EntryFields fields = scope.entry(Event::grant_requested, &by);
        fields.ticket = found->ticket.id;
        fields.credential = request.credential;
        if (!may(by.role, Act::request_grant)) {
            fields.why = "role";
            return scope.refuse(
                {ErrorCode::forbidden, "only agents ask for grants"}, std::move(fields));
        }
        const CredentialRecord& credential = found->credential;
        fields.why = why_ended(credential, scope.latest);
        if (!fields.why.empty())
            return scope.refuse({ErrorCode::gone, "the credential is shredded"}, std::move(fields));
        if (!is_live(found->ticket.state)) {
            fields.why = to_string(found->ticket.state);
            return scope.refuse(
                {ErrorCode::conflict, "the ticket is closing: nothing of it is opened any more"},
                std::move(fields));
        }
        if (request.reason.empty()) { // one that was not passed on, because of what it held
            fields.why = "reason";
            return scope.refuse(no_reason, std::move(fields));
        }
        const GrantPolicy policy = effective_policy(scope, found->ticket.id);
        if (auto problem = beyond(policy, request)) {
            fields.why = "policy";
            return scope.refuse(std::move(*problem), std::move(fields));
        }
        if (holds_opened_value(scope, by.person, found->ticket, request.reason)) {
            fields.why = "value";
            return scope.refuse(
                {ErrorCode::invalid, "the reason holds the value of a credential of this ticket"},
                std::move(fields));
        }
        const Secret key = scope.content_key(found->ticket);
        GrantRecord grant{id, 0, credential.id, credential.ticket, by.person, GrantState::requested,
            scope.sealed(request.reason, key, id.to_string(), "reason"), request.duration_ms,
            request.unseals_max, 0, scope.now, {}, {}, {}, scope.now + grant_lapse_ms,
            request.reason_code};
        scope.tables.grants.insert(grant);
        fields.grant = id;
        fields.reason_code = request.reason_code;
        add_terms(fields, grant);
        scope.add_private(fields, "reason", request.reason, found->ticket);
        scope.audit(std::move(fields));
        const bool answered = is_enough(approvals_missing(scope, grant, credential, found->ticket));
        if (answered && !(policy.exclusive && is_taken(scope, credential.id)))
            take_edge(scope, grant, GrantAct::approve, nullptr, "policy");
        return view_of(scope, grant, &key);
    });
    if (!done)
        return fail(done.error());
    return std::move(done->value);
}

Expected<Paged<GrantView>> Vault::list_grants(const Actor& by, std::optional<GrantState> state,
    std::optional<TicketId> ticket, const Page& page) const
{
    const auto start = page_start(page);
    if (!start)
        return fail(start.error());
    return engine_->read([&](ReadScope& scope) -> Expected<Paged<GrantView>> {
        if (ticket)
            if (const auto seen = visible_ticket(scope, by, *ticket); !seen)
                return fail(seen.error());
        const bool own = is_outside(by.role);
        const GrantChoice choice{state, ticket, own ? std::optional{by.person} : std::nullopt};
        const auto records = scope.tables.grants.list(choice, start->before, start->limit);
        Paged<GrantView> views;
        for (const GrantRecord& record : records)
            if (const auto of = scope.tables.tickets.find(record.ticket))
                views.rows.push_back(view_for(scope, by, record, *of));
        if (!records.empty())
            views.next_cursor = next_cursor(*start, records.size(), records.back().position);
        return views;
    });
}

Expected<GrantView> Vault::find_grant(const Actor& by, const GrantId& id) const
{
    return engine_->read([&](ReadScope& scope) -> Expected<GrantView> {
        const auto found = visible_grant(scope, by, id);
        if (!found)
            return fail(found.error());
        return view_for(scope, by, found->grant, found->ticket);
    });
}

Expected<GrantTarget> Vault::find_target(const Actor& by, const GrantId& id) const
{
    return engine_->read([&](ReadScope& scope) -> Expected<GrantTarget> {
        const auto found = visible_grant(scope, by, id);
        if (!found)
            return fail(found.error());
        const auto opened = visible_credential(scope, by, found->grant.credential);
        if (!opened)
            return fail(opened.error());
        return GrantTarget{opened->credential.id, opened->credential.source};
    });
}

Expected<GrantView> Vault::approve(
    const Actor& by, const GrantId& id, std::optional<Consent> standing)
{
    if (standing == Consent::ask)
        return fail({ErrorCode::invalid, "an approval cannot withdraw a standing consent"});
    if (standing && !may(by.role, Act::decide_grant))
        return fail({ErrorCode::invalid, "only the customer answers for further requests"});
    return take_step(
        *engine_, by, id, approving, [&](WriteScope& scope, const CredentialRecord& credential) {
            if (standing)
                vault::set_consent(scope, by, credential, *standing);
        });
}

Expected<GrantView> Vault::refuse(const Actor& by, const GrantId& id)
{
    return take_step(*engine_, by, id, denying);
}

Expected<GrantView> Vault::revoke(const Actor& by, const GrantId& id, Revocation what)
{
    return take_step(
        *engine_, by, id, revoking,
        [&](WriteScope& scope, const CredentialRecord& credential) {
            if (what == Revocation::credential)
                scope.shred(credential, Cause::revoked, &by);
        },
        what == Revocation::credential ? Without::step : Without::nothing);
}

Expected<GrantView> Vault::give_back(const Actor& by, const GrantId& id)
{
    return take_step(*engine_, by, id, returning);
}

} // namespace vault
