#include "support/catch.h"
#include "test_service.h"

#include <set>
#include <string>

using server_tests::TestService;

// A limit that goes missing here goes missing for every client that reads it before it sends anything.
TEST_CASE("version: every limit a client meets is told, those the operator chose with their value",
    "[server]")
{
    server::Config config;
    config.guest_tickets_per_source_per_hour = 7;
    config.transfers_per_peer_max = 0;
    TestService service{config};
    const auto limits = service.ask("GET", "/v1/version", {}).json().at("limits");
    std::set<std::string> names;
    for (const auto& [name, value] : limits.items()) {
        names.insert(name);
        CHECK(value.is_number_unsigned());
    }
    CHECK(names ==
          std::set<std::string>{"attachment_bytes_max", "closing_grace_seconds_max",
              "connections_max", "connections_per_peer_max", "credential_expiry_seconds_default",
              "credential_expiry_seconds_max", "credential_expiry_seconds_min",
              "credential_value_bytes_max", "email_bytes_max", "entered_values_bytes_max",
              "environment_bytes_max", "file_name_bytes_max", "grant_duration_seconds_max",
              "grant_duration_seconds_min", "grant_reason_chars_max", "grant_reason_chars_min",
              "grant_unseals_max", "guest_tickets_per_source_per_hour", "head_bytes_max",
              "header_count_max", "json_body_bytes_max", "json_depth_max", "login_bytes_max",
              "name_bytes_max", "note_bytes_max", "page_rows_max", "preview_text_bytes_max",
              "previews_per_source_per_second", "query_pair_count_max", "redact_bytes_max",
              "root_cause_chars_max", "scan_text_bytes_max", "scanned_upload_bytes_max",
              "sign_ins_per_account_per_minute", "sign_ins_per_source_per_minute", "site_bytes_max",
              "small_body_bytes_max", "subject_bytes_max", "target_bytes_max", "text_bytes_max",
              "ticket_attachment_bytes_max", "ticket_attachments_max", "ticket_body_bytes_max",
              "ticket_credentials_max", "transfers_per_peer_max", "upload_wait_seconds",
              "user_bytes_max"});
    CHECK(limits.at("guest_tickets_per_source_per_hour") == 7);
    CHECK(limits.at("transfers_per_peer_max") == 0);
    CHECK(limits.at("subject_bytes_max") == vault::subject_bytes_max);
}
