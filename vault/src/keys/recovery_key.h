#pragma once

#include "crypto/envelope.h"
#include "vault/error.h"
#include "vault/secret.h"

#include <array>
#include <cstddef>
#include <string>

namespace vault {

// The public half of a recovery key (X25519): backups are sealed to it. Its private half never comes near the vault's folders.
struct RecoveryKey {
    std::array<std::byte, 32> bytes{};
    friend bool operator==(const RecoveryKey&, const RecoveryKey&) = default;
};

[[nodiscard]] RecoveryKey public_half(const Secret& recovery);
// 16 hexadecimal digits of BLAKE2b-256 of the public half: names the key to a person, and proves nothing.
[[nodiscard]] std::string fingerprint_of(const RecoveryKey& key);

// libsodium's sealed box: an ephemeral X25519 key, XSalsa20-Poly1305. 48 bytes longer than the secret.
[[nodiscard]] Bytes seal_to(const RecoveryKey& key, const Secret& secret);
// wrong_key when it does not open: another key's, or damaged.
[[nodiscard]] Expected<Secret> open_sealed_to(
    const Secret& recovery, std::span<const std::byte> box);

} // namespace vault
