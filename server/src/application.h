#pragma once

#include "access/rate_limiter.h"
#include "access/setup_code.h"
#include "config/config.h"
#include "intake/intake.h"
#include "intake/upload.h"
#include "log/log.h"
#include "vault/vault.h"

namespace server {

// What handlers work with. Owns the small parts, refers to the large ones, which must outlive it.
//
// Threads: everything in it may be used from any.
struct Application {
    Application(const Config& configuration, vault::Vault& opened_vault, intake::ScanPool& pool,
        const redactor::DocumentParser& parser, log::Log& log_sink)
        : config{configuration}, vault{opened_vault}, log{log_sink}, tickets{opened_vault, parser},
          intake{opened_vault, pool, tickets}, uploads{opened_vault, pool, parser, tickets},
          sign_ins_per_account{
              static_cast<std::uint32_t>(configuration.sign_ins_per_account_per_minute), minute_ms,
              opened_vault.clock(), opened_vault.random()},
          limits_told_per_account{1, minute_ms, opened_vault.clock(), opened_vault.random()},
          sign_ins_per_source{
              static_cast<std::uint32_t>(configuration.sign_ins_per_source_per_minute), minute_ms,
              opened_vault.clock(), opened_vault.random()},
          guest_tickets_per_source{
              static_cast<std::uint32_t>(configuration.guest_tickets_per_source_per_hour),
              60 * minute_ms, opened_vault.clock(), opened_vault.random()},
          previews_per_source{
              static_cast<std::uint32_t>(configuration.previews_per_source_per_second), 1000,
              opened_vault.clock(), opened_vault.random()}
    {
    }

    static constexpr std::int64_t minute_ms = 60'000;

    const Config& config;
    vault::Vault& vault;
    log::Log& log;
    intake::TicketRedactor tickets;
    intake::Intake intake;
    intake::UploadIntake uploads;
    SetupCode setup_code;
    RateLimiter sign_ins_per_account;
    RateLimiter limits_told_per_account; // that sign_ins_per_account was reached, in the log
    RateLimiter sign_ins_per_source;
    RateLimiter guest_tickets_per_source;
    RateLimiter previews_per_source;
};

} // namespace server
