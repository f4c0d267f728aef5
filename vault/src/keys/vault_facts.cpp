#include "keys/vault_facts.h"

#include "base/name_table.h"
#include "crypto/base64.h"
#include "crypto/envelope.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace vault {

namespace {

using Json = nlohmann::json;

constexpr NameTable<Custody::Kind, 2> custody_kinds{{"key_file", "passphrase"}};
constexpr int format = 1;
constexpr std::size_t salt_bytes = 16;
// A file that asks for more would only make the reader run out of memory.
constexpr std::uint64_t memory_bytes_max = 4ULL << 30;
constexpr std::uint64_t passes_max = 64;

Json facts_without_checksum(const VaultFacts& facts)
{
    Json json{{"format", format}, {"store", facts.store}, {"origin", facts.origin},
        {"custody", custody_kinds.name(facts.custody)}};
    if (facts.custody == Custody::Kind::passphrase)
        json["argon2id"] = {{"salt", to_base64(facts.salt)}, {"passes", facts.passes},
            {"memory_bytes", facts.memory_bytes}};
    return json;
}

std::optional<VaultFacts> read_members(const Json& json)
{
    VaultFacts facts;
    facts.store = json.at("store").get<std::string>();
    facts.origin = json.at("origin").get<std::string>();
    const auto kind = custody_kinds.parse(json.at("custody").get<std::string>());
    if (!kind || !StoreId::parse(facts.store) || !is_valid_origin(facts.origin))
        return std::nullopt;
    facts.custody = *kind;
    if (facts.custody == Custody::Kind::passphrase) {
        const Json& argon = json.at("argon2id");
        auto salt = from_base64(argon.at("salt").get<std::string>());
        facts.passes = argon.at("passes").get<std::uint64_t>();
        facts.memory_bytes = argon.at("memory_bytes").get<std::uint64_t>();
        if (!salt || salt->size() != salt_bytes || facts.passes > passes_max ||
            facts.memory_bytes > memory_bytes_max)
            return std::nullopt;
        facts.salt = std::move(*salt);
    }
    return facts;
}

} // namespace

bool is_valid_origin(std::string_view origin) noexcept
{
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '/' || c == '-';
    };
    return !origin.empty() && origin.size() <= origin_bytes_max &&
           std::ranges::all_of(origin, allowed);
}

std::string write_vault_facts(const VaultFacts& facts)
{
    Json json = facts_without_checksum(facts);
    const std::string covered = json.dump();
    json["checksum"] = to_base64(ciphertext_hash(std::as_bytes(std::span{covered})));
    return json.dump(2) + '\n';
}

Expected<VaultFacts> parse_vault_facts(std::string_view text)
{
    std::optional<VaultFacts> facts;
    try {
        facts = read_members(Json::parse(text));
    } catch (const Json::exception&) {
        facts.reset();
    }
    // Written again it must give the same bytes: nothing added, nothing spelled in another way, the checksum right.
    if (!facts || write_vault_facts(*facts) != text)
        return fail({ErrorCode::corrupt, "vault.json in the keys folder is damaged"});
    return std::move(*facts);
}

} // namespace vault
