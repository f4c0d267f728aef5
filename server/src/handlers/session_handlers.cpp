#include "access/answers.h"
#include "handlers/handlers.h"
#include "handlers/user_fields.h"
#include "handlers/view_json.h"
#include "http/problem.h"
#include "text/base64.h"
#include "text/media_type.h"

#include <optional>
#include <utility>

namespace server {

namespace {

constexpr json::TextRule setup_code_rule{1, 64};
constexpr json::TextRule kind_rule{1, 20};
constexpr std::int64_t session_seconds_max = 12 * 3600; // as the vault's absolute bound

http::Response too_many_attempts(std::uint32_t seconds)
{
    return retry_later(429, "too-many", "too many attempts to sign in; wait a little", seconds);
}

// Of one account: the first attempt of a minute that is not even looked at is an entry.
std::optional<http::Response> refuse_often(
    Application& application, std::string_view login, const http::Request& request)
{
    // As the vault looks logins up: other spellings of one account must not have counts of their own.
    const std::string account = text::ascii_lower(login);
    const auto seconds = application.sign_ins_per_account.count(account);
    if (!seconds) {
        return std::nullopt;
    }
    if (!application.limits_told_per_account.count(account)) {
        const auto told =
            application.vault.sign_in(login, {}, vault::Authn::none, request.peer_address);
        if (told.error().code() != vault::ErrorCode::unauthenticated) {
            application.log.error(
                "a refused sign-in is no entry of the audit log", {{"error", told.error()}});
        }
    }
    return too_many_attempts(*seconds);
}

void put_session(json::Writer& out, const vault::User& user, const vault::SessionId& session)
{
    out.begin_object("user");
    put_user(out, user);
    out.end_object().text("session", session.to_string());
}

} // namespace

// Makes the first admin, with the code the console showed. 201 the user · 403 wrong code · 409 there is an admin already · 422 · 429.
http::Response set_up(Application& application, Call& call)
{
    if (const auto seconds = application.sign_ins_per_source.count(call.request.peer_network)) {
        return too_many_attempts(*seconds);
    }
    auto fields = call.fields();
    const std::string_view code = fields.text("code", setup_code_rule);
    const NewUserFields user = read_new_user(fields, false);
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    const auto needed = application.vault.needs_setup();
    if (!needed) {
        return answer_error(needed.error());
    }
    if (!*needed) {
        return http::problem(409, "conflict", "this vault has been set up already");
    }
    auto profile = application.intake.clean_profile(user.profile);
    if (!profile) {
        return answer_error(profile.error());
    }
    const vault::Actor console{vault::PersonId::random(application.vault.random()),
        vault::Role::admin, vault::Authn::system, {}};
    std::optional<vault::Expected<vault::User>> created;
    const bool right = application.setup_code.use(code, [&] {
        created = application.vault.create_user(
            console, vault::Role::admin, user.login, *profile, user.password);
        return created->has_value();
    });
    if (!right) {
        const auto told =
            application.vault.create_user({console.person, vault::Role::guest, vault::Authn::none,
                                              std::string{call.request.peer_address}},
                vault::Role::admin, {}, {}, {});
        if (told.error().code() != vault::ErrorCode::forbidden) {
            application.log.error(
                "a wrong setup code is no entry of the audit log", {{"error", told.error()}});
        }
        return http::problem(
            403, "forbidden", "this is not the code that the service printed when it started");
    }
    if (!*created) {
        return answer_error(created->error());
    }
    json::Writer out;
    out.begin_object();
    put_user(out, **created);
    out.end_object();
    return json_response(201, out.take());
}

// Checks login and password; both unknown and wrong are 401, in the same time. 201 a cookie with its CSRF token, or a bearer token ·
// 401 · 403 a page from elsewhere · 422 · 429.
http::Response open_session(Application& application, Call& call)
{
    if (const auto seconds = application.sign_ins_per_source.count(call.request.peer_network)) {
        return too_many_attempts(*seconds);
    }
    auto fields = call.fields();
    const std::string_view login = fields.text("login", login_rule);
    const vault::Secret password = fields.secret("password", password_rule);
    const std::string_view kind = fields.text("kind", kind_rule);
    const bool cookie = kind == "cookie";
    if (!cookie && kind != "bearer") {
        fields.refuse("kind", "cookie or bearer is expected");
    }
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    // Otherwise another site could sign a visitor in as somebody else.
    if (cookie && !comes_from_own_origin(call.request)) {
        return http::problem(403, "forbidden", "a page must send its own Origin");
    }
    if (auto refused = refuse_often(application, login, call.request)) {
        return std::move(*refused);
    }
    auto session = application.vault.sign_in(login, password,
        cookie ? vault::Authn::password : vault::Authn::bearer, call.request.peer_address);
    if (!session) {
        return answer_error(session.error());
    }
    std::string token{session_token_prefix};
    token.reserve(128);
    std::string encoded = text::to_base64url(session->token.reveal());
    token += encoded;
    vault::wipe(std::as_writable_bytes(std::span{encoded}));

    json::Writer out{4096};
    out.begin_object();
    put_session(out, session->user, session->id);
    out.text("expires_at", vault::to_rfc3339(session->expires_at));
    if (cookie) {
        out.text("csrf", session->csrf);
    } else {
        out.text("token", token);
    }
    out.end_object();
    auto answer = json_response(201, out.take());
    answer.body_is_secret = true;
    if (cookie) {
        std::string value{session_cookie_name};
        value.append("=")
            .append(token)
            .append("; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=")
            .append(std::to_string(session_seconds_max));
        answer.set_header("Set-Cookie", std::move(value));
    }
    vault::wipe(std::as_writable_bytes(std::span{token}));
    return answer;
}

// 200 who is signed in and how.
http::Response show_session(Application& application, Call& call)
{
    const auto user = application.vault.user_of(call.actor().person);
    if (!user) {
        return answer_error(user.error());
    }
    json::Writer out;
    out.begin_object();
    put_session(out, *user, call.caller.seat->session);
    out.text("authn", to_string(call.actor().authn))
        .text_if("csrf", call.caller.seat->csrf)
        .end_object();
    return json_response(200, out.take());
}

// 204, and every other session of this person has ended · 403 the current password is wrong · 422 · 429.
http::Response change_password(Application& application, Call& call)
{
    auto fields = call.fields();
    const vault::Secret current = fields.secret("current_password", password_rule);
    const vault::Secret fresh = fields.secret("password", password_rule);
    // Said of the two texts alone, so that it tells nothing of the password that holds now.
    if (vault::same_bytes(current.reveal(), fresh.reveal())) {
        fields.refuse("password", "a new password is expected, not the current one again");
    }
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    const auto user = application.vault.user_of(call.actor().person);
    if (!user) {
        return answer_error(user.error());
    }
    // A session that was stolen is no place to guess from.
    if (auto refused = refuse_often(application, user->login, call.request)) {
        return std::move(*refused);
    }
    if (auto changed = application.vault.change_password(*call.caller.seat, current, fresh);
        !changed) {
        return answer_error(changed.error());
    }
    return no_content();
}

// 204; the session can never be used again.
http::Response end_session(Application& application, Call& call)
{
    if (auto ended = application.vault.end_session(*call.caller.seat); !ended) {
        return answer_error(ended.error());
    }
    auto answer = no_content();
    if (call.caller.by_cookie) {
        answer.set_header(
            "Set-Cookie", std::string{session_cookie_name} +
                              "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    }
    return answer;
}

} // namespace server
