#include "access/answers.h"
#include "handlers/handlers.h"
#include "handlers/scan_limits.h"
#include "http/problem.h"
#include "text/media_type.h"
#include "json/writer.h"

#include "redactor/documents/text_check.h"
#include "redactor/rewrite.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace server {

namespace {

constexpr json::TextRule preview_rule{0, preview_text_bytes_max, json::TextShape::value};
constexpr json::TextRule scan_rule{0, scan_text_bytes_max, json::TextShape::value};

// Counts UTF-16 code units up to byte offsets that only grow: a browser counts its strings in them.
class Utf16Offsets {
public:
    explicit Utf16Offsets(std::string_view text) : text_{text} {}

    std::size_t at(std::size_t byte)
    {
        for (; byte_ < byte; ++byte_) {
            const auto lead = static_cast<unsigned char>(text_[byte_]);
            // A continuation byte begins no character; four bytes make a surrogate pair.
            units_ += (lead & 0xC0U) == 0x80U ? 0U : lead >= 0xF0U ? 2U : 1U;
        }
        return units_;
    }

private:
    std::string_view text_;
    std::size_t byte_ = 0;
    std::size_t units_ = 0;
};

std::string findings_json(std::string_view text, const std::vector<redactor::Finding>& findings)
{
    json::Writer out{1024};
    Utf16Offsets units{text};
    std::size_t line = 1;
    std::size_t counted_to = 0;
    out.begin_object().begin_array("findings");
    for (const redactor::Finding& finding : findings) {
        line += static_cast<std::size_t>(
            std::ranges::count(text.substr(counted_to, finding.begin - counted_to), '\n'));
        counted_to = finding.begin;
        out.begin_object()
            .text("rule", finding.rule)
            .text("kind", redactor::to_string(finding.kind))
            .text("confidence", redactor::to_string(finding.confidence))
            .number("start", finding.begin)
            .number("end", finding.end)
            .number("start_utf16", units.at(finding.begin))
            .number("end_utf16", units.at(finding.end))
            .number("line", line)
            .end_object();
    }
    out.end_array().end_object();
    return out.take();
}

http::Response not_examined()
{
    return http::problem(422, "not-examined",
        "part of this text could not be examined; in a ticket it would be sealed whole");
}

http::Response answer_findings(Application& application, std::string_view text)
{
    const auto scanned = application.intake.examine(text);
    if (!scanned) {
        return answer_error(scanned.error());
    }
    return *scanned ? json_response(200, findings_json(text, **scanned)) : not_examined();
}

// What /v1/redact reads as text: in another charset a credential would pass unseen.
bool is_utf8_text(std::optional<std::string_view> content_type)
{
    static constexpr std::array<std::string_view, 3> types{
        "application/json", "application/har+json", "application/x-ndjson"};
    const auto media = text::parse_media_type(content_type.value_or(std::string_view{}));
    return media.is_utf8() &&
           (media.type.starts_with("text/") || std::ranges::find(types, media.type) != types.end());
}

} // namespace

// What would be sealed if this text were sent, for a page that shows it while it is typed. Nothing is stored or logged.
// 200 findings, without values · 422 · 429 too often from this address · 503.
http::Response preview_text(Application& application, Call& call)
{
    if (const auto seconds = application.previews_per_source.count(call.request.peer_network)) {
        return retry_later(429, "too-many", "too many previews; wait a little", *seconds);
    }
    auto fields = call.fields();
    const std::string_view text = fields.text("text", preview_rule);
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    return answer_findings(application, text);
}

// 200 findings, without values · 422 · 503. Nothing is stored or logged.
http::Response scan_text(Application& application, Call& call)
{
    auto fields = call.fields();
    const std::string_view text = fields.text("text", scan_rule);
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    return answer_findings(application, text);
}

// The body without its credentials: ?mode=mask (the default) writes [masked:<kind>], ?mode=remove nothing. Nothing is stored.
// 200 the text · 400 cut short · 408 · 413 · 415 · 422 · 503.
http::Response redact_text(Application& application, Call& call)
{
    const std::string_view mode = call.query("mode");
    if (!mode.empty() && mode != "mask" && mode != "remove") {
        return http::problem(422, "invalid", "mode is mask or remove");
    }
    const auto content_type = call.request.header("content-type");
    if (!is_utf8_text(content_type)) {
        return http::problem(
            415, "unsupported-media-type", "the body must be text or JSON in UTF-8");
    }
    const auto body = call.raw_body.read_all(redact_bytes_max);
    if (!body) {
        return answer_body_fault(body.error());
    }
    const auto bytes = body->bytes();
    const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    if (!redactor::is_utf8(text)) {
        return http::problem(422, "invalid", "the body is not valid UTF-8");
    }
    const auto scanned = application.intake.examine(text);
    if (!scanned) {
        return answer_error(scanned.error());
    }
    if (!*scanned) {
        return not_examined();
    }
    const redactor::Replace replace =
        mode == "remove" ? redactor::Replace{[](const redactor::Finding&) { return std::string{}; }}
                         : redactor::Replace{redactor::mask};
    http::Response answer;
    answer.set_header("Content-Type", content_type->starts_with("application/")
                                          ? std::string{*content_type}
                                          : std::string{"text/plain; charset=utf-8"});
    answer.set_header("Content-Disposition", "attachment; filename=\"redacted.txt\"");
    answer.body = redactor::rewrite(text, **scanned, replace);
    return answer;
}

} // namespace server
