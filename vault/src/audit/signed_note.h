#pragma once

#include "vault/audit.h"
#include "vault/proof.h"
#include "vault/secret.h"

#include <optional>
#include <string>
#include <string_view>

namespace vault {

// C2SP signed-note with Ed25519 (signature type 0x01): key id = first 4 bytes of SHA-256(name || "\n" || 0x01 || public key);
// signature line "— name base64(key id || signature)".
class NoteSigner {
public:
    // `seed` 32 bytes. `name` is the log's origin.
    NoteSigner(const Secret& seed, std::string name);
    // `body` must end in a newline and hold no empty line at its end.
    [[nodiscard]] std::string sign(std::string_view body) const;
    [[nodiscard]] VerifierKey verifier() const;
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

private:
    std::string name_;
    Secret secret_key_; // 64 bytes, libsodium's form
    Hash public_key_{};
};

// The name in front of the key; `key` must outlive it.
[[nodiscard]] std::string_view origin_of(const VerifierKey& key) noexcept;

// What a note is worth to somebody who trusts `key`. body: the signed lines, set unless malformed. unknown_key: well formed, but no
// signature claims to be `key`'s, or `key` itself is not a verifier key.
struct NoteReading {
    ProofVerdict verdict = ProofVerdict::malformed;
    std::string body;
};
[[nodiscard]] NoteReading read_note(std::string_view note, const VerifierKey& key);

// The body without its signatures, when one of them is `key`'s and good.
[[nodiscard]] std::optional<std::string> open_note(std::string_view note, const VerifierKey& key);

// "origin\nsize\nbase64(root)\n", C2SP tlog-checkpoint.
[[nodiscard]] std::string checkpoint_body(
    std::string_view origin, std::uint64_t size, const Hash& root);
[[nodiscard]] std::optional<Checkpoint> parse_checkpoint_body(
    std::string_view body, std::string_view origin);

} // namespace vault
