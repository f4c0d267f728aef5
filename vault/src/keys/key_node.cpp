#include "keys/key_node.h"

#include "crypto/sodium_ready.h"
#include "vault/assert.h"

#include <sodium.h>

#include <algorithm>
#include <string>

namespace vault {

namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
static_assert(KeyNode::sealed_bytes == nonce_bytes + KeyNode::fan_out * key_bytes +
                                           crypto_aead_xchacha20poly1305_ietf_ABYTES);

unsigned char* raw(std::span<std::byte> bytes)
{
    return reinterpret_cast<unsigned char*>(bytes.data());
}

const unsigned char* raw(std::span<const std::byte> bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string associated_data(std::string_view store, NodePlace place)
{
    std::string bound{"tv1/node "};
    bound.append(store).append(" ").append(std::to_string(place.level)).append(" ");
    bound.append(std::to_string(place.index)).append(" ");
    return bound.append(std::to_string(KeyNode::fan_out));
}

bool all_zero(std::span<const std::byte> bytes)
{
    return sodium_is_zero(raw(bytes), bytes.size()) == 1;
}

} // namespace

bool KeyNode::holds(std::size_t place) const
{
    TV_ASSERT(place < fan_out);
    return !all_zero(keys_.reveal().subspan(place * key_bytes, key_bytes));
}

Secret KeyNode::key(std::size_t place) const
{
    TV_ASSERT(holds(place));
    return Secret::copy_of(keys_.reveal().subspan(place * key_bytes, key_bytes));
}

void KeyNode::put(std::size_t place, const Secret& key)
{
    TV_ASSERT(place < fan_out && key.size() == key_bytes && !all_zero(key.reveal()));
    std::ranges::copy(
        key.reveal(), keys_.mutable_bytes().subspan(place * key_bytes, key_bytes).begin());
}

void KeyNode::clear(std::size_t place)
{
    TV_ASSERT(place < fan_out);
    wipe(keys_.mutable_bytes().subspan(place * key_bytes, key_bytes));
}

bool KeyNode::empty() const
{
    // Place by place: the first key that is there ends it.
    for (std::size_t place = 0; place < fan_out; ++place)
        if (holds(place))
            return false;
    return true;
}

Bytes KeyNode::sealed(
    const Secret& under, std::string_view store, NodePlace place, Random& random) const
{
    ensure_sodium_ready();
    TV_ASSERT(under.size() == key_bytes);
    Bytes out(sealed_bytes);
    const auto nonce = std::span{out}.first(nonce_bytes);
    random.fill(nonce);
    const std::string bound = associated_data(store, place);
    unsigned long long written = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(std::span{out}.subspan(nonce_bytes)), &written,
        raw(keys_.reveal()), keys_.size(), reinterpret_cast<const unsigned char*>(bound.data()),
        bound.size(), nullptr, raw(nonce), raw(under.reveal()));
    TV_ASSERT(written == sealed_bytes - nonce_bytes);
    return out;
}

Expected<KeyNode> KeyNode::open(
    std::span<const std::byte> sealed, const Secret& under, std::string_view store, NodePlace place)
{
    ensure_sodium_ready();
    TV_ASSERT(under.size() == key_bytes);
    KeyNode node;
    const std::string bound = associated_data(store, place);
    if (sealed.size() != sealed_bytes ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(raw(node.keys_.mutable_bytes()), nullptr,
            nullptr, raw(sealed.subspan(nonce_bytes)), sealed_bytes - nonce_bytes,
            reinterpret_cast<const unsigned char*>(bound.data()), bound.size(), raw(sealed),
            raw(under.reveal())) != 0)
        return fail(
            Error{ErrorCode::corrupt, "a node of the key tree does not open"}.with(place.index));
    return node;
}

} // namespace vault
