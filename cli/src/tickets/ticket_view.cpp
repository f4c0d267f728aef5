#include "tickets/ticket_view.h"

#include "text/escape.h"
#include "text/json_text.h"
#include "text/table.h"
#include "text/time_text.h"
#include "tickets/credential_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ostream>

namespace cli {

namespace {

void print_heading(Context& context, std::string_view title)
{
    context.out << (context.colour ? "\n\x1b[1m" : "\n") << title
                << (context.colour ? "\x1b[0m\n" : "\n");
}

// Each line indented, so that text of a stranger cannot pass for a line of ours.
void print_text(Context& context, const std::string& text)
{
    std::string safe = escape_text(text, Lines::kept);
    while (safe.ends_with('\n'))
        safe.pop_back();
    context.out << "  ";
    for (const char c : safe) {
        context.out << c;
        if (c == '\n')
            context.out << "  ";
    }
    context.out << '\n';
}

std::string bytes_text(std::uint64_t bytes)
{
    constexpr std::uint64_t kilo = 1024;
    if (bytes < kilo)
        return fmt::format("{} B", bytes);
    return bytes < kilo * kilo
               ? fmt::format("{:.1f} KiB", static_cast<double>(bytes) / kilo)
               : fmt::format("{:.1f} MiB", static_cast<double>(bytes) / (kilo * kilo));
}

// Of a ticket that is closing also when that is over.
std::string state_of(const nlohmann::json& ticket, vault::Instant now)
{
    const std::string closes_at = text_at(ticket, "closes_at");
    return closes_at.empty()
               ? text_at(ticket, "state")
               : fmt::format("{}, {}", text_at(ticket, "state"), relative_time(closes_at, now));
}

void print_attachments(Context& context, const nlohmann::json& attachments)
{
    Table table{{{"ATTACHMENT"}, {"NAME", 40}, {"SIZE", 0, true}, {"STATE"}, {"SEALED", 0, true}}};
    for (const auto& attachment : attachments) {
        std::string state = text_at(attachment, "state");
        if (state == "sealed_whole")
            state = fmt::format("sealed whole ({}), original {}",
                text_at(attachment, "sealed_reason"), text_at(attachment, "original"));
        table.add({text_at(attachment, "id"), text_at(attachment, "name"),
            bytes_text(number_at(attachment, "size")), state,
            std::to_string(number_at(attachment, "sealed_count"))});
    }
    table.print(context.out, context.colour);
}

// What such readers get no member for.
constexpr auto texts_withheld = "Subject, texts and names are not shown to auditors and "
                                "administrators: they read tickets as metadata.\n";

} // namespace

void print_queue(Context& context, const nlohmann::json& tickets)
{
    const auto now = context.world.clock.now();
    bool withheld = false;
    Table table{{{"TICKET"}, {"STATE"}, {"SUBJECT", 48}, {"UPDATED"}, {"SEALED", 0, true},
        {"FIRST EXPIRY"}}};
    for (const auto& ticket : tickets) {
        withheld |= !ticket.contains("subject");
        table.add({text_at(ticket, "id"), state_of(ticket, now),
            ticket.contains("subject") ? text_at(ticket, "subject") : "-",
            relative_time(text_at(ticket, "updated_at"), now),
            std::to_string(number_at(ticket, "sealed_live")),
            relative_time(text_at(ticket, "nearest_expiry"), now)});
    }
    table.print(context.out, context.colour);
    if (withheld)
        context.err << texts_withheld;
}

void print_ticket(Context& context, const nlohmann::json& ticket)
{
    const auto now = context.world.clock.now();
    FactList facts;
    facts.add("ticket", text_at(ticket, "id"));
    facts.add("subject", text_at(ticket, "subject"));
    facts.add("state", text_at(ticket, "state"));
    facts.add("customer", person_at(ticket, "customer_name", "customer"));
    if (const auto email = text_at(ticket, "customer_email"); !email.empty())
        facts.add("e-mail", email);
    facts.add("created", describe_time(text_at(ticket, "created_at"), now));
    if (const auto at = text_at(ticket, "closes_at"); !at.empty())
        facts.add("closes", describe_time(at, now) + "; until then it can be reopened");
    if (const auto at = text_at(ticket, "closed_at"); !at.empty())
        facts.add("closed", describe_time(at, now));
    facts.print(context.out, context.colour);
    if (ticket.contains("description")) {
        print_heading(context, "Description");
        print_text(context, text_at(ticket, "description"));
    } else
        context.err << texts_withheld;
    if (const auto text = text_at(ticket, "environment"); !text.empty()) {
        print_heading(context, "Environment");
        print_text(context, text);
    }
    for (const auto& message : list_at(ticket, "messages")) {
        print_heading(context, fmt::format("{} by {} {}, {}",
                                   flag_at(message, "internal") ? "Internal note" : "Message",
                                   escape_text(text_at(message, "author_role")),
                                   escape_text(person_at(message, "author_name", "author")),
                                   describe_time(text_at(message, "at"), now)));
        print_text(context, text_at(message, "body"));
    }
    if (const auto& attachments = list_at(ticket, "attachments"); !attachments.empty()) {
        print_heading(context, "Attachments");
        print_attachments(context, attachments);
    }
    if (const auto& credentials = list_at(ticket, "credentials"); !credentials.empty()) {
        print_heading(context, "Credentials");
        print_credentials(context, credentials);
    }
}

} // namespace cli
