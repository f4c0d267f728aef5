#include "access/answers.h"
#include "handlers/grant_answer.h"
#include "handlers/handlers.h"
#include "handlers/user_fields.h"
#include "handlers/view_json.h"

#include <utility>

namespace server {

namespace {

// In bytes here; the vault counts characters.
constexpr json::TextRule root_cause_rule{
    1, 4 * vault::root_cause_chars_max, json::TextShape::lines};

void put_case(json::Writer& out, const vault::BreakGlassCase& one)
{
    out.text("grant", one.grant.to_string())
        .text("credential", one.credential.to_string())
        .text("ticket", one.ticket.to_string());
    out.text("agent", one.agent.to_string()).text("confirmed_by", one.confirmed_by.to_string());
    out.text("confirmed_at", vault::to_rfc3339(one.confirmed_at))
        .text("review_due_at", vault::to_rfc3339(one.review_due_at));
    out.flag("overdue", one.overdue);
}

http::Response view_answer(const vault::Expected<vault::BreakGlassView>& view)
{
    if (!view) {
        return answer_error(view.error());
    }
    json::Writer out{8192};
    out.begin_object().begin_array("people");
    for (const vault::PersonId& person : view->people) {
        out.element(person.to_string());
    }
    out.end_array().begin_array("unreviewed");
    for (const vault::BreakGlassCase& one : view->unreviewed) {
        out.begin_object();
        put_case(out, one);
        out.end_object();
    }
    out.end_array().end_object();
    return json_response(200, out.take());
}

} // namespace

// 200 who may break the glass and what was not reviewed.
http::Response show_break_glass(Application& application, Call& call)
{
    return view_answer(application.vault.break_glass(call.actor()));
}

// The whole list of those who may; nobody, when it is empty. 200 · 422 somebody who is no agent. An entry.
http::Response name_break_glass(Application& application, Call& call)
{
    auto fields = call.fields();
    const auto people = read_people(fields, vault::break_glass_people_max);
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    const auto named = application.vault.name_break_glass(call.actor(), people);
    return named ? view_answer(named) : answer_people_error(named.error(), people);
}

// First the grant's agent, then another named one; the second call approves it and the customer's ticket says so. 200 the grant · 403 not
// named (an entry) · 404 · 409 another state, or a review is overdue (an entry) · 410.
http::Response break_glass(Application& application, Call& call)
{
    const auto id = call.id<vault::GrantId>();
    const auto grant = application.vault.break_glass(call.actor(), id);
    if (grant && grant->break_glass == vault::BreakGlass::confirmed) {
        application.log.warning(
            "break-glass: a grant was approved without the customer", {{"grant", id}});
    }
    return grant_answer(200, grant);
}

// 200 the grant · 404 · 409 nothing to review · 422, also for a root cause that holds a credential. An entry.
http::Response review_break_glass(Application& application, Call& call)
{
    auto fields = call.fields();
    const std::string root_cause{fields.text("root_cause", root_cause_rule)};
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    return grant_answer(200,
        application.intake.review_break_glass(call.actor(), call.id<vault::GrantId>(), root_cause));
}

} // namespace server
