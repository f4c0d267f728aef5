#include "intake/upload.h"

#include "http/wiped_bytes.h"
#include "intake/document_texts.h"
#include "intake/slot_guard.h"
#include "redactor/documents/document_format.h"
#include "redactor/documents/text_check.h"

#include <algorithm>
#include <array>
#include <utility>

namespace server::intake {

namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;

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

} // namespace

redactor::DocumentLimits upload_document_limits()
{
    redactor::DocumentLimits limits;
    limits.document_bytes_max = scanned_upload_bytes_max;
    limits.decoded_bytes_max = document_texts_bytes_max;
    return limits;
}

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
    // The turn first: who waits for it must not hold one of the few places.
    const auto ticket = vault_.ticket_of(announced.id);
    if (!ticket) {
        return vault::fail(ticket.error());
    }
    const auto contents = tickets_.open(by, *ticket);
    if (!contents) {
        return vault::fail(contents.error());
    }
    const SlotGuard slot{second_passes_};
    http::WipedBytes bytes;
    bytes.reserve(announced.size);
    if (auto read = vault_.read_upload(
            announced.id, [&](std::span<const std::byte> piece) { bytes.append(piece); });
        !read) {
        return vault::fail(read.error());
    }
    const Target target{by, announced.id, *contents};
    return redactor::is_document(bytes.text()) ? store_document(target, bytes.text())
                                               : store_text(target, bytes.text());
}

vault::Expected<StoredUpload> UploadIntake::store_text(const Target& target, std::string_view text)
{
    if (const auto fault = redactor::text_fault(text)) {
        return store_whole(target.by, target.id, redactor::to_string(*fault));
    }
    auto redacted = redact_texts(target, {&text, 1});
    if (!redacted) {
        return vault::fail(redacted.error());
    }
    if (const auto* why = std::get_if<std::string_view>(&*redacted)) {
        return store_whole(target.by, target.id, *why);
    }
    auto& done = std::get<TicketRedaction>(*redacted);
    const std::string stored = std::move(done.redaction.texts.front());
    return store_redacted(target, stored, std::move(done));
}

vault::Expected<StoredUpload> UploadIntake::store_document(
    const Target& target, std::string_view bytes)
{
    DocumentTexts texts;
    if (const auto whole = texts.read(parser_, bytes)) {
        return store_whole(target.by, target.id, redactor::to_string(*whole));
    }
    auto redacted = redact_texts(target, texts.views());
    if (!redacted) {
        return vault::fail(redacted.error());
    }
    if (const auto* why = std::get_if<std::string_view>(&*redacted)) {
        return store_whole(target.by, target.id, *why);
    }
    auto& done = std::get<TicketRedaction>(*redacted);
    const auto written = texts.write(parser_, bytes, done.redaction.edits);
    if (!written) {
        return store_whole(target.by, target.id, redactor::to_string(written.error()));
    }
    return store_redacted(target, *written ? std::string_view{**written} : bytes, std::move(done));
}

vault::Expected<UploadIntake::Redacted> UploadIntake::redact_texts(
    const Target& target, std::span<const std::string_view> texts)
{
    auto scanning = pool_.submit({{texts.begin(), texts.end()}, target.contents.credential_ids});
    if (!scanning) {
        return vault::fail(
            {vault::ErrorCode::unavailable, "too many texts are waiting to be scanned"});
    }
    std::vector<ScanResult> scans = scanning->get();
    std::vector<Part> parts;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (!scans[i]) {
            return Redacted{word_of(scans[i].error())};
        }
        parts.push_back({texts[i], Treatment::seal, redacted_file_bytes_max(texts[i].size())});
    }
    auto done = tickets_.redact(
        target.by, target.contents, std::move(parts), std::move(scans), {}, target.id);
    if (!done) {
        return vault::fail(done.error());
    }
    const Redaction& redaction = done->redaction;
    // An upload that is sealed whole costs one credential, so one place is enough to go on.
    const std::size_t taken = target.contents.credential_ids.size();
    if (std::ranges::count(redaction.sealed_whole, true) > 0 ||
        taken + redaction.found.size() > vault::ticket_credentials_max) {
        return Redacted{std::string_view{"too-many-findings"}};
    }
    return Redacted{std::move(*done)};
}

vault::Expected<StoredUpload> UploadIntake::store_redacted(
    const Target& target, std::string_view redacted, TicketRedaction done)
{
    std::vector<vault::CredentialId> found;
    for (const vault::NewCredential& credential : done.redaction.found) {
        found.push_back(credential.id);
    }
    auto stored = vault_.complete_redacted(
        target.by, target.id, redacted, std::move(done.redaction.found), std::move(done.rewrites));
    if (!stored) {
        return vault::fail(stored.error());
    }
    StoredUpload upload{std::move(*stored), {}};
    for (const vault::CredentialId& credential : found) {
        auto view = vault_.find_credential(target.by, credential);
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
