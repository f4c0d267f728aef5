#include "access/answers.h"
#include "handlers/handlers.h"
#include "handlers/user_fields.h"
#include "json/writer.h"

#include <string>

namespace server {

namespace {

void put_group(json::Writer& out, const vault::ApproverGroup& group)
{
    out.text("name", group.name).number("active", group.active);
    if (!group.people) {
        return;
    }
    out.begin_array("people");
    for (const vault::PersonId& person : *group.people) {
        out.element(person.to_string());
    }
    out.end_array();
}

} // namespace

// 200 every group; who is in it only for those of the house.
http::Response list_approver_groups(Application& application, Call& call)
{
    const auto groups = application.vault.approver_groups(call.actor());
    if (!groups) {
        return answer_error(groups.error());
    }
    json::Writer out{16 * 1024};
    out.begin_object().begin_array("data");
    for (const vault::ApproverGroup& group : *groups) {
        out.begin_object();
        put_group(out, group);
        out.end_object();
    }
    out.end_array().end_object();
    return json_response(200, out.take());
}

// The whole list of who is in it; made where there is none. 200 the group · 409 the house's policy needs more people, or there are as many
// groups as may be · 422 with the place of somebody who is no agent. An entry.
http::Response set_approver_group(Application& application, Call& call)
{
    auto fields = call.fields();
    const auto people = read_people(fields, vault::approver_group_people_max);
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    const auto group =
        application.vault.set_approver_group(call.actor(), std::string{call.id_text}, people);
    if (!group) {
        return answer_people_error(group.error(), people);
    }
    json::Writer out{4096};
    out.begin_object();
    put_group(out, *group);
    out.end_object();
    return json_response(200, out.take());
}

// 204 · 404 · 409 a policy names it. An entry.
http::Response remove_approver_group(Application& application, Call& call)
{
    const auto removed =
        application.vault.remove_approver_group(call.actor(), std::string{call.id_text});
    return removed ? no_content() : answer_error(removed.error());
}

} // namespace server
