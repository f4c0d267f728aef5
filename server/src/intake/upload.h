#pragma once

#include "http/body_reader.h"
#include "intake/scan_pool.h"
#include "vault/vault.h"

#include <semaphore>
#include <variant>
#include <vector>

namespace server::intake {

// Larger texts are sealed whole: the second pass holds the text and its redacted form in memory.
inline constexpr std::size_t scanned_upload_bytes_max = 16 * 1024 * 1024;
inline constexpr std::ptrdiff_t second_passes_max = 3;

struct StoredUpload {
    vault::AttachmentView attachment;
    std::vector<vault::CredentialView> sealed;
};

using UploadFault = std::variant<vault::Error, http::BodyFault>;

// Receives the bytes of announced attachments. First pass: sealed as they come, under a key of their own. Second pass: the sealed bytes
// are read again; text is scanned and its redacted form takes their place, everything else stays sealed whole.
//
// Order of durable writes: the sealed chunks; then one transaction with the redacted form and the credentials found in it. What breaks
// before that leaves nothing: drop_upload ends the key of the chunks.
// Memory: 64 KiB while receiving; in the second pass at most twice the text, for at most second_passes_max uploads at once.
// Threads: any.
class UploadIntake {
public:
    UploadIntake(vault::Vault& vault, ScanPool& pool) : vault_{vault}, pool_{pool} {}

    // `body` must have exactly the announced size (invalid).
    [[nodiscard]] std::expected<StoredUpload, UploadFault> receive(
        const vault::Actor& by, const vault::AttachmentId& id, http::BodyReader& body);

private:
    [[nodiscard]] std::expected<void, UploadFault> receive_bytes(
        const vault::AttachmentId& id, http::BodyReader& body);
    [[nodiscard]] vault::Expected<StoredUpload> second_pass(
        const vault::Actor& by, const vault::AttachmentView& announced);
    [[nodiscard]] vault::Expected<StoredUpload> store_redacted(
        const vault::Actor& by, const vault::AttachmentId& id, std::string_view text);
    [[nodiscard]] vault::Expected<StoredUpload> store_whole(
        const vault::Actor& by, const vault::AttachmentId& id, std::string_view reason);

    vault::Vault& vault_;
    ScanPool& pool_;
    std::counting_semaphore<second_passes_max> second_passes_{second_passes_max};
};

} // namespace server::intake
