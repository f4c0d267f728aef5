#include "access/answers.h"
#include "handlers/byte_bridge.h"
#include "handlers/gone.h"
#include "handlers/grant_answer.h"
#include "handlers/grant_rules.h"
#include "handlers/handlers.h"
#include "handlers/view_json.h"
#include "redactor/documents/text_check.h"
#include "text/base64.h"

#include <memory>
#include <string>
#include <utility>

namespace server {

namespace {

// In bytes here, so that the body stays small; the vault counts characters.
constexpr json::TextRule reason_rule{1, 4 * vault::grant_reason_chars_max};

using Decision = vault::Expected<vault::GrantView> (vault::Vault::*)(
    const vault::Actor&, const vault::GrantId&);

http::Response decide(Application& application, Call& call, Decision decision)
{
    return grant_answer(
        200, (application.vault.*decision)(call.actor(), call.id<vault::GrantId>()));
}

http::Response value_answer(const vault::Unsealed& unsealed)
{
    const std::span<const std::byte> value = unsealed.value.reveal();
    const std::string_view as_text{reinterpret_cast<const char*>(value.data()), value.size()};
    // Every byte may need six in JSON; the buffer must not grow, or a copy would stay behind.
    json::Writer out{6 * value.size() + 8192};
    out.begin_object();
    if (redactor::is_utf8(as_text)) {
        out.text("value", as_text);
    } else {
        std::string encoded = text::to_base64(value);
        out.text("value_base64", encoded);
        vault::wipe(std::as_writable_bytes(std::span{encoded}));
    }
    out.text("credential", unsealed.grant.credential.to_string());
    out.begin_object("grant");
    put_grant(out, unsealed.grant);
    out.end_object().number("audit_seq", unsealed.audit_seq).end_object();
    auto answer = json_response(200, out.take());
    answer.body_is_secret = true;
    return answer;
}

http::Response original_answer(Application& application, const vault::Actor& actor,
    const vault::GrantId& id, const vault::CredentialId& credential)
{
    // Written before the first byte is pushed, read after that was waited for.
    const auto audit_seq = std::make_shared<std::uint64_t>(0);
    auto source = bridge(
        [vault = &application.vault, actor, id, audit_seq](
            const ByteSink& sink) -> vault::Expected<void> {
            auto grant = vault->unseal_original(
                actor, id, sink, [&](std::uint64_t seq) { *audit_seq = seq; });
            if (!grant) {
                return vault::fail(grant.error());
            }
            return {};
        },
        std::nullopt);
    if (!source) {
        return answer_gone(application, actor, credential, source.error());
    }
    auto answer =
        download(std::move(*source), "application/octet-stream", credential.to_string() + ".bin");
    answer.set_header("Audit-Entry", std::to_string(*audit_seq));
    answer.body_is_secret = true;
    return answer;
}

} // namespace

// 201 the grant, requested, or approved at once where the customer allowed that · 404 · 409 · 410 shredded · 422, also for a reason that
// holds a credential · 503.
http::Response request_grant(Application& application, Call& call)
{
    auto fields = call.fields();
    vault::GrantRequest request{call.id<vault::CredentialId>(),
        std::string{fields.text("reason", reason_rule)},
        1000 * fields.integer("duration_seconds", grant_duration_rule),
        static_cast<std::uint32_t>(fields.integer_or("unseals_max", grant_unseals_rule, 1)),
        std::string{fields.optional_text("reason_code", reason_code_rule).value_or("")}};
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    if (!vault::is_reason(request.reason)) {
        return answer_field_fault(
            {"a reason of 10 to 500 characters is expected, blanks not counted", "/reason"});
    }
    const vault::CredentialId credential = request.credential;
    const auto grant = application.intake.request_grant(call.actor(), std::move(request));
    if (!grant) {
        return answer_gone(application, call.actor(), credential, grant.error());
    }
    return grant_answer(201, grant);
}

// 200 one's own grants, or those of one's tickets, a page at a time · 422.
http::Response list_grants(Application& application, Call& call)
{
    const vault::Page page = call.page();
    const auto ticket = call.query_id<vault::TicketId>("ticket");
    const std::string_view word = call.query("state");
    const auto state = vault::parse_grant_state(word);
    if (!word.empty() && !state) {
        call.refuse_query("state", "this is no state of a grant");
    }
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    const auto grants = application.vault.list_grants(call.actor(), state, ticket, page);
    if (!grants) {
        return answer_error(grants.error());
    }
    json::Writer out{16 * 1024};
    out.begin_object().begin_array("data");
    for (const vault::GrantView& grant : grants->rows) {
        out.begin_object();
        put_grant(out, grant);
        out.end_object();
    }
    out.end_array().text_if("next_cursor", grants->next_cursor).end_object();
    return json_response(200, out.take());
}

// 200 · 404.
http::Response show_grant(Application& application, Call& call)
{
    return grant_answer(200, application.vault.find_grant(call.actor(), call.id<vault::GrantId>()));
}

// The customer's answers and endings, or another agent's answer where the policy wants one. 200 the grant · 403 · 404 · 409 its state does not allow that · 422.
// ?consent= answers for further requests too.
http::Response approve_grant(Application& application, Call& call)
{
    const std::string_view word = call.query("consent");
    const auto standing = vault::parse_consent(word);
    if (!word.empty() && (!standing || *standing == vault::Consent::ask)) {
        call.refuse_query("consent", "hour or while_open is expected");
    }
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    return grant_answer(
        200, application.vault.approve(call.actor(), call.id<vault::GrantId>(), standing));
}

http::Response refuse_grant(Application& application, Call& call)
{
    return decide(application, call, &vault::Vault::refuse);
}

// ?credential=shred destroys the credential's key too, before the answer.
http::Response revoke_grant(Application& application, Call& call)
{
    const std::string_view word = call.query("credential");
    if (!word.empty() && word != "shred" && word != "keep") {
        call.refuse_query("credential", "shred or keep is expected");
    }
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    return grant_answer(
        200, application.vault.revoke(call.actor(), call.id<vault::GrantId>(),
                 word == "shred" ? vault::Revocation::credential : vault::Revocation::grant));
}

// The agent gives the grant back. 200 · 404 · 409.
http::Response end_grant(Application& application, Call& call)
{
    return decide(application, call, &vault::Vault::give_back);
}

// The claim and its audit entry are durable before the value is decrypted, and it is decrypted before anything is answered. 200 the value;
// for a sealed original its bytes, and the number of the entry in a header · 403 no grant that allows it (an entry too) · 404 · 410 shredded, with the certificate · 503 ·
// 507: no entry, no value.
http::Response unseal_credential(Application& application, Call& call)
{
    const auto id = call.id<vault::GrantId>();
    const auto target = application.vault.find_target(call.actor(), id);
    if (!target) {
        return answer_error(target.error());
    }
    if (target->source == vault::Source::original) {
        return original_answer(application, call.actor(), id, target->credential);
    }
    const auto unsealed = application.vault.unseal(call.actor(), id);
    return unsealed ? value_answer(*unsealed)
                    : answer_gone(application, call.actor(), target->credential, unsealed.error());
}

// The value of the last unseal once more, when its answer was lost: the same sign-in, within 30 seconds, no claim. The entry is durable
// before the value leaves. 200 the value · 403 (an entry too) · 404 · 409 not kept any more (an entry too) · 410 shredded, with the
// certificate · 503 · 507.
http::Response fetch_again(Application& application, Call& call)
{
    const auto id = call.id<vault::GrantId>();
    const auto target = application.vault.find_target(call.actor(), id);
    if (!target) {
        return answer_error(target.error());
    }
    const auto unsealed = application.vault.fetch_again(call.actor(), id);
    return unsealed ? value_answer(*unsealed)
                    : answer_gone(application, call.actor(), target->credential, unsealed.error());
}

} // namespace server
