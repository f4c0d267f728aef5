#pragma once

#include "intake/scan_pool.h"
#include "redactor/documents/edit.h"
#include "redactor/finding.h"
#include "vault/credential.h"
#include "vault/random.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace server::intake {

// What becomes of a finding in a part. seal: a credential, and its placeholder in the text. mask: replaced and not kept, for short fields
// that cannot carry a credential (a file name, a contact's name).
enum class Treatment : std::uint8_t { seal, mask };

// One text of a request, as it came.
struct Part {
    std::string_view text;
    Treatment treatment = Treatment::seal;
    std::size_t stored_bytes_max = 0; // of the redacted form, which may be longer than what came
};

// A value that is known to be a credential: typed into a field, or sealed in the ticket before. Copies of it in the texts are sealed too.
struct KnownValue {
    std::string_view value;
    redactor::Kind kind;
    // The found credential of the ticket that holds it already; its copies take that id. Absent: copies become credentials of their own.
    std::optional<std::string> held_by{};
};

struct RedactionTerms {
    vault::Instant expires_at;                     // of every credential found
    std::size_t credentials_max = 0;               // how many may come out at most
    std::optional<vault::AttachmentId> attachment; // where the parts stand, for an upload
    std::span<const std::string> known_ids{};
};

struct Redaction {
    std::vector<std::string> texts; // one for each part
    std::vector<std::vector<redactor::Edit>>
        edits; // that made it; none where the part is sealed whole
    std::vector<vault::NewCredential> found;
    std::vector<bool> sealed_whole; // one for each part
    std::vector<std::set<std::size_t>>
        known; // for each part: which of the known values have a placeholder in it, however they were spelt
};

// Replaces findings and copies of confirmed values in all parts together.
//
// - Equal values share one credential, also with one found in the ticket before. A found credential never shares one with an entered value, so that replacing the entered
//   one does not reach into the text.
// - Card numbers are masked and not kept: nobody needs one to answer a ticket.
// - A part whose scan failed, whose redacted form is too long or that would exceed `credentials_max` is sealed whole, in pieces of
//   at most vault::credential_value_bytes_max: nothing unscanned stays in clear.
//
// `scans` has one result for each part. Pure but for the ids.
[[nodiscard]] Redaction redact(std::span<const Part> parts, std::span<const ScanResult> scans,
    std::span<const KnownValue> known, const RedactionTerms& terms, vault::Random& random);

// Takes out the credentials whose id stands in none of the texts (any more).
void drop_unnamed(Redaction& redaction);

} // namespace server::intake
