#include "keys/wrapping.h"

#include "base/file.h"
#include "crypto/base64.h"
#include "keys/key_line.h"

#include <sodium.h>

namespace vault {

namespace {

constexpr std::size_t facts_bytes_max = 4096;

} // namespace

Expected<Secret> custody_key(const Custody& custody, const VaultFacts& facts)
{
    if (custody.kind != facts.custody) {
        if (facts.custody == Custody::Kind::passphrase)
            return fail({ErrorCode::wrong_key,
                "this vault is opened with a passphrase, not with a key file"});
        return fail(
            {ErrorCode::wrong_key, "this vault is opened with a key file, not with a passphrase"});
    }
    if (custody.kind == Custody::Kind::key_file) {
        if (custody.material.size() != key_bytes)
            return fail({ErrorCode::invalid, "a custody key has 32 bytes"});
        return custody.material.clone();
    }
    if (custody.material.empty())
        return fail({ErrorCode::invalid, "the passphrase is empty"});
    Secret key{key_bytes};
    if (crypto_pwhash(reinterpret_cast<unsigned char*>(key.mutable_bytes().data()), key.size(),
            reinterpret_cast<const char*>(custody.material.reveal().data()),
            custody.material.size(), reinterpret_cast<const unsigned char*>(facts.salt.data()),
            facts.passes, static_cast<std::size_t>(facts.memory_bytes),
            crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail({ErrorCode::unavailable, "not enough memory to derive the custody key"});
    return key;
}

Expected<void> check_new_custody(const Custody& custody)
{
    if (custody.kind != Custody::Kind::passphrase)
        return {};
    if (custody.material.size() < custody_passphrase_bytes_min)
        return fail({ErrorCode::invalid, "a passphrase has at least 12 characters"});
    static_assert(custody_passphrase_bytes_min == 12);
    const std::string_view text{
        reinterpret_cast<const char*>(custody.material.reveal().data()), custody.material.size()};
    if (text.starts_with(custody_line_start))
        return fail({ErrorCode::invalid, "this is a custody key file, not a passphrase"});
    return {};
}

Secret wrapping_key(const Secret& custody, std::string_view store)
{
    const std::string input = "tv1/wrap" + std::string{store};
    Secret key{key_bytes};
    crypto_generichash(reinterpret_cast<unsigned char*>(key.mutable_bytes().data()), key.size(),
        reinterpret_cast<const unsigned char*>(input.data()), input.size(),
        reinterpret_cast<const unsigned char*>(custody.reveal().data()), custody.size());
    return key;
}

Binding wrapped_binding(const VaultFacts& facts, const char* name)
{
    return {facts.store, facts.store, name, facts.origin};
}

VaultFacts new_facts(
    const StoreId& store, Custody::Kind kind, std::string_view origin, Random& random)
{
    VaultFacts facts{store.to_string(), std::string{origin}, kind, {}, 0, 0};
    if (kind == Custody::Kind::passphrase) {
        facts.salt.resize(crypto_pwhash_SALTBYTES);
        random.fill(facts.salt);
        facts.passes = crypto_pwhash_OPSLIMIT_MODERATE;
        facts.memory_bytes = crypto_pwhash_MEMLIMIT_MODERATE;
    }
    return facts;
}

Expected<VaultFacts> read_facts(const std::filesystem::path& folder, Files& files)
{
    const auto text = read_file(files, folder / facts_name, facts_bytes_max);
    if (!text && text.error().code() == ErrorCode::missing)
        return fail(
            {ErrorCode::missing, "the keys folder holds no vault: vault.json is not there"});
    if (!text && text.error().code() == ErrorCode::corrupt) // too large: as damaged as any other
        return parse_vault_facts("");
    if (!text)
        return fail(text.error());
    return parse_vault_facts(*text);
}

Binding rotation_binding(const VaultFacts& facts)
{
    Binding binding = wrapped_binding(facts, rotation_name);
    binding.terms = write_vault_facts(facts);
    return binding;
}

Expected<std::optional<RotationFile>> read_rotation(
    const std::filesystem::path& folder, Files& files)
{
    const auto text = read_file(files, folder / rotation_name, 2 * facts_bytes_max);
    if (!text && text.error().code() == ErrorCode::missing)
        return std::nullopt;
    if (!text)
        return fail(text.error());
    const auto end = text->find('\n');
    auto former = from_base64(std::string_view{*text}.substr(0, end));
    if (end == std::string::npos || !former)
        return fail({ErrorCode::corrupt, "the file of the custody key's change is damaged"});
    std::string facts_text = text->substr(end + 1);
    auto facts = parse_vault_facts(facts_text);
    if (!facts)
        return fail(facts.error());
    return RotationFile{std::move(*former), std::move(*facts), std::move(facts_text)};
}

Expected<Wrappings> find_wrappings(
    const std::filesystem::path& folder, const Custody& custody, Files& files)
{
    auto facts = read_facts(folder, files);
    if (!facts)
        return fail(facts.error());
    auto begun = read_rotation(folder, files);
    if (!begun)
        return fail(begun.error());
    if (*begun)
        facts = (*begun)->facts;
    const auto key = custody_key(custody, *facts);
    if (!key)
        return fail(key.error());
    Wrappings found{*facts, wrapping_key(*key, facts->store), {}};
    if (!*begun)
        return found;
    auto former = open_secret((*begun)->former, found.present, rotation_binding(*facts));
    if (!former)
        return fail({ErrorCode::wrong_key, "this custody key does not open this vault: its custody "
                                           "key was being changed, so the new one is needed"});
    found.former = std::move(*former);
    found.next_facts = std::move((*begun)->facts_text);
    return found;
}

Expected<Secret> open_under_either(
    std::string_view envelope, const Wrappings& wrappings, const char* name)
{
    const auto bytes = std::as_bytes(std::span{envelope});
    const Binding binding = wrapped_binding(wrappings.facts, name);
    auto opened = open_secret(bytes, wrappings.present, binding);
    return opened || wrappings.former.empty() ? std::move(opened)
                                              : open_secret(bytes, wrappings.former, binding);
}

} // namespace vault
