#pragma once

#include "crypto/envelope.h"
#include "keys/vault_facts.h"
#include "vault/vault.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace vault {

// What the files of the keys folder are wrapped under, and how the custody key leads there; the files themselves are keys_folder.h's.

inline constexpr const char* facts_name = "vault.json";
inline constexpr const char* rotation_name = "rotation";

// The file `rotation`: the old W under the new one in base64, a line end, the new vault.json.
struct RotationFile {
    Bytes former; // envelope
    VaultFacts facts;
    std::string facts_text;
};

// W, and the former one.
struct Wrappings {
    VaultFacts facts;
    Secret present;
    Secret former;            // empty: no rotation is under way
    std::string next_facts{}; // the vault.json to come, while one is
};

// The custody key C: the file's bytes, or what Argon2id makes of the passphrase. wrong_key for the other kind; invalid; unavailable without
// memory for Argon2id.
[[nodiscard]] Expected<Secret> custody_key(const Custody& custody, const VaultFacts& facts);
// invalid: a passphrase that is too short for a new vault's, or is the line of a key file.
[[nodiscard]] Expected<void> check_new_custody(const Custody& custody);
// W = BLAKE2b-256(key = C, "tv1/wrap" || store id)
[[nodiscard]] Secret wrapping_key(const Secret& custody, std::string_view store);
[[nodiscard]] Binding wrapped_binding(const VaultFacts& facts, const char* name);
[[nodiscard]] Binding rotation_binding(const VaultFacts& facts);

// Of a vault with this custody: a salt of its own for a passphrase.
[[nodiscard]] VaultFacts new_facts(
    const StoreId& store, Custody::Kind kind, std::string_view origin, Random& random);
[[nodiscard]] Expected<VaultFacts> read_facts(const std::filesystem::path& folder, Files& files);
// nullopt when no change of the custody key is under way.
[[nodiscard]] Expected<std::optional<RotationFile>> read_rotation(
    const std::filesystem::path& folder, Files& files);
[[nodiscard]] Expected<Wrappings> find_wrappings(
    const std::filesystem::path& folder, const Custody& custody, Files& files);
// Under the present W or, while a rotation is under way, under the former.
[[nodiscard]] Expected<Secret> open_under_either(
    std::string_view envelope, const Wrappings& wrappings, const char* name);

} // namespace vault
