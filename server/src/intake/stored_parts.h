#pragma once

#include "intake/document_texts.h"
#include "intake/redaction.h"
#include "redactor/copies.h"
#include "vault/vault.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace server::intake {

// The texts and files that a ticket stored before and that hold a value which is confirmed only now, as further parts of a redaction.
//
// A document that cannot be written a second time stays as it is.
// Memory: the files with such a value, each at most scanned_upload_bytes_max and the texts of a document.
class StoredParts {
public:
    // Both outlive this.
    StoredParts(vault::Vault& vault, const redactor::DocumentParser& parser)
        : vault_{vault}, parser_{parser}
    {
    }

    // Reads every text of the ticket and its `attachments`; keeps what has a copy of one of `values`.
    [[nodiscard]] vault::Expected<void> find(const vault::Actor& by, const vault::TicketId& ticket,
        std::span<const vault::AttachmentView> attachments,
        std::span<const redactor::KnownValue> values);

    // The kept texts behind `parts`, each with an empty scan: copies are all that is looked for. Views into this object.
    void append_to(std::vector<Part>& parts, std::vector<ScanResult>& scans) const;

    // What changed, from a redaction in which the appended parts begin at `first`. A document that stays as it is leaves no credential of its
    // own in the redaction.
    [[nodiscard]] vault::Rewrites rewrites(Redaction& redaction, std::size_t first);

private:
    struct File {
        vault::AttachmentId id;
        http::WipedBytes bytes;
        std::optional<DocumentTexts> document; // absent: the file is one text
    };

    [[nodiscard]] vault::Expected<void> find_in_file(const vault::Actor& by,
        const vault::AttachmentView& attachment, std::span<const redactor::KnownValue> values);
    [[nodiscard]] static std::vector<std::string_view> texts_of(const File& file);
    [[nodiscard]] std::optional<std::string> write_again(
        const File& file, const Redaction& redaction, std::size_t first, std::size_t count) const;

    vault::Vault& vault_;
    const redactor::DocumentParser& parser_;
    std::vector<vault::StoredText> texts_;
    std::vector<File> files_;
};

} // namespace server::intake
