#include "file.h"
#include "vault/vault.h"

#include "crypto/sodium_ready.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace vault {

namespace {

constexpr std::string_view key_file_start = "tvck1_";
constexpr std::size_t custody_key_bytes = 32;
constexpr std::size_t encoded_bytes = 43; // base64url of 32 bytes, no padding
constexpr std::size_t custody_file_bytes_max = 1024;

std::string_view text_of(const Secret& secret)
{
    return {reinterpret_cast<const char*>(secret.reveal().data()), secret.size()};
}

// One line, with or without its end.
std::optional<std::string_view> single_line(std::string_view text)
{
    if (text.ends_with('\n'))
        text.remove_suffix(1);
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    if (text.empty() || text.find('\n') != std::string_view::npos ||
        text.find('\0') != std::string_view::npos)
        return std::nullopt;
    return text;
}

Secret encode_key_line(const Secret& key)
{
    Secret line{key_file_start.size() + encoded_bytes + 1};
    char* const text = reinterpret_cast<char*>(line.mutable_bytes().data());
    std::memcpy(text, key_file_start.data(), key_file_start.size());
    sodium_bin2base64(text + key_file_start.size(), encoded_bytes + 1,
        reinterpret_cast<const unsigned char*>(key.reveal().data()), key.size(),
        sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    text[line.size() - 1] = '\n';
    return line;
}

Expected<Secret> decode_key_line(std::string_view line)
{
    static const auto malformed = [] {
        return fail({ErrorCode::invalid,
            "this is not a custody key file: one line is expected, tvck1_ and 43 characters"});
    };
    if (!line.starts_with(key_file_start) || line.size() != key_file_start.size() + encoded_bytes)
        return malformed();
    Secret key{custody_key_bytes};
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(key.mutable_bytes().data()), key.size(),
            line.data() + key_file_start.size(), encoded_bytes, nullptr, &length, &end,
            sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        length != custody_key_bytes || end != line.data() + line.size())
        return malformed();
    return key;
}

} // namespace

Expected<Custody> read_custody_file(
    const std::filesystem::path& file, Custody::Kind kind, World world)
{
    ensure_sodium_ready();
    const auto content = read_secret_file(world.files, file, custody_file_bytes_max);
    if (!content && content.error().code() == ErrorCode::missing)
        return fail({ErrorCode::missing, "the custody file is not there"});
    if (!content)
        return fail(content.error());
    const auto line = single_line(text_of(*content));
    if (!line)
        return fail({ErrorCode::invalid, "a custody file holds exactly one line"});
    if (kind == Custody::Kind::passphrase)
        return Custody{kind, Secret::copy_of(*line)};
    auto key = decode_key_line(*line);
    if (!key)
        return fail(key.error());
    return Custody{kind, std::move(*key)};
}

Expected<void> create_custody_file(const std::filesystem::path& file, World world)
{
    ensure_sodium_ready();
    Secret key{custody_key_bytes};
    world.random.fill(key.mutable_bytes());
    const Secret line = encode_key_line(key);
    auto created = File::open(world.files, file, File::Mode::create);
    if (!created && created.error().code() == ErrorCode::conflict)
        return fail(
            {ErrorCode::conflict, "a custody file is there already; it is never overwritten"});
    if (!created)
        return fail(created.error());
    auto written = created->write_at(0, line.reveal());
    if (written)
        written = created->sync();
    if (!written) { // half a key file would look like a key
        ignore_failure(remove_file(world.files, file));
        return written;
    }
    return sync_folder(
        world.files, file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."});
}

} // namespace vault
