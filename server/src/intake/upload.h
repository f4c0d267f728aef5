#pragma once

#include "http/body_reader.h"
#include "intake/redaction.h"
#include "intake/scan_pool.h"
#include "intake/ticket_redaction.h"
#include "redactor/document_parser.h"
#include "vault/vault.h"

#include <semaphore>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace server::intake {

// Larger files are sealed whole: the second pass holds the file and its redacted form in memory.
inline constexpr std::size_t scanned_upload_bytes_max = 16 * 1024 * 1024;
inline constexpr std::ptrdiff_t second_passes_max = 3;

// Of one document, all its members together.
[[nodiscard]] redactor::DocumentLimits upload_document_limits();

struct StoredUpload {
    vault::AttachmentView attachment;
    std::vector<vault::CredentialView> sealed;
};

using UploadFault = std::variant<vault::Error, http::BodyFault>;

// Receives the bytes of announced attachments. First pass: sealed as they come, under a key of their own. Second pass: the sealed bytes
// are read again; text is scanned and its redacted form takes their place. A document (redactor/document_parser.h) is opened
// twice: for the texts it holds, and to write it without what was found in them. What cannot be examined and written back
// completely stays sealed whole.
//
// Order of durable writes: the sealed chunks; then one transaction with the redacted form and the credentials found in it. What breaks
// before that leaves nothing: drop_upload ends the key of the chunks.
// Memory: 64 KiB while receiving; in the second pass at most twice the file and the texts of a document, for at most second_passes_max uploads at once.
// Threads: any.
class UploadIntake {
public:
    // All four outlive this.
    UploadIntake(vault::Vault& vault, ScanPool& pool, const redactor::DocumentParser& parser,
        TicketRedactor& tickets)
        : vault_{vault}, pool_{pool}, parser_{parser}, tickets_{tickets}
    {
    }

    // `body` must have exactly the announced size (invalid).
    [[nodiscard]] std::expected<StoredUpload, UploadFault> receive(
        const vault::Actor& by, const vault::AttachmentId& id, http::BodyReader& body);

private:
    // The redacted texts, or the word for why they cannot be had.
    using Redacted = std::variant<TicketRedaction, std::string_view>;
    struct Target {
        const vault::Actor& by;
        const vault::AttachmentId& id;
        const TicketContents& contents; // of its ticket, whose turn is ours
    };

    [[nodiscard]] std::expected<void, UploadFault> receive_bytes(
        const vault::AttachmentId& id, http::BodyReader& body);
    [[nodiscard]] vault::Expected<StoredUpload> second_pass(
        const vault::Actor& by, const vault::AttachmentView& announced);
    [[nodiscard]] vault::Expected<StoredUpload> store_text(
        const Target& target, std::string_view text);
    [[nodiscard]] vault::Expected<StoredUpload> store_document(
        const Target& target, std::string_view bytes);
    [[nodiscard]] vault::Expected<Redacted> redact_texts(
        const Target& target, std::span<const std::string_view> texts);
    [[nodiscard]] vault::Expected<StoredUpload> store_redacted(
        const Target& target, std::string_view redacted, TicketRedaction done);
    [[nodiscard]] vault::Expected<StoredUpload> store_whole(
        const vault::Actor& by, const vault::AttachmentId& id, std::string_view reason);

    vault::Vault& vault_;
    ScanPool& pool_;
    const redactor::DocumentParser& parser_;
    TicketRedactor& tickets_;
    std::counting_semaphore<second_passes_max> second_passes_{second_passes_max};
};

} // namespace server::intake
