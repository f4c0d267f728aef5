#include "access/answers.h"
#include "handlers/handlers.h"
#include "handlers/user_fields.h"
#include "handlers/view_json.h"
#include "json/writer.h"

#include <algorithm>
#include <string>

namespace server {

namespace {

constexpr json::TextRule role_rule{1, 20};
constexpr json::TextRule person_rule{1, 40};

} // namespace

NewUserFields read_new_user(json::Fields& fields, bool with_role)
{
    NewUserFields user;
    user.login = fields.text("login", login_rule);
    user.password = fields.secret("password", password_rule);
    user.profile.name = fields.optional_text("name", name_rule).value_or("");
    user.profile.email = fields.optional_text("email", email_rule).value_or("");
    if (with_role) {
        const auto role = vault::parse_role(fields.text("role", role_rule));
        if (!role || *role == vault::Role::guest) {
            fields.refuse("role", "customer, agent, auditor or admin is expected");
        }
        user.role = role.value_or(vault::Role::customer);
    }
    return user;
}

std::vector<vault::PersonId> read_people(json::Fields& fields, std::size_t count_max)
{
    std::vector<vault::PersonId> people;
    const auto ids = fields.optional_texts("people", count_max, person_rule);
    if (!ids) {
        fields.refuse("people", "a list of ids of agents is expected");
    }
    for (const std::string_view text : ids.value_or(std::vector<std::string_view>{})) {
        const auto person = vault::PersonId::parse(text);
        if (!person) {
            fields.refuse("people", "a list of ids of agents is expected");
            break;
        }
        people.push_back(*person);
    }
    return people;
}

http::Response answer_people_error(
    const vault::Error& error, const std::vector<vault::PersonId>& people)
{
    const auto named = std::ranges::find_if(
        people, [&](const vault::PersonId& one) { return one.to_string() == error.subject(); });
    if (named == people.end()) {
        return answer_error(error);
    }
    json::Writer extra;
    extra.begin_object()
        .text("pointer", "/people/" + std::to_string(named - people.begin()))
        .end_object();
    return answer_error(error, extra.take());
}

// 201 the user · 409 the login is taken · 422.
http::Response create_user(Application& application, Call& call)
{
    auto fields = call.fields();
    const NewUserFields user = read_new_user(fields, true);
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    const auto profile = application.intake.clean_profile(user.profile);
    if (!profile) {
        return answer_error(profile.error());
    }
    const auto created =
        application.vault.create_user(call.actor(), user.role, user.login, *profile, user.password);
    if (!created) {
        return answer_error(created.error());
    }
    json::Writer out;
    out.begin_object();
    put_user(out, *created);
    out.end_object();
    return json_response(201, out.take());
}

// 200 every user.
http::Response list_users(Application& application, Call& call)
{
    const auto users = application.vault.list_users(call.actor());
    if (!users) {
        return answer_error(users.error());
    }
    json::Writer out;
    out.begin_object().begin_array("data");
    for (const vault::User& user : *users) {
        out.begin_object();
        put_user(out, user);
        out.end_object();
    }
    out.end_array().end_object();
    return json_response(200, out.take());
}

// Disabling ends every session of the user. 200 the user · 404 · 409 the last admin · 422.
http::Response change_user(Application& application, Call& call)
{
    auto fields = call.fields();
    const bool disabled = fields.flag("disabled");
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    const auto id = call.id<vault::PersonId>();
    if (auto changed = application.vault.set_user_disabled(call.actor(), id, disabled); !changed) {
        return answer_error(changed.error());
    }
    const auto user = application.vault.user_of(id);
    if (!user) {
        return answer_error(user.error());
    }
    json::Writer out;
    out.begin_object();
    put_user(out, *user);
    out.end_object();
    return json_response(200, out.take());
}

// Every session and every open grant of the user ends. 204 · 404 · 409 one's own · 422.
http::Response reset_password(Application& application, Call& call)
{
    auto fields = call.fields();
    const vault::Secret fresh = fields.secret("password", password_rule);
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    if (auto reset =
            application.vault.reset_password(call.actor(), call.id<vault::PersonId>(), fresh);
        !reset) {
        return answer_error(reset.error());
    }
    return no_content();
}

} // namespace server
