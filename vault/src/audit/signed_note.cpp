#include "audit/signed_note.h"

#include "crypto/base64.h"
#include "crypto/hex.h"
#include "crypto/sodium_ready.h"
#include "vault/assert.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace vault {

namespace {

constexpr std::byte signature_type_ed25519{1};
constexpr std::string_view signature_start = "\u2014 "; // em dash and space
constexpr std::size_t key_id_bytes = 4;
using KeyId = std::array<std::byte, key_id_bytes>;

const unsigned char* raw(std::span<const std::byte> bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::span<const std::byte> bytes_of(std::string_view text)
{
    return std::as_bytes(std::span{text});
}

KeyId key_id(std::string_view name, const Hash& public_key)
{
    std::vector<std::byte> input;
    input.insert(input.end(), bytes_of(name).begin(), bytes_of(name).end());
    input.push_back(std::byte{'\n'});
    input.push_back(signature_type_ed25519);
    input.insert(input.end(), public_key.begin(), public_key.end());
    Hash digest{};
    unsigned int size = 0;
    TV_ASSERT(
        EVP_Digest(input.data(), input.size(), reinterpret_cast<unsigned char*>(digest.data()),
            &size, EVP_sha256(), nullptr) == 1);
    KeyId id{};
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
}

bool valid_name(std::string_view name)
{
    return !name.empty() &&
           std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7f && c != '+'; });
}

struct PublicKey {
    std::string name;
    KeyId id{};
    Hash key{};
};

// "<name>+<key id>+<base64(0x01 || key)>"; the key id must be the one that name and key give.
std::optional<PublicKey> parse_key(std::string_view text)
{
    const std::size_t first = text.find('+');
    const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    const auto bytes = from_base64(text.substr(second + 1));
    PublicKey key;
    key.name = text.substr(0, first);
    if (!valid_name(key.name) || !bytes || bytes->size() != 1 + key.key.size() ||
        bytes->front() != signature_type_ed25519)
        return std::nullopt;
    std::copy(bytes->begin() + 1, bytes->end(), key.key.begin());
    key.id = key_id(key.name, key.key);
    if (text.substr(first + 1, second - first - 1) != to_hex(key.id))
        return std::nullopt;
    return key;
}

struct SignatureLine {
    std::string_view name;
    std::vector<std::byte> bytes; // key id || signature
};

std::optional<SignatureLine> parse_signature(std::string_view line)
{
    if (!line.starts_with(signature_start))
        return std::nullopt;
    line.remove_prefix(signature_start.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || !valid_name(line.substr(0, space)))
        return std::nullopt;
    auto bytes = from_base64(line.substr(space + 1));
    if (!bytes || bytes->size() <= key_id_bytes)
        return std::nullopt;
    return SignatureLine{line.substr(0, space), std::move(*bytes)};
}

bool has_control_characters(std::string_view text)
{
    return std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n'; });
}

} // namespace

NoteSigner::NoteSigner(const Secret& seed, std::string name)
    : name_{std::move(name)}, secret_key_{crypto_sign_SECRETKEYBYTES}
{
    ensure_sodium_ready();
    TV_ASSERT(seed.size() == crypto_sign_SEEDBYTES && valid_name(name_));
    crypto_sign_seed_keypair(reinterpret_cast<unsigned char*>(public_key_.data()),
        reinterpret_cast<unsigned char*>(secret_key_.mutable_bytes().data()), raw(seed.reveal()));
}

std::string NoteSigner::sign(std::string_view body) const
{
    TV_ASSERT(body.ends_with('\n') && !body.ends_with("\n\n") && !has_control_characters(body));
    const KeyId id = key_id(name_, public_key_);
    std::array<std::byte, key_id_bytes + crypto_sign_BYTES> line{};
    std::ranges::copy(id, line.begin());
    crypto_sign_detached(reinterpret_cast<unsigned char*>(line.data() + key_id_bytes), nullptr,
        raw(bytes_of(body)), body.size(), raw(secret_key_.reveal()));
    std::string note{body};
    note += '\n';
    note += signature_start;
    note += name_;
    note += ' ';
    note += to_base64(line);
    note += '\n';
    return note;
}

VerifierKey NoteSigner::verifier() const
{
    std::vector<std::byte> typed{signature_type_ed25519};
    typed.insert(typed.end(), public_key_.begin(), public_key_.end());
    return {name_ + '+' + to_hex(key_id(name_, public_key_)) + '+' + to_base64(typed)};
}

bool is_verifier_key(const VerifierKey& key) { return parse_key(key.text).has_value(); }

std::string_view origin_of(const VerifierKey& key) noexcept
{
    return std::string_view{key.text}.substr(0, key.text.find('+'));
}

NoteReading read_note(std::string_view note, const VerifierKey& key)
{
    const std::size_t gap = note.rfind("\n\n");
    if (gap == std::string_view::npos || gap == 0 || !note.ends_with('\n') ||
        note.size() == gap + 2 || has_control_characters(note))
        return {};
    const std::string_view body = note.substr(0, gap + 1);
    const auto trusted = parse_key(key.text);
    ProofVerdict verdict = ProofVerdict::unknown_key;
    for (std::string_view rest = note.substr(gap + 2); !rest.empty();) {
        const std::size_t end = rest.find('\n');
        const auto signature = parse_signature(rest.substr(0, end));
        rest.remove_prefix(end + 1);
        if (!signature)
            return {};
        const std::span<const std::byte> bytes{signature->bytes};
        if (!trusted || signature->name != trusted->name ||
            !std::ranges::equal(bytes.first(key_id_bytes), trusted->id))
            continue;
        // One bad signature of a key that is ours spoils the note, whatever else stands in it.
        if (bytes.size() != key_id_bytes + crypto_sign_BYTES ||
            crypto_sign_verify_detached(raw(bytes.subspan(key_id_bytes)), raw(bytes_of(body)),
                body.size(), raw(trusted->key)) != 0)
            return {ProofVerdict::bad_signature, std::string{body}};
        verdict = ProofVerdict::good;
    }
    return {verdict, std::string{body}};
}

std::optional<std::string> open_note(std::string_view note, const VerifierKey& key)
{
    NoteReading reading = read_note(note, key);
    return reading.verdict == ProofVerdict::good ? std::optional{std::move(reading.body)}
                                                 : std::nullopt;
}

std::string checkpoint_body(std::string_view origin, std::uint64_t size, const Hash& root)
{
    return std::string{origin} + '\n' + std::to_string(size) + '\n' + hash_text(root) + '\n';
}

std::optional<Checkpoint> parse_checkpoint_body(std::string_view body, std::string_view origin)
{
    const std::size_t first = body.find('\n');
    const std::size_t second = first == std::string_view::npos ? first : body.find('\n', first + 1);
    if (second == std::string_view::npos || !body.ends_with('\n'))
        return std::nullopt;
    Checkpoint checkpoint;
    const std::string_view digits = body.substr(first + 1, second - first - 1);
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), checkpoint.size);
    const auto root = second + 1 < body.size()
                          ? parse_hash(body.substr(second + 1, body.size() - second - 2))
                          : std::nullopt;
    if (problem != std::errc{} || end != digits.data() + digits.size() || !root)
        return std::nullopt;
    checkpoint.root = *root;
    // Written again it must be the same text: no leading zeros, no extension lines, the right origin.
    if (checkpoint_body(origin, checkpoint.size, checkpoint.root) != body)
        return std::nullopt;
    return checkpoint;
}

} // namespace vault
