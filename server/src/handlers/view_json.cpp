#include "handlers/view_json.h"

namespace server {

namespace {

void put_time(json::Writer& out, http::Literal name, vault::Instant at)
{
    out.text(name, vault::to_rfc3339(at));
}

void put_time_if(json::Writer& out, http::Literal name, const std::optional<vault::Instant>& at)
{
    if (at) {
        put_time(out, name, *at);
    }
}

} // namespace

void put_user(json::Writer& out, const vault::User& user)
{
    out.text("id", user.id.to_string())
        .text("login", user.login)
        .text("role", to_string(user.role));
    out.text("name", user.profile.name)
        .text("email", user.profile.email)
        .flag("disabled", user.disabled);
}

void put_ticket_row(json::Writer& out, const vault::TicketRow& row)
{
    out.text("id", row.id.to_string())
        .text("state", to_string(row.state))
        .text_if("subject", row.subject); // empty only for who reads no text
    out.text("customer", row.customer.to_string());
    put_time(out, "created_at", row.created_at);
    put_time(out, "updated_at", row.updated_at);
    out.number("sealed_live", row.sealed_live);
    put_time_if(out, "nearest_expiry", row.nearest_expiry);
    put_time_if(out, "closes_at", row.closes_at);
}

void put_ticket(json::Writer& out, const vault::TicketView& ticket)
{
    put_ticket_row(out, ticket.row);
    if (!ticket.description.empty()) { // who reads no text is shown none
        out.text("customer_name", ticket.customer.name)
            .text("customer_email", ticket.customer.email);
        out.text("description", ticket.description).text("environment", ticket.environment);
    }
    put_time_if(out, "closed_at", ticket.closed_at);
    out.begin_array("messages");
    for (const vault::MessageView& message : ticket.messages) {
        out.begin_object();
        put_message(out, message);
        out.end_object();
    }
    out.end_array().begin_array("attachments");
    for (const vault::AttachmentView& attachment : ticket.attachments) {
        out.begin_object();
        put_attachment(out, attachment);
        out.end_object();
    }
    out.end_array();
    put_credentials(out, ticket.credentials);
}

void put_message(json::Writer& out, const vault::MessageView& message)
{
    out.text("id", message.id.to_string())
        .text("author", message.author.to_string())
        .text("author_name", message.author_name);
    out.text("author_role", to_string(message.author_role)).flag("internal", message.internal);
    put_time(out, "at", message.at);
    out.text("body", message.body);
}

void put_attachment(json::Writer& out, const vault::AttachmentView& attachment)
{
    out.text("id", attachment.id.to_string())
        .text_if("name", attachment.name)
        .text_if("media_type", attachment.media_type);
    out.number("size", attachment.size).number("stored_size", attachment.stored_size);
    out.text("state", to_string(attachment.state)).number("sealed_count", attachment.sealed_count);
    out.text_if("sealed_reason", attachment.sealed_reason);
    if (attachment.original) {
        out.text("original", attachment.original->to_string());
    }
    if (attachment.state == vault::AttachmentState::announced) {
        out.text("upload", "/v1/uploads/" + attachment.id.to_string());
    }
}

void put_credential(json::Writer& out, const vault::CredentialView& credential)
{
    out.text("id", credential.id.to_string()).text("ticket", credential.ticket.to_string());
    out.text("source", to_string(credential.source))
        .text("kind", credential.kind)
        .text_if("rule", credential.rule);
    out.text_if("site", credential.label.site)
        .text_if("user", credential.label.user)
        .text_if("note", credential.label.note);
    if (credential.label.port != 0) {
        out.number("port", credential.label.port);
    }
    out.text("state", to_string(credential.state)).text("consent", to_string(credential.consent));
    put_time_if(out, "consent_until", credential.consent_until);
    put_time(out, "created_at", credential.created_at);
    put_time(out, "expires_at", credential.expires_at);
    out.number("unseals_max", credential.unseals_max)
        .number("unseals_done", credential.unseals_done);
    if (credential.attachment) {
        out.text("attachment", credential.attachment->to_string());
    }
    if (credential.cause) {
        out.text("cause", to_string(*credential.cause));
    }
    put_time_if(out, "shredded_at", credential.shredded_at);
    out.flag("certificate_ready", credential.certificate_ready);
    if (credential.internal) {
        out.flag("internal", true);
    }
}

void put_credentials(json::Writer& out, const std::vector<vault::CredentialView>& credentials)
{
    out.begin_array("credentials");
    for (const vault::CredentialView& credential : credentials) {
        out.begin_object();
        put_credential(out, credential);
        out.end_object();
    }
    out.end_array();
}

void put_grant(json::Writer& out, const vault::GrantView& grant)
{
    out.text("id", grant.id.to_string())
        .text("credential", grant.credential.to_string())
        .text("ticket", grant.ticket.to_string());
    out.text("agent", grant.agent.to_string())
        .text("agent_name", grant.agent_name)
        .text("state", to_string(grant.state));
    if (grant.state == vault::GrantState::requested) {
        out.flag("waits_for_customer", grant.waits_for_customer)
            .number("waits_for_agents", grant.waits_for_agents)
            .begin_array("waits_for_groups");
        for (const vault::GroupNeed& need : grant.waits_for_groups) {
            out.begin_object().text("group", need.group).number("needed", need.needed).end_object();
        }
        out.end_array().flag("groups_too_small", grant.groups_too_small);
    }
    if (grant.break_glass != vault::BreakGlass::none) {
        out.text("break_glass", to_string(grant.break_glass));
    }
    out.text_if("reason_code", grant.reason_code);
    out.text("reason", grant.reason)
        .number("duration_seconds", static_cast<std::uint64_t>(grant.duration_ms / 1000));
    out.number("unseals_max", grant.unseals_max).number("unseals_done", grant.unseals_done);
    put_time(out, "requested_at", grant.requested_at);
    put_time_if(out, "decided_at", grant.decided_at);
    put_time_if(out, "activated_at", grant.activated_at);
    put_time_if(out, "ends_at", grant.ends_at);
}

void put_audit_entry(json::Writer& out, const vault::AuditEntry& entry)
{
    out.number("seq", entry.seq);
    put_time(out, "time", entry.time);
    out.text("event", entry.event).raw("entry", entry.json);
    out.text_if("actor_name", entry.actor_name)
        .text_if("address", entry.address)
        .text_if("reason", entry.reason);
}

} // namespace server
