#include "scan/scan_report.h"

#include "text/escape.h"
#include "text/json_text.h"
#include "text/uri.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace cli {

namespace {

// As jar: addresses write it.
std::string place_of(const std::string& path, const std::string& member)
{
    return member.empty() ? path : path + "!" + member;
}

nlohmann::json sarif_rules(const redactor::RuleSet& rules)
{
    nlohmann::json out = nlohmann::json::array();
    for (const redactor::RuleInfo& rule : rules.rules())
        out.push_back({{"id", rule.id}, {"shortDescription", {{"text", rule.name}}}});
    return out;
}

std::string uri_of(const nlohmann::json& row)
{
    const auto member = row.find("member");
    return place_of(uri_of_path(row.value("path", "")),
        member != row.end() && member->is_string() ? uri_of_path(member->get<std::string>())
                                                   : std::string{});
}

// SARIF 2.1.0 (OASIS): what code hosts read.
nlohmann::json sarif_result(const nlohmann::json& row)
{
    nlohmann::json result = {{"ruleId", row.value("rule", "")},
        {"level", row.value("confidence", "") == "low" ? "note" : "error"}};
    result["message"]["text"] = fmt::format("A credential of kind {} ({} confidence)",
        row.value("kind", ""), row.value("confidence", ""));
    const auto start = row.value("start", std::size_t{0});
    nlohmann::json place = {{"artifactLocation", {{"uri", uri_of(row)}}},
        {"region", {{"startLine", row.value("line", std::size_t{1})}, {"byteOffset", start},
                       {"byteLength", row.value("end", start) - start}}}};
    result["locations"] = nlohmann::json::array({{{"physicalLocation", std::move(place)}}});
    return result;
}

nlohmann::json sarif_document(const nlohmann::json& rows, const redactor::RuleSet& rules)
{
    nlohmann::json results = nlohmann::json::array();
    nlohmann::json notices = nlohmann::json::array();
    for (const nlohmann::json& row : rows) {
        if (row.contains("rule"))
            results.push_back(sarif_result(row));
        else
            notices.push_back({{"level", "error"},
                {"message", {{"text", row.value("error", row.value("sealed_whole", ""))}}},
                {"locations", nlohmann::json::array({{{"physicalLocation",
                                  {{"artifactLocation", {{"uri", uri_of(row)}}}}}}})}});
    }
    nlohmann::json run;
    run["tool"]["driver"] = {
        {"name", "ticketvault"}, {"version", TV_VERSION}, {"rules", sarif_rules(rules)}};
    run["results"] = std::move(results);
    run["invocations"] = nlohmann::json::array({{{"executionSuccessful", notices.empty()},
        {"toolExecutionNotifications", std::move(notices)}}});
    return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"},
        {"runs", nlohmann::json::array({std::move(run)})}};
}

} // namespace

std::vector<LocatedFinding> locate(
    std::string_view text, const std::vector<redactor::Finding>& findings)
{
    std::vector<LocatedFinding> out;
    std::size_t line = 1;
    std::size_t at = 0;
    for (const redactor::Finding& finding : findings) {
        line += static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
            text.begin() + static_cast<std::ptrdiff_t>(finding.begin), '\n'));
        at = finding.begin;
        out.push_back({finding, line, {}});
    }
    return out;
}

nlohmann::json to_json(const LocatedFinding& located)
{
    const auto member = located.member.empty() ? nlohmann::json{} : nlohmann::json(located.member);
    return {{"member", member}, {"rule", located.finding.rule},
        {"kind", redactor::to_string(located.finding.kind)}, {"start", located.finding.begin},
        {"end", located.finding.end}, {"line", located.line},
        {"confidence", redactor::to_string(located.finding.confidence)}};
}

ScanReport::ScanReport(Context& context, ScanFormat format, const redactor::RuleSet& rules)
    : context_{context}, format_{format}, rules_{rules},
      rows_{std::make_unique<nlohmann::json>(nlohmann::json::array())}
{
}

ScanReport::~ScanReport() = default;

void ScanReport::note(nlohmann::json row)
{
    if (format_ == ScanFormat::ndjson)
        context_.out << json_line(row) << '\n';
    else if (format_ != ScanFormat::text)
        rows_->push_back(std::move(row));
}

void ScanReport::add_findings(const std::string& path, const std::vector<LocatedFinding>& findings)
{
    ++files_;
    findings_ += findings.size();
    for (const LocatedFinding& located : findings) {
        if (format_ == ScanFormat::text) {
            context_.out << fmt::format("{}:{}: {} ({}, {})\n",
                escape_text(place_of(path, located.member)), located.line,
                redactor::to_string(located.finding.kind), located.finding.rule,
                redactor::to_string(located.finding.confidence));
            continue;
        }
        nlohmann::json row = to_json(located);
        row["path"] = path;
        note(std::move(row));
    }
}

void ScanReport::add_sealed_whole(
    const std::string& path, const std::string& member, std::string_view reason, Examined how)
{
    ++sealed_;
    unexamined_ += how == Examined::no ? 1 : 0;
    if (format_ == ScanFormat::text) {
        context_.err << fmt::format(
            "{}: a vault would seal it whole ({})\n", escape_text(place_of(path, member)), reason);
        return;
    }
    nlohmann::json row = {{"path", path}, {"sealed_whole", reason}};
    if (!member.empty())
        row["member"] = member;
    note(std::move(row));
}

void ScanReport::add_error(const std::string& path, std::string_view reason)
{
    ++errors_;
    if (format_ == ScanFormat::text)
        context_.err << fmt::format("{}: {}\n", escape_text(path), reason);
    else
        note({{"path", path}, {"error", reason}});
}

void ScanReport::finish()
{
    if (format_ == ScanFormat::json)
        context_.out << json_line({{"results", *rows_}, {"files", files_}, {"findings", findings_}})
                     << '\n';
    else if (format_ == ScanFormat::sarif)
        context_.out << json_line(sarif_document(*rows_, rules_)) << '\n';
    else if (format_ == ScanFormat::text)
        context_.err << fmt::format(
            "{} finding(s) in {} file(s); {} to be sealed whole, {} unreadable\n", findings_,
            files_, sealed_, errors_);
}

} // namespace cli
