#include "audit/audit_log_view.h"

#include "text/escape.h"
#include "text/json_text.h"
#include "text/table.h"
#include "text/time_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

namespace {

std::string outcome(const nlohmann::json& row)
{
    std::string text = text_at(entry_of_row(row), "outcome");
    const std::string why = text_at(entry_of_row(row), "why");
    return why.empty() ? text : text.empty() ? why : text + ": " + why;
}

// Of "name=value name=value", which holds ids and words alone.
std::string part_of(const std::string& text, std::string_view name)
{
    const std::size_t start = text.find(name);
    if (start == std::string::npos)
        return {};
    const std::size_t from = start + name.size();
    return text.substr(from, text.find(' ', from) - from);
}

// What the entry is about, most precise first.
std::string object(const nlohmann::json& row)
{
    const auto& entry = entry_of_row(row);
    for (const char* name : {"credential", "attachment", "grant", "ticket", "person"})
        if (const auto id = text_at(entry, name); !id.empty())
            return id;
    const std::string group = part_of(text_at(entry, "policy"), "group=");
    return group.empty() ? std::string{} : "group " + group;
}

// Whom the entry put into a group, or named for break-glass.
std::vector<std::string> people(const nlohmann::json& row)
{
    std::vector<std::string> ids;
    std::istringstream rest{part_of(text_at(entry_of_row(row), "policy"), "people=")};
    for (std::string id; std::getline(rest, id, ',');)
        ids.push_back(id);
    return ids;
}

// On one line: "group security: per_… per_…".
std::string with_people(const nlohmann::json& row)
{
    std::string text = object(row);
    const auto ids = people(row);
    if (!ids.empty())
        text += text.empty() ? "people:" : ":";
    for (const std::string& id : ids)
        text += " " + id;
    return text;
}

// "2026-11-24 12:00:00", UTC
std::string compact_time(const std::string& rfc3339)
{
    return rfc3339.size() >= 19 ? rfc3339.substr(0, 10) + " " + rfc3339.substr(11, 8) : rfc3339;
}

std::string what_came_of(const nlohmann::json& row)
{
    if (outcome(row) != "ok")
        return outcome(row);
    return text_at(row, "event") == "credential.delivered_again" ? "fetched again" : "opened";
}

} // namespace

const nlohmann::json& entry_of_row(const nlohmann::json& row)
{
    static const nlohmann::json none = nlohmann::json::object();
    const auto at = row.find("entry");
    return at != row.end() && at->is_object() ? *at : none;
}

std::string actor_of_row(const nlohmann::json& row)
{
    const auto name = text_at(row, "actor_name");
    if (const auto id = text_at(entry_of_row(row), "actor"); !id.empty())
        return name.empty() ? id : fmt::format("{} ({})", name, id); // two people may have one name
    const auto authn = text_at(entry_of_row(row), "authn");
    return authn == "system" ? "the vault" : authn == "local" ? "this machine" : "unknown";
}

void print_entries(Context& context, const nlohmann::json& entries)
{
    Table table{{{"ENTRY", 0, true}, {"TIME (UTC)"}, {"EVENT"}, {"WHO", 52}, {"OBJECT"},
        {"OUTCOME", 30}, {"REASON", 48}}};
    for (const auto& row : entries) {
        table.add({std::to_string(number_at(row, "seq")), compact_time(text_at(row, "time")),
            text_at(row, "event"), actor_of_row(row), object(row), outcome(row),
            text_at(row, "reason")});
        for (const std::string& id : people(row)) // below it, so that fifty do not make it wide
            table.add({"", "", "", "", id, "", ""});
    }
    table.print(context.out, context.colour);
}

void print_entry_line(Context& context, const nlohmann::json& entry)
{
    const std::string line = fmt::format("{:>8}  {}  {:<22}  {:<24}  {}  {}  {}",
        number_at(entry, "seq"), compact_time(text_at(entry, "time")), text_at(entry, "event"),
        actor_of_row(entry), with_people(entry), outcome(entry), text_at(entry, "reason"));
    context.out << escape_text(line) << '\n';
}

void print_entries_csv(Context& context, const nlohmann::json& entries)
{
    constexpr std::array leaf_columns{"actor", "role", "authn", "outcome", "why", "ticket",
        "credential", "grant", "attachment", "person", "account", "policy"};
    context.out << "seq,time,event,actor_name,address,reason";
    for (const char* name : leaf_columns)
        context.out << ',' << name;
    context.out << '\n';
    for (const auto& row : entries) {
        context.out << number_at(row, "seq");
        for (const char* name : {"time", "event", "actor_name", "address", "reason"})
            context.out << ',' << csv_field(text_at(row, name));
        for (const char* name : leaf_columns)
            context.out << ',' << csv_field(text_at(entry_of_row(row), name));
        context.out << '\n';
    }
}

void print_who_saw(Context& context, const nlohmann::json& entries)
{
    if (entries.empty()) {
        context.err << "Nobody has opened a credential of this ticket.\n";
        return;
    }
    const auto now = context.world.clock.now();
    Table table{
        {{"WHEN"}, {"WHO", 52}, {"CREDENTIAL"}, {"GRANT"}, {"OUTCOME", 30}, {"ENTRY", 0, true}}};
    for (const auto& row : entries)
        table.add({describe_time(text_at(row, "time"), now), actor_of_row(row),
            text_at(entry_of_row(row), "credential"), text_at(entry_of_row(row), "grant"),
            what_came_of(row), std::to_string(number_at(row, "seq"))});
    table.print(context.out, context.colour);
}

} // namespace cli
