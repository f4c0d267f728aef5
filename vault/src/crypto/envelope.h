#pragma once

#include "vault/credential.h"
#include "vault/error.h"
#include "vault/id.h"
#include "vault/random.h"
#include "vault/secret.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vault {

using Bytes = std::vector<std::byte>;

// Envelope: version (1 byte, 1), algorithm (1 byte, 1 = XChaCha20-Poly1305-IETF), inner kind (1 byte), nonce (24), ciphertext and tag.
// Anything else is corrupt. docs/formats.md has the worked example.
enum class InnerKind : std::uint8_t { server_sealed = 1, opaque = 2 };

// What a ciphertext is bound to. Each part is length-prefixed when joined, so that no two bindings give the same bytes.
// A ciphertext moved to another object, field or store, or under changed terms, does not open.
struct Binding {
    std::string_view store;  // StoreId text
    std::string_view object; // id text of the object
    std::string_view field;  // "value", "body", "profile", …
    std::string
        terms{}; // canonical text of what else is bound, for example expiry and unseal limit; may be empty
};

[[nodiscard]] Bytes seal(std::span<const std::byte> plain, const Secret& key,
    const Binding& binding, Random& random, InnerKind inner = InnerKind::server_sealed);
// corrupt when it does not open.
[[nodiscard]] Expected<Secret> open_secret(
    std::span<const std::byte> envelope, const Secret& key, const Binding& binding);
// For redacted texts, which are not secrets but may exceed Secret's bound.
[[nodiscard]] Expected<std::string> open_text(
    std::span<const std::byte> envelope, const Secret& key, const Binding& binding);

// The terms of a credential's value: "expires_at=…;unseals_max=…;kc=…", see docs/formats.md.
[[nodiscard]] std::string credential_terms(
    Instant expires_at, std::uint32_t unseals_max, std::span<const std::byte> commitment);

inline constexpr std::size_t chunk_bytes = 64 * 1024;
// One chunk of an attachment: its binding holds index and last flag, so that truncation and reorder are found.
[[nodiscard]] Bytes seal_chunk(std::span<const std::byte> plain, const Secret& key,
    const Binding& object, std::uint64_t index, bool last, Random& random);
[[nodiscard]] Expected<std::string> open_chunk(std::span<const std::byte> envelope,
    const Secret& key, const Binding& object, std::uint64_t index, bool last);

inline constexpr std::size_t key_bytes = 32;
[[nodiscard]] Secret random_key(Random& random);
// kc = BLAKE2b-256(key = DEK, "tv1/kc" || store id || object id): published, binds a DEK without showing it.
[[nodiscard]] Bytes key_commitment(
    const Secret& key, std::string_view store, std::string_view object);
// BLAKE2b-256 without key, for ciphertext only: a plain hash of anything unredacted would let others test guesses.
[[nodiscard]] Bytes ciphertext_hash(std::span<const std::byte> ciphertext);
// BLAKE2b-256 keyed: blind indexes (login look-up) and stored hashes of 256-bit tokens.
[[nodiscard]] Bytes keyed_hash(
    const Secret& key, std::string_view purpose, std::span<const std::byte> input);

} // namespace vault
