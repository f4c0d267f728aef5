#include "access/answers.h"
#include "access/refused.h"
#include "handlers/byte_bridge.h"
#include "handlers/handlers.h"
#include "handlers/view_json.h"

#include <limits>
#include <span>
#include <string>
#include <utility>

namespace server {

namespace {

constexpr std::uint64_t seq_max = (1ULL << 53) - 1; // exact in JSON

std::optional<vault::Instant> query_time(Call& call, http::Literal name)
{
    const std::string_view text = call.query(name.text());
    if (text.empty()) {
        return std::nullopt;
    }
    vault::Instant at;
    if (!vault::parse_rfc3339(std::string{text}, at)) {
        call.refuse_query(name, "a time in UTC is expected, for example 2026-11-24T12:00:00Z");
        return std::nullopt;
    }
    return at;
}

vault::AuditFilter read_filter(Call& call)
{
    vault::AuditFilter filter;
    filter.ticket = call.query_id<vault::TicketId>("ticket");
    filter.credential = call.query_id<vault::CredentialId>("credential");
    filter.actor = call.query_id<vault::PersonId>("actor");
    filter.event = call.query("event");
    if (!filter.event.empty() && !vault::is_event_choice(filter.event)) {
        call.refuse_query("event",
            "no event has this name: a whole one is expected, as credential.unsealed, or the "
            "start of some with its dot, as \"grant.\"");
    }
    filter.since = query_time(call, "since");
    filter.until = query_time(call, "until");
    filter.from_seq = call.query_number("from", 0, seq_max, 0);
    if (!call.query("before").empty())
        filter.before_seq = call.query_number("before", 0, seq_max, 0);
    filter.limit = static_cast<std::uint32_t>(call.query_number("limit", 1, 200, 50));
    return filter;
}

std::string verdict_text(const vault::AuditVerdict& verdict)
{
    json::Writer out{2048};
    out.begin_object().flag("ok", verdict.ok);
    if (verdict.fault) {
        out.text("fault", vault::to_string(*verdict.fault));
    }
    out.number("entries", verdict.entries).number("checkpoints", verdict.checkpoints);
    out.begin_object("head")
        .number("size", verdict.head.size)
        .text("root", vault::hash_text(verdict.head.root))
        .text("note", verdict.head.note);
    out.end_object();
    if (verdict.first_bad_seq) {
        out.number("first_bad_seq", *verdict.first_bad_seq);
    }
    out.text_if("problem", verdict.problem).end_object();
    return out.take();
}

vault::Expected<vault::AuditVerdict> verified(
    Application& application, const vault::Actor& by, const vault::VerifyProgress& progress)
{
    auto verdict = application.vault.verify_audit(progress, &by);
    if (verdict && !verdict->ok) {
        application.log.error("the audit log does not verify",
            {{"entries", verdict->entries}, {"first_bad_seq", verdict->first_bad_seq.value_or(0)}});
    }
    return verdict;
}

vault::Expected<void> verify_in_lines(
    Application& application, const vault::Actor& by, const ByteSink& sink)
{
    const auto send_line = [&](std::string line) {
        line += '\n';
        sink(std::as_bytes(std::span{line}));
    };
    std::uint64_t shown = 0; // hundredths
    const auto verdict = verified(application, by, [&](std::uint64_t done, std::uint64_t total) {
        const std::uint64_t hundredths = done * 100 / total;
        if (hundredths == shown) {
            sink({}); // ends it here when nobody waits for the verdict any more
            return;
        }
        shown = hundredths;
        json::Writer out{64};
        out.begin_object().number("done", done).number("total", total).end_object();
        send_line(out.take());
    });
    if (!verdict) {
        return std::unexpected{verdict.error()};
    }
    send_line(verdict_text(*verdict));
    return {};
}

} // namespace

// 200 entries from `from` up, or from `before` down; a full page names where the next begins · 403 · 404 not one's own ticket · 422.
http::Response list_audit_entries(Application& application, Call& call)
{
    const vault::AuditFilter filter = read_filter(call);
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    if (!filter.ticket && call.caller.kind != CallerKind::auditor) {
        return refuse_role(application, call,
            "only the entries of your own tickets are yours to read: name one of them");
    }
    const auto entries = application.vault.audit_entries(call.actor(), filter);
    if (!entries) {
        return answer_error(entries.error());
    }
    json::Writer out{64 * 1024};
    out.begin_object().begin_array("data");
    for (const vault::AuditEntry& entry : *entries) {
        out.begin_object();
        put_audit_entry(out, entry);
        out.end_object();
    }
    out.end_array();
    if (entries->size() == filter.limit) {
        if (filter.before_seq) {
            out.number("next_before", entries->back().seq);
        } else {
            out.number("next_from", entries->back().seq + 1);
        }
    }
    out.end_object();
    return json_response(200, out.take());
}

// 200 the newest signed tree head.
http::Response send_checkpoint(Application& application, Call&)
{
    auto checkpoint = application.vault.checkpoint();
    if (!checkpoint) {
        return answer_error(checkpoint.error());
    }
    return http::respond(200, "text/plain; charset=utf-8", std::move(checkpoint->note));
}

// Reads the whole log again. 200 the verdict, also when it is bad; with ?progress=lines as lines of JSON, streamed: how much is done, each time
// another hundredth is, and the verdict last · 503.
http::Response verify_audit(Application& application, Call& call)
{
    const std::string_view word = call.query("progress");
    if (!word.empty() && word != "lines" && word != "none") {
        call.refuse_query("progress", "lines or none is expected");
    }
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    if (word != "lines") {
        const auto verdict = verified(application, call.actor(), {});
        return verdict ? json_response(200, verdict_text(*verdict)) : answer_error(verdict.error());
    }
    auto source =
        bridge([&application, actor = call.actor()](
                   const ByteSink& sink) { return verify_in_lines(application, actor, sink); },
            std::nullopt);
    if (!source) {
        return answer_error(source.error());
    }
    http::Response answer;
    answer.set_header("Content-Type", "application/x-ndjson");
    answer.body = std::move(*source);
    return answer;
}

} // namespace server
