#include "access/answers.h"
#include "access/refused.h"
#include "handlers/draft_fields.h"
#include "handlers/handlers.h"
#include "handlers/user_fields.h"
#include "handlers/view_json.h"
#include "http/problem.h"
#include "text/base64.h"

#include <optional>
#include <utility>

namespace server {

namespace {

constexpr json::TextRule subject_rule{1, vault::subject_bytes_max};
constexpr json::TextRule text_rule{1, vault::text_bytes_max, json::TextShape::lines};
constexpr json::TextRule id_rule{1, 40};
constexpr json::TextRule environment_rule{0, vault::environment_bytes_max, json::TextShape::lines};

intake::TicketDraft read_ticket(json::Fields& fields)
{
    intake::TicketDraft draft;
    draft.subject = fields.text("subject", subject_rule);
    draft.description = fields.text("description", text_rule);
    draft.environment =
        fields.optional_text("environment", environment_rule).value_or(std::string_view{});
    std::size_t value_bytes = 0;
    for (json::Fields& credential : fields.objects("credentials", vault::ticket_credentials_max)) {
        draft.credentials.push_back(read_credential(credential));
        value_bytes += draft.credentials.back().value.size();
        if (value_bytes > vault::entered_values_bytes_max) {
            fields.refuse(
                "credentials", "the values together are too long; send files as attachments");
            return draft;
        }
    }
    if (const auto customer = fields.optional_text("customer", id_rule)) {
        draft.customer = vault::PersonId::parse(*customer);
        if (!draft.customer) {
            fields.refuse("customer", "the id of a person is expected");
        }
    }
    for (json::Fields& attachment : fields.objects("attachments", vault::ticket_attachments_max)) {
        draft.attachments.push_back(read_attachment(attachment));
    }
    return draft;
}

vault::NewGuest read_guest(json::Fields& fields, vault::Random& random)
{
    vault::NewGuest guest{vault::PersonId::random(random), {}, vault::Secret{token_bytes}};
    random.fill(guest.link_secret.mutable_bytes());
    if (auto contact = fields.optional_object("contact")) {
        guest.profile.name = contact->optional_text("name", name_rule).value_or("");
        guest.profile.email = contact->optional_text("email", email_rule).value_or("");
        contact->finish();
    }
    return guest;
}

// The link's secret stands behind the fragment sign, which browsers do not send.
void put_link(json::Writer& out, const Application& application, const Call& call,
    const vault::TicketId& ticket, const vault::Secret& secret)
{
    std::string shown = text::to_base64url(secret.reveal());
    std::string url;
    url.reserve(1024 + shown.size());
    url.append(application.config.public_url.empty() ? origin_of(call.request)
                                                     : application.config.public_url);
    url.append("/#/ticket/").append(ticket.to_string()).append(".").append(shown);
    out.begin_object("link").text("secret", shown).text("url", url).end_object();
    vault::wipe(std::as_writable_bytes(std::span{shown}));
    vault::wipe(std::as_writable_bytes(std::span{url}));
}

void put_receipt(json::Writer& out, const vault::Receipt& receipt)
{
    out.text("receipt", receipt.note);
    if (!receipt.list.empty()) {
        out.text("receipt_list", receipt.list);
    }
}

http::Response ticket_answer(const Application& application, const Call& call,
    const intake::StoredTicket& stored, const vault::Secret* link)
{
    json::Writer out{64 * 1024};
    out.begin_object()
        .text("id", stored.ticket.id.to_string())
        .text("state", to_string(stored.ticket.state));
    put_receipt(out, stored.ticket.receipt);
    if (link != nullptr) {
        put_link(out, application, call, stored.ticket.id, *link);
    }
    put_credentials(out, stored.ticket.sealed);
    out.begin_array("attachments");
    for (const vault::AttachmentView& attachment : stored.attachments) {
        out.begin_object();
        put_attachment(out, attachment);
        out.end_object();
    }
    out.end_array().end_object();
    auto answer = json_response(201, out.take());
    answer.body_is_secret = link != nullptr;
    return answer;
}

} // namespace

// Scans every text, then stores ticket, credentials, keys and audit entries in one durable transaction, then answers with the receipt.
// Without a sign-in the ticket is a guest's, and the answer holds the only copy of its link.
// 201 · 401 guests are not let in · 409 too many credentials · 413 · 422 · 429 · 503 · 507; after any but 201 nothing is stored.
http::Response submit_ticket(Application& application, Call& call)
{
    const bool by_guest = call.caller.kind == CallerKind::nobody;
    if (by_guest && !application.config.guest_tickets) {
        return http::problem(401, "unauthenticated",
            "this service takes tickets from people with an account only; sign in first");
    }
    auto fields = call.fields();
    intake::TicketDraft draft = read_ticket(fields);
    vault::Secret link;
    if (by_guest) {
        draft.guest = read_guest(fields, application.vault.random());
        link = draft.guest->link_secret.clone();
    }
    fields.finish();
    if (draft.customer && call.caller.kind != CallerKind::agent) {
        fields.refuse("customer", "only agents submit a ticket for somebody else");
    }
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    if (by_guest) {
        if (const auto seconds =
                application.guest_tickets_per_source.count(call.request.peer_network)) {
            return retry_later(429, "too-many",
                "too many tickets without an account from this address; wait or sign in", *seconds);
        }
    }
    const vault::Actor actor = by_guest
                                   ? vault::Actor{draft.guest->id, vault::Role::guest,
                                         vault::Authn::none, std::string{call.request.peer_address}}
                                   : call.actor();
    const auto stored = application.intake.submit(actor, std::move(draft));
    if (!stored) {
        return answer_error(stored.error());
    }
    return ticket_answer(application, call, *stored, by_guest ? &link : nullptr);
}

// 200 the queue, or one's own tickets, a page at a time · 422.
http::Response list_tickets(Application& application, Call& call)
{
    const vault::Page page = call.page();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    const auto tickets = application.vault.list_tickets(call.actor(), page);
    if (!tickets) {
        return answer_error(tickets.error());
    }
    json::Writer out{32 * 1024};
    out.begin_object().begin_array("data");
    for (const vault::TicketRow& row : tickets->rows) {
        out.begin_object();
        put_ticket_row(out, row);
        out.end_object();
    }
    out.end_array().text_if("next_cursor", tickets->next_cursor).end_object();
    return json_response(200, out.take());
}

// 200 the ticket with placeholders · 404.
http::Response show_ticket(Application& application, Call& call)
{
    const auto ticket = application.vault.read_ticket(call.actor(), call.id<vault::TicketId>());
    if (!ticket) {
        return answer_error(ticket.error());
    }
    json::Writer out{32 * 1024};
    out.begin_object();
    put_ticket(out, *ticket);
    out.end_object();
    return json_response(200, out.take());
}

// Scans the text and stores it with what was sealed from it, durable before the answer. 201 · 403 · 404 · 409 closed, or too many
// credentials · 422 · 503 · 507.
http::Response add_message(Application& application, Call& call)
{
    auto fields = call.fields();
    const intake::MessageDraft draft{
        fields.flag_or("internal", false), fields.text("body", text_rule)};
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    if (draft.internal && call.caller.kind != CallerKind::agent) {
        return refuse_role(application, call, "internal notes are for agents");
    }
    const auto stored =
        application.intake.add_message(call.actor(), call.id<vault::TicketId>(), draft);
    if (!stored) {
        return answer_error(stored.error());
    }
    json::Writer out{4096};
    out.begin_object();
    put_message(out, stored->message);
    put_credentials(out, stored->sealed);
    out.end_object();
    return json_response(201, out.take());
}

// 200 a signed note over everything the ticket ever sealed, with an entry of its own · 404 · 503.
http::Response issue_receipt(Application& application, Call& call)
{
    const auto id = call.id<vault::TicketId>();
    const auto receipt = application.vault.receipt(call.actor(), id);
    if (!receipt) {
        return answer_error(receipt.error());
    }
    json::Writer out{4096};
    out.begin_object().text("ticket", id.to_string());
    put_receipt(out, *receipt);
    out.end_object();
    return json_response(200, out.take());
}

// 200 a signed note over the certificates of all that was sealed in the closed ticket, with an entry of its own · 404 · 409 not closed, or
// something is still being shredded.
http::Response certify_ticket(Application& application, Call& call)
{
    const auto id = call.id<vault::TicketId>();
    const auto certificate = application.vault.ticket_certificate(call.actor(), id);
    if (!certificate) {
        return answer_error(certificate.error());
    }
    json::Writer out{4096};
    out.begin_object()
        .text("ticket", id.to_string())
        .text("certificate", *certificate)
        .end_object();
    return json_response(200, out.take());
}

// Answers after every key of the ticket's credentials is destroyed, with a certificate for each and one over all; where the policy has a grace, at
// once and without any: the ticket is closing. ?grace=skip does without it. 200 · 403 skipped by another than its customer · 404 · 409 closed
// or closing already · 503.
http::Response close_ticket(Application& application, Call& call)
{
    const std::string_view word = call.query("grace");
    if (!word.empty() && word != "skip" && word != "keep") {
        call.refuse_query("grace", "skip or keep is expected");
    }
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    const auto closed = application.vault.close(call.actor(), call.id<vault::TicketId>(),
        word == "skip" ? vault::Closing::at_once : vault::Closing::by_policy);
    if (!closed) {
        return answer_error(closed.error());
    }
    json::Writer out{8192};
    out.begin_object().text("id", closed->id.to_string()).text("state", to_string(closed->state));
    if (closed->closes_at) {
        out.text("closes_at", vault::to_rfc3339(*closed->closes_at));
    }
    out.begin_array("shredded");
    for (const vault::ShredResult& result : closed->shredded) {
        out.begin_object()
            .text("id", result.id.to_string())
            .text("certificate", result.certificate)
            .end_object();
    }
    out.end_array().text_if("certificate", closed->certificate).end_object();
    return json_response(200, out.take());
}

// 200 · 403 the customer asked for the closing · 404 · 409 not closing, or its grace is over: what is closed stays closed · 503 · 507.
http::Response reopen_ticket(Application& application, Call& call)
{
    const auto id = call.id<vault::TicketId>();
    if (const auto reopened = application.vault.reopen(call.actor(), id); !reopened) {
        return answer_error(reopened.error());
    }
    json::Writer out{256};
    out.begin_object()
        .text("id", id.to_string())
        .text("state", to_string(vault::TicketState::open))
        .end_object();
    return json_response(200, out.take());
}

} // namespace server
