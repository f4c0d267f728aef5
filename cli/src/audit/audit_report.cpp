#include "audit/audit_report.h"

#include "text/json_text.h"
#include "vault/clock.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace cli {

namespace {

std::string known(const std::map<std::string, std::string>& names, const std::string& id)
{
    const auto found = names.find(id);
    // A reason is ciphertext in folders no service holds, and for ever once the customer's log key is destroyed.
    return found == names.end() ? "unknown" : found->second.empty() ? "(sealed)" : found->second;
}

nlohmann::json counted(const std::map<std::string, std::uint64_t>& counts)
{
    nlohmann::json list = nlohmann::json::array();
    for (const auto& one : AuditReport::sorted(counts))
        list.push_back({{"name", one.name}, {"count", one.opens}});
    return list;
}

nlohmann::json counted_people(
    const AuditReport& report, const std::map<std::string, std::uint64_t>& counts)
{
    nlohmann::json list = nlohmann::json::array();
    for (const auto& one : AuditReport::sorted(counts)) {
        const RowActor who = report.person(one.name);
        list.push_back(
            {{"id", who.id}, {"role", who.role}, {"name", who.name}, {"count", one.opens}});
    }
    return list;
}

} // namespace

AuditReport::AuditReport(std::string since, std::string until)
    : since_{std::move(since)}, until_{std::move(until)}
{
}

// All times have one spelling, so that their order is that of their texts.
bool AuditReport::in_period(const std::string& time) const
{
    return (since_.empty() || time >= since_) && (until_.empty() || time < until_);
}

void AuditReport::add(const nlohmann::json& row)
{
    const std::string event = text_at(row, "event");
    const nlohmann::json& entry = entry_of_row(row);
    const RowActor who = actor_of_row(row);
    if (event == "ticket.submitted")
        customer_of_[text_at(entry, "ticket")] = who.id;
    if (event == "ticket.submitted" || event.ends_with(".unsealed"))
        people_[who.id] = who;
    if (event == "grant.requested" && text_at(entry, "outcome") == "ok") {
        reason_of_[text_at(entry, "grant")] = text_at(row, "reason");
        code_of_[text_at(entry, "grant")] = text_at(entry, "reason_code");
        asked_at_[text_at(entry, "grant")] = text_at(row, "time");
    }
    if (!in_period(text_at(row, "time")))
        return;
    if (text_at(entry, "outcome") == "refused") {
        const std::string why = text_at(entry, "why");
        ++refusals[why.empty() ? event : event + ": " + why];
    } else if (event.ends_with(".unsealed")) {
        count_opening(row);
    } else {
        count_decision(row);
    }
}

void AuditReport::count_opening(const nlohmann::json& row)
{
    const nlohmann::json& entry = entry_of_row(row);
    ++opens;
    ++by_reason[known(reason_of_, text_at(entry, "grant"))];
    if (const auto code = code_of_.find(text_at(entry, "grant"));
        code != code_of_.end() && !code->second.empty())
        ++by_code[code->second];
    ++by_agent[actor_of_row(row).id];
    ++by_customer[known(customer_of_, text_at(entry, "ticket"))];
}

void AuditReport::count_decision(const nlohmann::json& row)
{
    const std::string event = text_at(row, "event");
    const nlohmann::json& entry = entry_of_row(row);
    if (event == "grant.denied")
        ++denied;
    if (event == "credential.delivered_again")
        ++fetched_again;
    if (event == "consent.given")
        ++consents_given;
    if (event == "consent.withdrawn")
        ++consents_withdrawn;
    if (event == "break_glass.reviewed")
        ++glass_reviewed;
    if (event != "grant.approved")
        return;
    if (text_at(entry, "why") == "break_glass") {
        ++glass_broken;
        return;
    }
    if (text_at(entry, "actor").empty()) {
        ++approved_by_policy;
        return;
    }
    vault::Instant asked;
    vault::Instant approved;
    const auto found = asked_at_.find(text_at(entry, "grant"));
    if (found != asked_at_.end() && vault::parse_rfc3339(found->second, asked) &&
        vault::parse_rfc3339(text_at(row, "time"), approved) && approved >= asked)
        approval_seconds.push_back(static_cast<std::uint64_t>((approved.ms - asked.ms) / 1000));
}

std::vector<AuditReport::Counted> AuditReport::sorted(
    const std::map<std::string, std::uint64_t>& counts)
{
    std::vector<Counted> list;
    for (const auto& [name, count] : counts)
        list.push_back({name, count});
    // Most first; names in the order of the map, which is theirs.
    std::ranges::sort(list, [](const Counted& a, const Counted& b) {
        return a.opens != b.opens ? a.opens > b.opens : a.name < b.name;
    });
    return list;
}

RowActor AuditReport::person(const std::string& id) const
{
    const auto found = people_.find(id);
    return found == people_.end() ? RowActor{id, {}, {}} : found->second;
}

std::uint64_t AuditReport::approval_seconds_median() const
{
    if (approval_seconds.empty())
        return 0;
    auto all = approval_seconds;
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::ranges::nth_element(all, middle);
    return *middle;
}

nlohmann::json AuditReport::to_json() const
{
    return {{"since", since_}, {"until", until_}, {"opens", opens},
        {"by_reason", counted(by_reason)}, {"by_reason_code", counted(by_code)},
        {"break_glass", glass_broken}, {"break_glass_reviewed", glass_reviewed},
        {"by_agent", counted_people(*this, by_agent)},
        {"by_customer", counted_people(*this, by_customer)}, {"refusals", counted(refusals)},
        {"denied", denied}, {"fetched_again", fetched_again}, {"consents_given", consents_given},
        {"consents_withdrawn", consents_withdrawn}, {"approved_by_policy", approved_by_policy},
        {"approved_by_person", approval_seconds.size()},
        {"approval_seconds_median", approval_seconds_median()},
        {"approval_seconds_max",
            approval_seconds.empty() ? 0 : std::ranges::max(approval_seconds)}};
}

} // namespace cli
