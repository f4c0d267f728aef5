#include "keys/recovery_key.h"

#include "crypto/hex.h"
#include "crypto/sodium_ready.h"
#include "keys/key_line.h"
#include "vault/assert.h"
#include "vault/backup.h"

#include <sodium.h>

namespace vault {

namespace {

constexpr std::string_view recovery_file_start = "tvrk1_";

const unsigned char* raw(std::span<const std::byte> bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

} // namespace

RecoveryKey public_half(const Secret& recovery)
{
    ensure_sodium_ready();
    TV_ASSERT(recovery.size() == crypto_box_SECRETKEYBYTES);
    RecoveryKey key;
    crypto_scalarmult_base(
        reinterpret_cast<unsigned char*>(key.bytes.data()), raw(recovery.reveal()));
    return key;
}

std::string fingerprint_of(const RecoveryKey& key)
{
    constexpr std::size_t shown_bytes = 8;
    const Bytes hash = ciphertext_hash(key.bytes);
    return to_hex(std::span{hash}.first(shown_bytes));
}

Bytes seal_to(const RecoveryKey& key, const Secret& secret)
{
    ensure_sodium_ready();
    Bytes box(secret.size() + crypto_box_SEALBYTES);
    TV_ASSERT(crypto_box_seal(reinterpret_cast<unsigned char*>(box.data()), raw(secret.reveal()),
                  secret.size(), raw(key.bytes)) == 0);
    return box;
}

Expected<Secret> open_sealed_to(const Secret& recovery, std::span<const std::byte> box)
{
    const RecoveryKey key = public_half(recovery);
    if (box.size() < crypto_box_SEALBYTES)
        return fail({ErrorCode::wrong_key, "this recovery key does not open this backup"});
    Secret secret{box.size() - crypto_box_SEALBYTES};
    if (crypto_box_seal_open(reinterpret_cast<unsigned char*>(secret.mutable_bytes().data()),
            raw(box), box.size(), raw(key.bytes), raw(recovery.reveal())) != 0)
        return fail({ErrorCode::wrong_key, "this recovery key does not open this backup"});
    return secret;
}

Expected<void> create_recovery_file(const std::filesystem::path& file, World world)
{
    return create_key_file(file, recovery_file_start,
        "a recovery file is there already; it is never overwritten", world);
}

Expected<Secret> read_recovery_file(const std::filesystem::path& file, World world)
{
    const auto line = read_secret_line(file,
        {.absent = "the recovery file is not there",
            .unreadable = "the recovery file cannot be read",
            .malformed = "a recovery file holds exactly one line"},
        world);
    if (!line)
        return fail(line.error());
    return decode_key_line(*line, recovery_file_start,
        "this is not a recovery file: one line is expected, tvrk1_ and 43 characters");
}

} // namespace vault
