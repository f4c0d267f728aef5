#include "access/answers.h"
#include "handlers/body_limits.h"
#include "handlers/byte_bridge.h"
#include "handlers/draft_fields.h"
#include "handlers/handlers.h"
#include "handlers/openapi_document.h"
#include "handlers/scan_limits.h"
#include "handlers/user_fields.h"
#include "http/problem.h"
#include "http/request_head.h"
#include "redactor/finding.h"
#include "vault/key_drill.h"
#include "json/writer.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>

namespace server {

namespace {

struct LimitRow {
    http::Literal name;
    std::uint64_t value;
};

constexpr std::uint64_t seconds(std::int64_t ms) { return static_cast<std::uint64_t>(ms / 1000); }

constexpr LimitRow limit_rows[] = {
    {"subject_bytes_max", vault::subject_bytes_max},
    {"text_bytes_max", vault::text_bytes_max},
    {"environment_bytes_max", vault::environment_bytes_max},
    {"attachment_bytes_max", vault::attachment_bytes_max},
    {"ticket_attachment_bytes_max", vault::ticket_attachment_bytes_max},
    {"ticket_attachments_max", vault::ticket_attachments_max},
    {"upload_wait_seconds", seconds(vault::upload_wait_ms)},
    {"scanned_upload_bytes_max", intake::scanned_upload_bytes_max},
    {"credential_value_bytes_max", vault::credential_value_bytes_max},
    {"entered_values_bytes_max", vault::entered_values_bytes_max},
    {"ticket_credentials_max", vault::ticket_credentials_max},
    {"credential_expiry_seconds_min", credential_expiry_seconds_min},
    {"credential_expiry_seconds_max", seconds(vault::credential_expiry_ms_max)},
    {"credential_expiry_seconds_default", seconds(vault::credential_expiry_ms_default)},
    {"grant_duration_seconds_min", seconds(vault::grant_duration_ms_min)},
    {"grant_duration_seconds_max", seconds(vault::grant_duration_ms_max)},
    {"grant_reason_chars_min", vault::grant_reason_chars_min},
    {"grant_reason_chars_max", vault::grant_reason_chars_max},
    {"grant_unseals_max", vault::grant_unseals_max},
    {"closing_grace_seconds_max", seconds(vault::closing_grace_ms_max)},
    {"root_cause_chars_max", vault::root_cause_chars_max},
    {"login_bytes_max", login_rule.bytes_max},
    {"name_bytes_max", name_rule.bytes_max},
    {"email_bytes_max", email_rule.bytes_max},
    {"site_bytes_max", site_rule.bytes_max},
    {"user_bytes_max", user_rule.bytes_max},
    {"note_bytes_max", note_rule.bytes_max},
    {"file_name_bytes_max", file_name_rule.bytes_max},
    {"page_rows_max", page_rows_max},
    {"preview_text_bytes_max", preview_text_bytes_max},
    {"scan_text_bytes_max", scan_text_bytes_max},
    {"redact_bytes_max", redact_bytes_max},
    {"json_depth_max", json::depth_max},
    {"small_body_bytes_max", small_body_bytes_max},
    {"json_body_bytes_max", json_body_bytes_max},
    {"ticket_body_bytes_max", ticket_body_bytes_max},
    {"head_bytes_max", http::head_bytes_max},
    {"target_bytes_max", http::target_bytes_max},
    {"header_count_max", http::header_count_max},
    {"query_pair_count_max", http::query_pair_count_max},
};

// What the operator chose. 0: no limit.
struct ChosenLimitRow {
    http::Literal name;
    std::int64_t Config::* value;
};

constexpr ChosenLimitRow chosen_limit_rows[] = {
    {"connections_max", &Config::connections_max},
    {"connections_per_peer_max", &Config::connections_per_peer_max},
    {"transfers_per_peer_max", &Config::transfers_per_peer_max},
    {"sign_ins_per_account_per_minute", &Config::sign_ins_per_account_per_minute},
    {"sign_ins_per_source_per_minute", &Config::sign_ins_per_source_per_minute},
    {"guest_tickets_per_source_per_hour", &Config::guest_tickets_per_source_per_hour},
    {"previews_per_source_per_second", &Config::previews_per_source_per_second},
};

constexpr json::TextRule custody_rule{1, 20};

struct CustodyWord {
    std::string_view word; // as the command line has it
    vault::Custody::Kind kind;
};

constexpr std::array custody_kinds{
    CustodyWord{"key-file", vault::Custody::Kind::key_file},
    CustodyWord{"passphrase", vault::Custody::Kind::passphrase},
};

constexpr std::uint64_t keep_days_default = 90;
constexpr std::uint64_t keep_days_max = 3660;
constexpr std::int64_t day_ms = 24LL * 3600 * 1000;

} // namespace

// 200 a backup of one moment, sealed to the recovery key, streamed; the entry is durable before the first byte leaves · 409 there is no
// recovery key · 507. A connection that ends early leaves the reader with no backup: its last piece says that it is the last.
http::Response make_backup(Application& application, Call& call)
{
    const std::uint64_t days = call.query_number("keep_days", 1, keep_days_max, keep_days_default);
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    auto source = bridge(
        [vault = &application.vault, actor = call.actor(), days](const ByteSink& sink) {
            return vault->back_up(&actor, static_cast<std::int64_t>(days) * day_ms, sink);
        },
        std::nullopt);
    if (!source) {
        return answer_error(source.error());
    }
    return download(std::move(*source), "application/octet-stream", "ticketvault.backup");
}

// Makes the key in vault.next_custody_file the vault's, which the request says the kind of and nothing else. 200 · 403 · 409 there is no such file, it
// holds no key, or the one the vault has · 422.
http::Response change_custody(Application& application, Call& call)
{
    auto fields = call.fields();
    const std::string_view word = fields.text("custody", custody_rule);
    const auto* const kind = std::ranges::find(custody_kinds, word, &CustodyWord::word);
    if (kind == custody_kinds.end()) {
        fields.refuse("custody", "key-file or passphrase is expected");
    }
    fields.finish();
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    const std::string& file = application.config.next_custody_file;
    if (file.empty()) {
        return http::problem(409, "conflict",
            "the configuration names no file for the next custody key (vault.next_custody_file)");
    }
    // A request waits for no pipe.
    std::error_code absent;
    if (!std::filesystem::is_regular_file(file, absent)) {
        return http::problem(409, "conflict",
            "the file for the next custody key (vault.next_custody_file) is not there or is no "
            "plain file");
    }
    const auto next = vault::read_custody_file(file, kind->kind, application.vault.world());
    if (!next) {
        return http::problem(409, "conflict",
            "the file for the next custody key (vault.next_custody_file) cannot be read or holds "
            "no such key");
    }
    if (const auto changed = application.vault.rotate_custody(call.actor(), *next); !changed) {
        return answer_error(changed.error());
    }
    json::Writer out;
    out.begin_object().text("custody", word).end_object();
    return json_response(200, out.take());
}

// 200 what somebody who has both folders and the custody key could open now; `ok` false when it is what they should not · 403.
http::Response drill_keys(Application& application, Call& call)
{
    const auto drill = application.vault.drill_keys(call.actor());
    if (!drill) {
        return answer_error(drill.error());
    }
    json::Writer out;
    out.begin_object()
        .flag("ok", drill->ok())
        .number("keys", drill->keys)
        .number("dead", drill->dead)
        .number("recovered", drill->recovered)
        .number("live", drill->live)
        .number("lost", drill->lost)
        .number("missing", drill->missing)
        .number("unnamed", drill->unnamed)
        .number("owed", drill->owed)
        .flag("old_root", drill->old_root)
        .end_object();
    return json_response(200, out.take());
}

// 200 as long as the process answers.
http::Response show_health(Application&, Call&)
{
    return http::respond(200, "text/plain; charset=utf-8", "ok");
}

// 200 or 503, with the reason as a literal.
http::Response show_readiness(Application& application, Call&)
{
    const auto readiness = application.vault.readiness();
    json::Writer out;
    out.begin_object()
        .flag("ready", readiness.ready)
        .text_if("problem", readiness.problem)
        .end_object();
    auto answer = json_response(readiness.ready ? 200 : 503, out.take());
    if (!readiness.ready) {
        answer.set_header("Retry-After", "5");
    }
    return answer;
}

// 200 what a client needs to know before it sends anything, and the key that verifies our notes.
http::Response show_version(Application& application, Call&)
{
    const vault::KeyStatus status = application.vault.key_status();
    json::Writer out{4096};
    out.begin_object()
        .text("product", "Ticket Vault")
        .text("version", TV_VERSION)
        .text("origin", status.origin);
    out.text("verifier", status.verifier.text).text("level", status.level).begin_object("limits");
    for (const LimitRow& row : limit_rows) {
        out.number(row.name, row.value);
    }
    for (const ChosenLimitRow& row : chosen_limit_rows) {
        out.number(row.name, static_cast<std::uint64_t>(application.config.*row.value));
    }
    out.end_object().begin_array("kinds");
    for (std::size_t kind = 0; kind < redactor::kind_count; ++kind) {
        out.element(redactor::to_string(static_cast<redactor::Kind>(kind)));
    }
    out.end_array().end_object();
    return json_response(200, out.take());
}

// 200 the description of this API.
http::Response send_openapi(Application&, Call&)
{
    return http::respond(200, "application/json", std::string{openapi_document()});
}

} // namespace server
