#include "crypto/envelope.h"

#include "crypto/base64.h"
#include "crypto/sodium_ready.h"
#include "vault/assert.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace vault {

namespace {

constexpr std::byte envelope_version{1};
constexpr std::byte algorithm_xchacha20_poly1305{1};
constexpr std::size_t header_bytes = 3;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t overhead_bytes = header_bytes + nonce_bytes + tag_bytes;
static_assert(key_bytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

unsigned char* raw(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }

const unsigned char* raw(std::span<const std::byte> bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

void append_number(Bytes& out, std::uint64_t number)
{
    for (unsigned shift = 0; shift < 64; shift += 8)
        out.push_back(static_cast<std::byte>(number >> shift & 0xffU));
}

void append_part(Bytes& out, std::string_view part)
{
    append_number(out, part.size());
    const auto bytes = std::as_bytes(std::span{part});
    out.insert(out.end(), bytes.begin(), bytes.end());
}

// header || number of parts || each part with its length before it: injective, so no two bindings give the same bytes.
Bytes associated_data(std::span<const std::byte> header, std::span<const std::string_view> parts)
{
    Bytes out;
    out.reserve(160);
    out.insert(out.end(), header.begin(), header.end());
    append_number(out, parts.size());
    for (const std::string_view part : parts)
        append_part(out, part);
    return out;
}

Bytes seal_parts(std::span<const std::byte> plain, const Secret& key,
    std::span<const std::string_view> parts, Random& random, InnerKind inner)
{
    ensure_sodium_ready();
    TV_ASSERT(key.size() == key_bytes);
    Bytes out(overhead_bytes + plain.size());
    out[0] = envelope_version;
    out[1] = algorithm_xchacha20_poly1305;
    out[2] = static_cast<std::byte>(inner);
    const std::span<std::byte> nonce{out.data() + header_bytes, nonce_bytes};
    random.fill(nonce);
    const Bytes bound = associated_data(std::span{out}.first(header_bytes), parts);
    unsigned long long written = 0;
    const int result = crypto_aead_xchacha20poly1305_ietf_encrypt(
        raw(out.data() + header_bytes + nonce_bytes), &written, raw(plain), plain.size(),
        raw(bound), bound.size(), nullptr, raw(nonce), raw(key.reveal()));
    TV_ASSERT(result == 0 && written == plain.size() + tag_bytes);
    return out;
}

bool well_formed(std::span<const std::byte> envelope)
{
    if (envelope.size() < overhead_bytes || envelope[0] != envelope_version ||
        envelope[1] != algorithm_xchacha20_poly1305)
        return false;
    const auto inner = static_cast<InnerKind>(envelope[2]);
    return inner == InnerKind::server_sealed || inner == InnerKind::opaque;
}

// `out` holds envelope.size() - overhead_bytes bytes; the envelope is well formed.
bool open_into(std::byte* out, std::span<const std::byte> envelope, const Secret& key,
    std::span<const std::string_view> parts)
{
    ensure_sodium_ready();
    TV_ASSERT(key.size() == key_bytes);
    const Bytes bound = associated_data(envelope.first(header_bytes), parts);
    const auto nonce = envelope.subspan(header_bytes, nonce_bytes);
    const auto sealed = envelope.subspan(header_bytes + nonce_bytes);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(raw(out), nullptr, nullptr, raw(sealed),
               sealed.size(), raw(bound), bound.size(), raw(nonce), raw(key.reveal())) == 0;
}

std::array<std::string_view, 4> parts_of(const Binding& binding)
{
    return {binding.store, binding.object, binding.field, binding.terms};
}

Expected<std::string> open_parts(
    std::span<const std::byte> envelope, const Secret& key, std::span<const std::string_view> parts)
{
    if (!well_formed(envelope))
        return fail({ErrorCode::corrupt, "a sealed text is not an envelope"});
    std::string text(envelope.size() - overhead_bytes, '\0');
    if (!open_into(reinterpret_cast<std::byte*>(text.data()), envelope, key, parts))
        return fail({ErrorCode::corrupt, "a sealed text does not open"});
    return text;
}

// The index and whether more follows are parts of the binding beside the object's own.
struct ChunkParts {
    ChunkParts(const Binding& object, std::uint64_t index, bool last)
        : number{std::to_string(index)}, parts{object.store, object.object, object.field,
                                             object.terms, number, last ? "last" : "more"}
    {
    }
    ChunkParts(const ChunkParts&) = delete;
    ChunkParts& operator=(const ChunkParts&) = delete;

    std::string number;
    std::array<std::string_view, 6> parts;
};

// BLAKE2b-256 under `key` over the parts one after the other.
Bytes hash_parts(const Secret& key, std::initializer_list<std::span<const std::byte>> parts)
{
    ensure_sodium_ready();
    TV_ASSERT(key.size() == key_bytes);
    Bytes out(crypto_generichash_BYTES);
    crypto_generichash_state state;
    TV_ASSERT(crypto_generichash_init(&state, raw(key.reveal()), key.size(), out.size()) == 0);
    for (const auto part : parts)
        crypto_generichash_update(&state, raw(part), part.size());
    crypto_generichash_final(&state, raw(out.data()), out.size());
    sodium_memzero(&state, sizeof state);
    return out;
}

std::span<const std::byte> bytes_of(std::string_view text)
{
    return std::as_bytes(std::span{text});
}

} // namespace

Bytes seal(std::span<const std::byte> plain, const Secret& key, const Binding& binding,
    Random& random, InnerKind inner)
{
    return seal_parts(plain, key, parts_of(binding), random, inner);
}

Expected<Secret> open_secret(
    std::span<const std::byte> envelope, const Secret& key, const Binding& binding)
{
    if (!well_formed(envelope) || envelope.size() - overhead_bytes > Secret::bytes_max)
        return fail({ErrorCode::corrupt, "a sealed value is not an envelope"});
    Secret value{envelope.size() - overhead_bytes};
    if (!open_into(value.mutable_bytes().data(), envelope, key, parts_of(binding)))
        return fail({ErrorCode::corrupt, "a sealed value does not open"});
    return value;
}

Expected<std::string> open_text(
    std::span<const std::byte> envelope, const Secret& key, const Binding& binding)
{
    return open_parts(envelope, key, parts_of(binding));
}

std::string credential_terms(
    Instant expires_at, std::uint32_t unseals_max, std::span<const std::byte> commitment)
{
    return "expires_at=" + std::to_string(expires_at.ms) +
           ";unseals_max=" + std::to_string(unseals_max) + ";kc=" + to_base64(commitment);
}

Bytes seal_chunk(std::span<const std::byte> plain, const Secret& key, const Binding& object,
    std::uint64_t index, bool last, Random& random)
{
    TV_ASSERT(plain.size() <= chunk_bytes);
    const ChunkParts bound{object, index, last};
    return seal_parts(plain, key, bound.parts, random, InnerKind::server_sealed);
}

Expected<std::string> open_chunk(std::span<const std::byte> envelope, const Secret& key,
    const Binding& object, std::uint64_t index, bool last)
{
    const ChunkParts bound{object, index, last};
    return open_parts(envelope, key, bound.parts);
}

Secret random_key(Random& random)
{
    Secret key{key_bytes};
    random.fill(key.mutable_bytes());
    return key;
}

Bytes ciphertext_hash(std::span<const std::byte> ciphertext)
{
    ensure_sodium_ready();
    Bytes out(crypto_generichash_BYTES);
    crypto_generichash(raw(out.data()), out.size(), raw(ciphertext), ciphertext.size(), nullptr, 0);
    return out;
}

Bytes key_commitment(const Secret& key, std::string_view store, std::string_view object)
{
    return hash_parts(key, {bytes_of("tv1/kc"), bytes_of(store), bytes_of(object)});
}

Bytes keyed_hash(const Secret& key, std::string_view purpose, std::span<const std::byte> input)
{
    Bytes prefix;
    append_part(prefix, purpose); // with its length, so that no purpose runs into an input
    return hash_parts(key, {prefix, input});
}

} // namespace vault
