#pragma once

#include "intake/redaction.h"
#include "intake/ticket_turns.h"
#include "redactor/document_parser.h"
#include "vault/vault.h"

#include <optional>
#include <semaphore>
#include <span>
#include <string>
#include <vector>

namespace server::intake {

// What a ticket holds already, for the redaction of what comes next: its own placeholders stay, and copies of its live values are sealed.
// The ticket's turn is ours as long as this lives.
struct TicketContents {
    TicketTurns::Turn turn;
    vault::TicketId ticket;
    std::vector<std::string> credential_ids; // of all it ever had
    std::vector<vault::LiveValue> live;      // in locked memory; gone with the object
    std::vector<vault::AttachmentView> attachments;
};

struct TicketRedaction {
    Redaction redaction; // of the new parts
    vault::Rewrites rewrites;
};

// Redacts what comes to a ticket that is there already, and what was stored in it before: a value that is confirmed only now may stand in the
// first message. Those texts and files are rewritten with what came.
//
// Threads: any; acts on one ticket take turns.
class TicketRedactor {
public:
    // Both outlive this.
    TicketRedactor(vault::Vault& vault, const redactor::DocumentParser& parser)
        : vault_{vault}, parser_{parser}
    {
    }

    // Waits for the ticket's turn.
    [[nodiscard]] vault::Expected<TicketContents> open(
        const vault::Actor& by, const vault::TicketId& ticket);

    // `scans` has one result for each part. `entered`: values typed into a field with these parts. `attachment`: the file the parts stand in.
    [[nodiscard]] vault::Expected<TicketRedaction> redact(const vault::Actor& by,
        const TicketContents& contents, std::vector<Part> parts, std::vector<ScanResult> scans,
        std::span<const KnownValue> entered, std::optional<vault::AttachmentId> attachment);

private:
    static constexpr std::ptrdiff_t searches_max = 3; // each may hold the stored files of a ticket

    vault::Vault& vault_;
    const redactor::DocumentParser& parser_;
    TicketTurns turns_;
    std::counting_semaphore<searches_max> searches_{searches_max};
};

// For credentials found in a ticket that has `taken` of them.
[[nodiscard]] RedactionTerms redaction_terms(vault::Instant now, std::size_t taken,
    std::span<const std::string> known_ids, std::optional<vault::AttachmentId> attachment);

} // namespace server::intake
