#include "access/answers.h"
#include "handlers/byte_bridge.h"
#include "handlers/draft_fields.h"
#include "handlers/handlers.h"
#include "handlers/view_json.h"
#include "http/problem.h"
#include "redactor/documents/document_format.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

namespace server {

namespace {

http::Response attachment_answer(int status, const vault::AttachmentView& attachment)
{
    json::Writer out{2048};
    out.begin_object();
    put_attachment(out, attachment);
    out.end_object();
    return json_response(status, out.take());
}

// ".tar" of "old.tar": only what cannot be anything else than the end of a name.
std::string suffix_of(std::string_view name)
{
    constexpr std::size_t suffix_bytes_max = 8;
    const std::size_t dot = std::min(name.rfind('.'), name.size());
    const std::string_view suffix = name.substr(dot);
    const bool plain =
        suffix.size() > 1 && suffix.size() <= suffix_bytes_max &&
        std::ranges::all_of(suffix.substr(1), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        });
    return plain ? std::string{suffix} : std::string{};
}

// What the first bytes say; the source gives them again.
std::optional<redactor::DocumentFormat> look_at(http::BodySource& source)
{
    const auto start = std::make_shared<std::string>(redactor::document_start_bytes, '\0');
    const auto got = source.pull(std::as_writable_bytes(std::span{*start}));
    if (!got) {
        return std::nullopt;
    }
    start->resize(*got);
    const auto format = redactor::format_of(*start);
    source.pull = [start, given = std::size_t{0}, rest = std::move(source.pull)](
                      std::span<std::byte> into) mutable {
        const std::size_t count = std::min(into.size(), start->size() - given);
        if (count == 0) {
            return rest(into);
        }
        std::memcpy(into.data(), start->data() + given, count);
        given += count;
        return std::expected<std::size_t, http::SourceFault>{count};
    };
    return format;
}

} // namespace

// 201 the announced attachment and where its bytes go · 404 · 409 closed, or too many · 422 · 503.
http::Response announce_attachment(Application& application, Call& call)
{
    auto fields = call.fields();
    const intake::AttachmentDraft draft = read_attachment(fields);
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    const auto announced =
        application.intake.announce(call.actor(), call.id<vault::TicketId>(), draft);
    return announced ? attachment_answer(201, *announced) : answer_error(announced.error());
}

// Seals the bytes while they come; when all are there, scans them and stores the redacted form, or leaves them sealed whole; then answers.
// 200 attachment and what was sealed from it · 400 cut short · 404 · 408 · 409 uploaded already, being uploaded, or closed ·
// 413 · 422 not the announced size · 503 · 507. After any but 200 nothing of it is stored and it may be sent again.
http::Response receive_upload(Application& application, Call& call)
{
    const auto stored =
        application.uploads.receive(call.actor(), call.id<vault::AttachmentId>(), call.raw_body);
    if (!stored) {
        if (const auto* fault = std::get_if<http::BodyFault>(&stored.error())) {
            return answer_body_fault(*fault);
        }
        return answer_error(std::get<vault::Error>(stored.error()));
    }
    json::Writer out{4096};
    out.begin_object();
    put_attachment(out, stored->attachment);
    put_credentials(out, stored->sealed);
    out.end_object();
    return json_response(200, out.take());
}

// Takes an announcement back, so that the ticket need not wait for it. 204 · 404 · 409 it is stored or taken back already.
http::Response abandon_upload(Application& application, Call& call)
{
    const auto abandoned =
        application.vault.abandon_attachment(call.actor(), call.id<vault::AttachmentId>());
    return abandoned ? no_content() : answer_error(abandoned.error());
}

// 200 the redacted bytes, always as a download of plain text: what was uploaded must never run in our origin. 404 · 409 not stored, or
// sealed whole (ask for a grant on its credential).
http::Response send_attachment(Application& application, Call& call)
{
    const auto id = call.id<vault::AttachmentId>();
    const auto attachment = application.vault.find_attachment(call.actor(), id);
    if (!attachment) {
        return answer_error(attachment.error());
    }
    if (attachment->state != vault::AttachmentState::stored) {
        return http::problem(409, "conflict", "this attachment has no redacted form to read");
    }
    const auto name_as = [&](http::Response& answer, bool text) {
        answer.set_header(
            "Content-Type", text ? "text/plain; charset=utf-8" : "application/octet-stream");
        answer.set_header("Content-Disposition", "attachment; filename=\"" + id.to_string() +
                                                     (text ? ".txt" : suffix_of(attachment->name)) +
                                                     "\"");
    };
    http::Response answer;
    if (attachment->stored_size == 0) {
        name_as(answer, true);
        return answer;
    }
    auto source =
        bridge([vault = &application.vault, actor = call.actor(), id](
                   const ByteSink& sink) { return vault->read_attachment(actor, id, sink); },
            attachment->stored_size);
    if (!source) {
        return answer_error(source.error());
    }
    const auto format = look_at(*source);
    if (!format) {
        return http::problem(500, "internal", "reading the stored bytes failed");
    }
    name_as(answer,
        *format == redactor::DocumentFormat::text || *format == redactor::DocumentFormat::mail);
    answer.body = std::move(*source);
    return answer;
}

} // namespace server
