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

// The texts of a document, held between its two readings. The parser is believed nothing: in the second reading it must show the
// same texts in the same order, or the document is kept whole.
class DocumentTexts {
public:
    using Edits = std::optional<std::vector<redactor::Edit>>;

    Edits keep(std::string_view text)
    {
        bytes_ += text.size();
        if (bytes_ > document_texts_bytes_max) {
            return std::nullopt;
        }
        texts_.emplace_back().append(std::as_bytes(std::span{text}));
        return std::vector<redactor::Edit>{};
    }

    std::vector<std::string_view> views() const
    {
        std::vector<std::string_view> out;
        for (const http::WipedBytes& text : texts_) {
            out.push_back(text.text());
        }
        return out;
    }

    Edits edits_for(std::string_view text, const std::vector<std::vector<redactor::Edit>>& edits)
    {
        if (next_ >= texts_.size() || texts_[next_].text() != text) {
            return std::nullopt;
        }
        return edits[next_++];
    }

    bool all_edited() const { return next_ == texts_.size(); }

private:
    std::vector<http::WipedBytes> texts_;
    std::size_t bytes_ = 0;
    std::size_t next_ = 0;
};

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
    const SlotGuard slot{second_passes_};
    http::WipedBytes bytes;
    bytes.reserve(announced.size);
    if (auto read = vault_.read_upload(
            announced.id, [&](std::span<const std::byte> piece) { bytes.append(piece); });
        !read) {
        return vault::fail(read.error());
    }
    const bool looks_like_text =
        redactor::format_of(bytes.text().substr(0, redactor::document_start_bytes)) ==
        redactor::DocumentFormat::text;
    return looks_like_text && is_text(bytes.text()) ? store_text(by, announced.id, bytes.text())
           : looks_like_text                        ? store_whole(by, announced.id, "binary")
                             : store_document(by, announced.id, bytes.text());
}

vault::Expected<StoredUpload> UploadIntake::store_text(
    const vault::Actor& by, const vault::AttachmentId& id, std::string_view text)
{
    auto redacted = redact_texts(by, id, {&text, 1});
    if (!redacted) {
        return vault::fail(redacted.error());
    }
    if (const auto* why = std::get_if<std::string_view>(&*redacted)) {
        return store_whole(by, id, *why);
    }
    auto& redaction = std::get<Redaction>(*redacted);
    return store_redacted(by, id, redaction.texts.front(), std::move(redaction.found));
}

vault::Expected<StoredUpload> UploadIntake::store_document(
    const vault::Actor& by, const vault::AttachmentId& id, std::string_view bytes)
{
    DocumentTexts texts;
    const auto read = parser_.parse(
        bytes, false, [&](const std::string&, std::string_view text) { return texts.keep(text); });
    if (!read.whole.empty()) {
        return store_whole(by, id, redactor::to_string(read.whole.front().reason));
    }
    auto redacted = redact_texts(by, id, texts.views());
    if (!redacted) {
        return vault::fail(redacted.error());
    }
    if (const auto* why = std::get_if<std::string_view>(&*redacted)) {
        return store_whole(by, id, *why);
    }
    auto& redaction = std::get<Redaction>(*redacted);
    const auto written = parser_.parse(bytes, true, [&](const std::string&, std::string_view text) {
        return texts.edits_for(text, redaction.edits);
    });
    if (!written.whole.empty() || !texts.all_edited()) {
        return store_whole(by, id,
            redactor::to_string(written.whole.empty() ? redactor::WholeReason::parser_failed
                                                      : written.whole.front().reason));
    }
    return store_redacted(by, id, written.rewritten ? std::string_view{*written.rewritten} : bytes,
        std::move(redaction.found));
}

vault::Expected<UploadIntake::Redacted> UploadIntake::redact_texts(
    const vault::Actor& by, const vault::AttachmentId& id, std::span<const std::string_view> texts)
{
    const auto ticket_id = vault_.ticket_of(id);
    if (!ticket_id) {
        return vault::fail(ticket_id.error());
    }
    const auto contents = read_contents(vault_, by, *ticket_id);
    if (!contents) {
        return vault::fail(contents.error());
    }
    auto scanning = pool_.submit({{texts.begin(), texts.end()}, contents->credential_ids});
    if (!scanning) {
        return vault::fail(
            {vault::ErrorCode::unavailable, "too many texts are waiting to be scanned"});
    }
    const std::vector<ScanResult> scans = scanning->get();
    std::vector<Part> parts;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (!scans[i]) {
            return Redacted{word_of(scans[i].error())};
        }
        parts.push_back({texts[i], Treatment::seal, 2 * texts[i].size() + chunk_bytes});
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
    auto redaction = redact(parts, scans, contents->known_values(), terms, vault_.random());
    if (redaction.parts_sealed_whole > 0 || redaction.found.size() > terms.credentials_max) {
        return Redacted{std::string_view{"too-many-findings"}};
    }
    return Redacted{std::move(redaction)};
}

vault::Expected<StoredUpload> UploadIntake::store_redacted(const vault::Actor& by,
    const vault::AttachmentId& id, std::string_view redacted,
    std::vector<vault::NewCredential> credentials)
{
    std::vector<vault::CredentialId> found;
    for (const vault::NewCredential& credential : credentials) {
        found.push_back(credential.id);
    }
    auto stored = vault_.complete_redacted(by, id, redacted, std::move(credentials));
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
