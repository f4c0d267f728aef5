#include "audit/audit_log_view.h"

#include "text/escape.h"
#include "text/json_text.h"
#include "text/table.h"
#include "text/time_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <ostream>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
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

// What an answer to "what was that?" needs beside the object: what was refused, for which grant, from where.
std::string details(const nlohmann::json& row)
{
    const auto& entry = entry_of_row(row);
    const std::string grant = text_at(entry, "grant");
    std::string text;
    for (const auto& [words, value] :
        {std::pair{"", text_at(entry, "act")}, std::pair{"", grant == object(row) ? "" : grant},
            std::pair{"for ", text_at(entry, "reason_code")},
            std::pair{"from ", text_at(row, "address")}})
        if (!value.empty())
            text += (text.empty() ? "" : " ") + (words + value);
    return text;
}

// "2026-11-24 12:00:00", UTC
std::string compact_time(const std::string& rfc3339)
{
    return rfc3339.size() >= 19 ? rfc3339.substr(0, 10) + " " + rfc3339.substr(11, 8) : rfc3339;
}

// A number as its digits.
std::string member_text(const nlohmann::json& object, const char* name)
{
    const auto at = object.find(name);
    return at != object.end() && at->is_number_integer() ? at->dump() : text_at(object, name);
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

RowActor actor_of_row(const nlohmann::json& row)
{
    const auto& entry = entry_of_row(row);
    const auto authn = text_at(entry, "authn");
    RowActor actor{text_at(entry, "actor"), text_at(entry, "role"), text_at(row, "actor_name")};
    if (actor.id.empty())
        actor.id = authn == "system" ? "the vault" : authn == "local" ? "this machine" : "unknown";
    return actor;
}

void print_entries(Context& context, const nlohmann::json& entries)
{
    Table table{{{"ENTRY", 0, true}, {"TIME (UTC)"}, {"EVENT"}, {"WHO"}, {"ROLE"},
        {"NAME", name_columns_max}, {"OBJECT"}, {"OUTCOME", 30}, {"DETAILS"}, {"REASON", 48}}};
    for (const auto& row : entries) {
        const RowActor who = actor_of_row(row);
        table.add({std::to_string(number_at(row, "seq")), compact_time(text_at(row, "time")),
            text_at(row, "event"), who.id, who.role, who.name, object(row), outcome(row),
            details(row), text_at(row, "reason")});
        for (const std::string& id : people(row)) // below it, so that fifty do not make it wide
            table.add({"", "", "", "", "", "", id, "", "", ""});
    }
    table.print(context.out, context.colour);
}

void print_entry_line(Context& context, const nlohmann::json& entry)
{
    const RowActor who = actor_of_row(entry);
    // Columns as wide as what they usually hold, ids and words; what people wrote comes last, the name in columns of its own.
    const std::string line = fmt::format("{:>8}  {}  {:<22}  {:<30}  {:<8}  {:<30}  {:<16}",
        number_at(entry, "seq"), compact_time(text_at(entry, "time")), text_at(entry, "event"),
        who.id, who.role, with_people(entry), outcome(entry));
    const std::string name = cut_to_columns(escape_text(who.name), name_columns_max);
    const std::string space(name_columns_max - text_columns(name), ' ');
    context.out << escape_text(line + "  " + details(entry)) << "  " << name << space << "  "
                << escape_text(text_at(entry, "reason")) << '\n';
}

void print_entries_csv(Context& context, const nlohmann::json& entries)
{
    // Of the row, and then of the entry in it: every member but its ciphertext, and what the row says in other words.
    constexpr std::array row_columns{"time", "event", "actor_name", "address", "reason"};
    constexpr std::array leaf_columns{"actor", "role", "authn", "outcome", "why", "act", "ticket",
        "credential", "grant", "attachment", "person", "account", "policy", "reason_code",
        "duration_ms", "unseals", "unseals_left", "expires_at", "kc", "sealed", "certificates",
        "told", "boot"};
    context.out << "seq";
    for (const auto& columns :
        {std::span<const char* const>{row_columns}, std::span<const char* const>{leaf_columns}})
        for (const char* name : columns)
            context.out << ',' << name;
    context.out << '\n';
    for (const auto& row : entries) {
        context.out << number_at(row, "seq");
        for (const char* name : row_columns)
            context.out << ',' << csv_field(text_at(row, name));
        for (const char* name : leaf_columns)
            context.out << ',' << csv_field(member_text(entry_of_row(row), name));
        context.out << '\n';
    }
}

void print_who_saw(Context& context, const nlohmann::json& entries, std::size_t limited)
{
    const auto now = context.world.clock.now();
    Table table{{{"WHEN"}, {"WHO"}, {"ROLE"}, {"NAME", name_columns_max}, {"CREDENTIAL"}, {"GRANT"},
        {"OUTCOME", 30}, {"ENTRY", 0, true}, {"REASON", 48}}};
    for (const auto& row : entries) {
        const RowActor who = actor_of_row(row);
        table.add({describe_time(text_at(row, "time"), now), who.id, who.role, who.name,
            text_at(entry_of_row(row), "credential"), text_at(entry_of_row(row), "grant"),
            what_came_of(row), std::to_string(number_at(row, "seq")), text_at(row, "reason")});
    }
    if (table.empty())
        context.err << "Nobody has opened a credential of this ticket.\n";
    else
        table.print(context.out, context.colour);
    if (limited != 0)
        context.err << fmt::format(
            "Not every refused attempt is listed: {} there were more within a minute than the log "
            "takes ('audit log --event access.limited').\n",
            limited == 1 ? "once" : fmt::format("{} times", limited));
}

} // namespace cli
