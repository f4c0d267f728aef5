#pragma once

#include "audit/audit_log_view.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cli {

// What happened in a period, counted from rows of the log. Rows before the period are fed too: they say whose ticket it was and why a grant was
// asked for.
class AuditReport {
public:
    // RFC 3339; empty: open on that side.
    AuditReport(std::string since, std::string until);

    [[nodiscard]] const std::string& since() const noexcept { return since_; }
    [[nodiscard]] const std::string& until() const noexcept { return until_; }

    // A row as GET /v1/audit/entries has it.
    void add(const nlohmann::json& row);

    struct Counted {
        std::string name;
        std::uint64_t opens;
    };
    // Most opened first, then by name.
    [[nodiscard]] static std::vector<Counted> sorted(
        const std::map<std::string, std::uint64_t>& counts);
    [[nodiscard]] nlohmann::json to_json() const;

    std::uint64_t opens = 0;
    std::map<std::string, std::uint64_t> by_reason;
    std::map<std::string, std::uint64_t> by_agent;    // by id
    std::map<std::string, std::uint64_t> by_customer; // by id
    std::map<std::string, std::uint64_t> refusals;    // by event and cause
    std::vector<std::uint64_t> approval_seconds;      // of grants a person approved
    std::uint64_t approved_by_policy = 0;
    std::uint64_t denied = 0;
    std::uint64_t glass_broken = 0; // grants two named agents approved without the customer
    std::uint64_t glass_reviewed = 0;
    std::map<std::string, std::uint64_t> by_code; // opens by reason code
    std::uint64_t fetched_again = 0;              // answers sent once more, without a claim
    std::uint64_t consents_given = 0;
    std::uint64_t consents_withdrawn = 0;

    // Whom such an id is of; only the id where nobody said more.
    [[nodiscard]] RowActor person(const std::string& id) const;
    // The middle one; 0 for none.
    [[nodiscard]] std::uint64_t approval_seconds_median() const;

private:
    [[nodiscard]] bool in_period(const std::string& time) const;
    void count_opening(const nlohmann::json& row);
    void count_decision(const nlohmann::json& row);

    std::string since_;
    std::string until_;
    std::map<std::string, std::string> customer_of_; // by ticket
    std::map<std::string, RowActor> people_;         // by id
    std::map<std::string, std::string> reason_of_;   // by grant
    std::map<std::string, std::string> code_of_;     // by grant
    std::map<std::string, std::string> asked_at_;    // by grant
};

} // namespace cli
