#include "intake/upload.h"

#include "http/wiped_bytes.h"
#include "intake/redaction.h"
#include "intake/ticket_contents.h"
#include "text/utf8.h"

#include <array>
#include <optional>
#include <utility>

namespace server::intake {

namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;

// Plain text as this version reads it: UTF-8 without NUL. UTF-16 has NULs, and nearly every binary format too.
bool is_text(std::string_view bytes)
{
    return bytes.find('\0') == std::string_view::npos && text::is_utf8(bytes);
}

std::string_view word_of(redactor::ScanError error)
{
    switch (error) {
    case redactor::ScanError::too_large:
        return "too-large";
    case redactor::ScanError::too_many:
        return "too-many-findings";
    case redactor::ScanError::budget:
        return "scan-budget";
    case redactor::ScanError::engine:
        return "scan-failed";
    }
    return "scan-failed";
}

class SlotGuard {
public:
    explicit SlotGuard(std::counting_semaphore<second_passes_max>& slots) : slots_{slots}
    {
        slots_.acquire();
    }
    ~SlotGuard() { slots_.release(); }
    SlotGuard(const SlotGuard&) = delete;
    SlotGuard& operator=(const SlotGuard&) = delete;

private:
    std::counting_semaphore<second_passes_max>& slots_;
};

} // namespace

std::expected<void, UploadFault> UploadIntake::receive_bytes(
    const vault::AttachmentId& id, http::BodyReader& body)
{
    std::array<std::byte, chunk_bytes>
        buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): filled before it is read
    std::expected<void, UploadFault> outcome;
    // Whole chunks only: each append is a sealed chunk in the store.
    std::size_t held = 0;
    while (outcome) {
        const auto got = body.read(std::span{buffer}.subspan(held));
        if (!got) {
            outcome = std::unexpected{UploadFault{got.error()}};
            break;
        }
        held += *got;
        if (held == buffer.size() || (*got == 0 && held > 0)) {
            if (auto stored = vault_.append_upload(id, std::span{buffer}.first(held)); !stored) {
                outcome = std::unexpected{UploadFault{stored.error()}};
            }
            held = 0;
        }
        if (*got == 0) {
            break;
        }
    }
    vault::wipe(buffer);
    return outcome;
}

std::expected<StoredUpload, UploadFault> UploadIntake::receive(
    const vault::Actor& by, const vault::AttachmentId& id, http::BodyReader& body)
{
    const auto announced = vault_.find_attachment(by, id);
    if (!announced) {
        return std::unexpected{UploadFault{announced.error()}};
    }
    if (body.remaining() != announced->size) {
        return std::unexpected{UploadFault{vault::Error{
            vault::ErrorCode::invalid, "the body's length is not the announced size"}}};
    }
    if (auto begun = vault_.begin_upload(by, id); !begun) {
        return std::unexpected{UploadFault{begun.error()}};
    }
    // From here on whatever goes wrong, a thrown bad_alloc too, must end the key of what has come.
    struct Drop {
        vault::Vault& vault;
        const vault::AttachmentId& id;
        bool wanted = true;
        ~Drop()
        {
            if (wanted) {
                vault.drop_upload(id);
            }
        }
    } drop{vault_, id};
    if (auto received = receive_bytes(id, body); !received) {
        return std::unexpected{received.error()};
    }
    auto stored = second_pass(by, *announced);
    if (!stored) {
        return std::unexpected{UploadFault{stored.error()}};
    }
    drop.wanted = false;
    return std::move(*stored);
}

vault::Expected<StoredUpload> UploadIntake::second_pass(
    const vault::Actor& by, const vault::AttachmentView& announced)
{
    if (announced.size > scanned_upload_bytes_max) {
        return store_whole(by, announced.id, "too-large");
    }
    const SlotGuard slot{second_passes_};
    http::WipedBytes bytes;
    bytes.reserve(announced.size);
    if (auto read = vault_.read_upload(
            announced.id, [&](std::span<const std::byte> piece) { bytes.append(piece); });
        !read) {
        return vault::fail(read.error());
    }
    return is_text(bytes.text()) ? store_redacted(by, announced.id, bytes.text())
                                 : store_whole(by, announced.id, "binary");
}

vault::Expected<StoredUpload> UploadIntake::store_redacted(
    const vault::Actor& by, const vault::AttachmentId& id, std::string_view text)
{
    const auto ticket_id = vault_.ticket_of(id);
    if (!ticket_id) {
        return vault::fail(ticket_id.error());
    }
    const auto contents = read_contents(vault_, by, *ticket_id);
    if (!contents) {
        return vault::fail(contents.error());
    }
    auto scanning = pool_.submit({{text}, contents->credential_ids});
    if (!scanning) {
        return vault::fail(
            {vault::ErrorCode::unavailable, "too many texts are waiting to be scanned"});
    }
    const std::vector<ScanResult> scans = scanning->get();
    if (!scans.front()) {
        return store_whole(by, id, word_of(scans.front().error()));
    }
    // An upload that is sealed whole costs one credential, so one place is enough to go on.
    const std::size_t taken = contents->credential_ids.size();
    const RedactionTerms terms{
        .expires_at = vault_.now() + vault::credential_expiry_ms_default,
        .credentials_max =
            taken < vault::ticket_credentials_max ? vault::ticket_credentials_max - taken : 0,
        .attachment = id,
        .known_ids = contents->credential_ids,
    };
    const Part part{text, Treatment::seal, 2 * text.size() + chunk_bytes};
    auto redaction = redact({&part, 1}, scans, contents->known_values(), terms, vault_.random());
    if (redaction.parts_sealed_whole > 0 || redaction.found.size() > terms.credentials_max) {
        return store_whole(by, id, "too-many-findings");
    }
    std::vector<vault::CredentialId> found;
    for (const vault::NewCredential& credential : redaction.found) {
        found.push_back(credential.id);
    }
    auto stored =
        vault_.complete_redacted(by, id, redaction.texts.front(), std::move(redaction.found));
    if (!stored) {
        return vault::fail(stored.error());
    }
    StoredUpload upload{std::move(*stored), {}};
    for (const vault::CredentialId& credential : found) {
        auto view = vault_.find_credential(by, credential);
        if (!view) {
            return vault::fail(view.error());
        }
        upload.sealed.push_back(std::move(*view));
    }
    return upload;
}

vault::Expected<StoredUpload> UploadIntake::store_whole(
    const vault::Actor& by, const vault::AttachmentId& id, std::string_view reason)
{
    vault::NewCredential original{.id = vault::CredentialId::random(vault_.random()),
        .source = vault::Source::original,
        .kind = std::string{redactor::to_string(redactor::Kind::other)},
        .rule = {},
        .label = {},
        .value = {},
        .expires_at = vault_.now() + vault::credential_expiry_ms_default,
        .unseals_max = 0,
        .consent = vault::Consent::ask,
        .attachment = id};
    const vault::CredentialId credential = original.id;
    auto stored = vault_.complete_sealed_whole(by, id, reason, std::move(original));
    if (!stored) {
        return vault::fail(stored.error());
    }
    StoredUpload upload{std::move(*stored), {}};
    auto view = vault_.find_credential(by, credential);
    if (!view) {
        return vault::fail(view.error());
    }
    upload.sealed.push_back(std::move(*view));
    return upload;
}

} // namespace server::intake
