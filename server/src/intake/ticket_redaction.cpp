#include "intake/ticket_redaction.h"

#include "intake/slot_guard.h"
#include "intake/stored_parts.h"

#include <set>
#include <string_view>
#include <utility>

namespace server::intake {

namespace {

// Views into `live`.
std::vector<KnownValue> known_values(const std::vector<vault::LiveValue>& live)
{
    std::vector<KnownValue> known;
    for (const vault::LiveValue& one : live) {
        const auto bytes = one.value.reveal();
        KnownValue value{{reinterpret_cast<const char*>(bytes.data()), bytes.size()},
            redactor::parse_kind(one.kind).value_or(redactor::Kind::other)};
        if (one.source == vault::Source::found) {
            value.held_by = one.id.to_string();
        }
        known.push_back(std::move(value));
    }
    return known;
}

// What the new parts confirm, whether or not the ticket knew it; each value once, and no more than are searched for together. A masked part,
// a file's name for instance, becomes no credential that another text could name.
std::vector<redactor::KnownValue> confirmed_values(std::span<const Part> parts,
    std::span<const ScanResult> scans, std::span<const KnownValue> entered)
{
    std::vector<redactor::KnownValue> confirmed;
    std::set<std::string_view> seen;
    const auto learn = [&](std::string_view value, redactor::Kind kind) {
        if (confirmed.size() < redactor::copy_values_max && seen.insert(value).second) {
            confirmed.push_back({value, kind});
        }
    };
    for (const KnownValue& value : entered) {
        learn(value.value, value.kind);
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!scans[i] || parts[i].treatment == Treatment::mask) {
            continue;
        }
        for (const redactor::Finding& finding : *scans[i]) {
            learn(parts[i].text.substr(finding.begin, finding.end - finding.begin), finding.kind);
        }
    }
    return confirmed;
}

// The live values, which are the first of those that were known, that have a placeholder in one of the new parts.
std::vector<vault::CredentialId> held_in(
    const Redaction& redaction, std::size_t new_parts, std::span<const vault::LiveValue> live)
{
    std::set<std::size_t> numbers;
    for (std::size_t i = 0; i < new_parts; ++i) {
        numbers.insert(redaction.known[i].begin(), redaction.known[i].end());
    }
    std::vector<vault::CredentialId> held;
    for (const std::size_t number : numbers) {
        if (number < live.size()) {
            held.push_back(live[number].id);
        }
    }
    return held;
}

} // namespace

RedactionTerms redaction_terms(vault::Instant now, std::size_t taken,
    std::span<const std::string> known_ids, std::optional<vault::AttachmentId> attachment)
{
    return {
        .expires_at = now + vault::credential_expiry_ms_default,
        .credentials_max =
            taken < vault::ticket_credentials_max ? vault::ticket_credentials_max - taken : 0,
        .attachment = attachment,
        .known_ids = known_ids,
    };
}

vault::Expected<TicketContents> TicketRedactor::open(
    const vault::Actor& by, const vault::TicketId& ticket)
{
    TicketContents contents{turns_.take(ticket), ticket, {}, {}, {}};
    auto view = vault_.read_ticket(by, ticket);
    if (!view) {
        return vault::fail(view.error());
    }
    for (const vault::CredentialView& credential : view->credentials) {
        contents.credential_ids.push_back(credential.id.to_string());
    }
    contents.attachments = std::move(view->attachments);
    auto live = vault_.live_values(by, ticket);
    if (!live) {
        return vault::fail(live.error());
    }
    contents.live = std::move(*live);
    return contents;
}

vault::Expected<TicketRedaction> TicketRedactor::redact(const vault::Actor& by,
    const TicketContents& contents, std::vector<Part> parts, std::vector<ScanResult> scans,
    std::span<const KnownValue> entered, std::optional<vault::AttachmentId> attachment)
{
    const std::size_t new_parts = parts.size();
    const std::vector<redactor::KnownValue> confirmed = confirmed_values(parts, scans, entered);
    std::optional<SlotGuard<searches_max>> slot;
    StoredParts stored{vault_, parser_};
    if (!confirmed.empty()) {
        slot.emplace(searches_);
        if (const auto found = stored.find(by, contents.ticket, contents.attachments, confirmed);
            !found) {
            return vault::fail(found.error());
        }
        stored.append_to(parts, scans);
    }
    std::vector<KnownValue> values = known_values(contents.live);
    values.insert(values.end(), entered.begin(), entered.end());
    const std::size_t taken = contents.credential_ids.size() + entered.size();
    TicketRedaction done{
        intake::redact(parts, scans, values,
            redaction_terms(vault_.now(), taken, contents.credential_ids, attachment),
            vault_.random()),
        {}};
    // Before anybody can see what became of them.
    if (const auto told = vault_.record_matches(
            by, contents.ticket, held_in(done.redaction, new_parts, contents.live));
        !told) {
        return vault::fail(told.error());
    }
    done.rewrites = stored.rewrites(done.redaction, new_parts);
    done.redaction.texts.resize(new_parts);
    done.redaction.edits.resize(new_parts);
    done.redaction.sealed_whole.resize(new_parts);
    return done;
}

} // namespace server::intake
