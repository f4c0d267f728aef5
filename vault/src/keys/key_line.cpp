#include "keys/key_line.h"

#include "base/file.h"
#include "crypto/envelope.h"
#include "crypto/sodium_ready.h"

#include <sodium.h>

#include <cstring>
#include <optional>

namespace vault {

namespace {

constexpr std::size_t encoded_bytes = 43; // base64url of 32 bytes, no padding
constexpr std::size_t file_bytes_max = 1024;

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

Secret encode_key_line(const Secret& key, std::string_view prefix)
{
    Secret line{prefix.size() + encoded_bytes + 1};
    char* const text = reinterpret_cast<char*>(line.mutable_bytes().data());
    std::memcpy(text, prefix.data(), prefix.size());
    sodium_bin2base64(text + prefix.size(), encoded_bytes + 1,
        reinterpret_cast<const unsigned char*>(key.reveal().data()), key.size(),
        sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    text[line.size() - 1] = '\n';
    return line;
}

} // namespace

Expected<Secret> read_secret_line(
    const std::filesystem::path& file, const SecretFileWords& words, World world)
{
    ensure_sodium_ready();
    const auto content = read_secret_file(world.files, file, file_bytes_max);
    if (!content) {
        switch (content.error().code()) {
        case ErrorCode::missing:
            return fail({ErrorCode::missing, words.absent});
        case ErrorCode::invalid:
            return fail({ErrorCode::invalid, words.malformed});
        default: // what is said of the vault's own files would lead astray
            return fail({ErrorCode::unavailable, words.unreadable});
        }
    }
    const auto line = single_line(text_of(*content));
    if (!line)
        return fail({ErrorCode::invalid, words.malformed});
    return Secret::copy_of(*line);
}

Expected<Secret> decode_key_line(
    const Secret& secret_line, std::string_view prefix, Literal malformed)
{
    const std::string_view line = text_of(secret_line);
    if (!line.starts_with(prefix) || line.size() != prefix.size() + encoded_bytes)
        return fail({ErrorCode::invalid, malformed});
    Secret key{key_bytes};
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(key.mutable_bytes().data()), key.size(),
            line.data() + prefix.size(), encoded_bytes, nullptr, &length, &end,
            sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        length != key_bytes || end != line.data() + line.size())
        return fail({ErrorCode::invalid, malformed});
    return key;
}

Expected<void> create_key_file(
    const std::filesystem::path& file, std::string_view prefix, Literal exists, World world)
{
    ensure_sodium_ready();
    const Secret line = encode_key_line(random_key(world.random), prefix);
    auto created = File::open(world.files, file, File::Mode::create);
    if (!created && created.error().code() == ErrorCode::conflict)
        return fail({ErrorCode::conflict, exists});
    if (!created && created.error().code() == ErrorCode::missing)
        return fail({ErrorCode::missing, "the folder for this file is not there"});
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
