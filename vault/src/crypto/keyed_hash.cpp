#include "vault/keyed_hash.h"

#include <sodium.h>

#include <cstring>

namespace vault {

std::uint64_t keyed_hash(const HashKey& key, std::string_view text) noexcept
{
    static_assert(crypto_shorthash_KEYBYTES == sizeof(HashKey));
    static_assert(crypto_shorthash_BYTES == sizeof(std::uint64_t));
    std::array<unsigned char, crypto_shorthash_BYTES> hash{};
    crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
        reinterpret_cast<const unsigned char*>(key.data()));
    std::uint64_t number = 0;
    std::memcpy(&number, hash.data(), sizeof number);
    return number;
}

} // namespace vault
