#include "access/answers.h"
#include "handlers/draft_fields.h"
#include "handlers/gone.h"
#include "handlers/handlers.h"
#include "handlers/view_json.h"

#include <utility>

namespace server {

// The certificate, where it is ready, goes along with "gone" to whoever may see the ticket.
http::Response answer_gone(Application& application, const vault::Actor& actor,
    const vault::CredentialId& id, const vault::Error& error)
{
    if (error.code() != vault::ErrorCode::gone) {
        return answer_error(error);
    }
    const auto certificate = application.vault.certificate(actor, id);
    if (!certificate) {
        return answer_error(error);
    }
    json::Writer extra{4096};
    extra.begin_object()
        .text("credential", id.to_string())
        .text("certificate", *certificate)
        .end_object();
    return answer_error(error, extra.take());
}

// 200 every credential of the ticket, without values · 404.
http::Response list_credentials(Application& application, Call& call)
{
    const auto ticket = application.vault.read_ticket(call.actor(), call.id<vault::TicketId>());
    if (!ticket) {
        return answer_error(ticket.error());
    }
    json::Writer out{8192};
    out.begin_object().begin_array("data");
    for (const vault::CredentialView& credential : ticket->credentials) {
        out.begin_object();
        put_credential(out, credential);
        out.end_object();
    }
    out.end_array().end_object();
    return json_response(200, out.take());
}

// Seals an entered value, durable before the answer. 201 · 404 · 409 closed, or too many · 422 · 503 · 507.
http::Response add_credential(Application& application, Call& call)
{
    auto fields = call.fields();
    intake::CredentialDraft draft = read_credential(fields);
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    const auto added = application.intake.add_credential(
        call.actor(), call.id<vault::TicketId>(), std::move(draft));
    if (!added) {
        return answer_error(added.error());
    }
    json::Writer out{4096};
    out.begin_object();
    put_credential(out, added->front());
    out.end_object();
    return json_response(201, out.take());
}

// The customer's standing answer. 200 the credential · 404 · 410 shredded · 422.
http::Response set_consent(Application& application, Call& call)
{
    constexpr json::TextRule word_rule{1, 20};
    auto fields = call.fields();
    const auto consent = vault::parse_consent(fields.text("consent", word_rule));
    if (!consent) {
        fields.refuse("consent", "ask, hour or while_open is expected");
    }
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    const auto id = call.id<vault::CredentialId>();
    const auto credential = application.vault.set_consent(call.actor(), id, *consent);
    if (!credential) {
        return answer_gone(application, call.actor(), id, credential.error());
    }
    json::Writer out{4096};
    out.begin_object();
    put_credential(out, *credential);
    out.end_object();
    return json_response(200, out.take());
}

// 200 what may be known of it · 404.
http::Response show_credential(Application& application, Call& call)
{
    const auto credential =
        application.vault.find_credential(call.actor(), call.id<vault::CredentialId>());
    if (!credential) {
        return answer_error(credential.error());
    }
    json::Writer out{2048};
    out.begin_object();
    put_credential(out, *credential);
    out.end_object();
    return json_response(200, out.take());
}

// Answers after the key is destroyed. 200 the certificate · 404 · 410 shredded already.
http::Response shred_credential(Application& application, Call& call)
{
    const auto id = call.id<vault::CredentialId>();
    const bool by_owner =
        call.caller.kind == CallerKind::guest || call.caller.kind == CallerKind::customer;
    const auto cause = by_owner ? vault::Cause::revoked : vault::Cause::requested;
    const auto shredded = application.vault.shred(call.actor(), id, cause);
    if (!shredded) {
        return answer_gone(application, call.actor(), id, shredded.error());
    }
    json::Writer out{4096};
    out.begin_object()
        .text("id", shredded->id.to_string())
        .text("certificate", shredded->certificate)
        .end_object();
    return json_response(200, out.take());
}

// 200 the signed note · 404, also for those who may not see the ticket · 409 not shredded yet.
http::Response send_certificate(Application& application, Call& call)
{
    auto certificate = application.vault.certificate(call.actor(), call.id<vault::CredentialId>());
    if (!certificate) {
        return answer_error(certificate.error());
    }
    return http::respond(200, "text/plain; charset=utf-8", std::move(*certificate));
}

} // namespace server
