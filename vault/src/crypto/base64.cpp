#include "crypto/base64.h"

#include "vault/assert.h"

#include <sodium.h>

namespace vault {

std::string to_base64(std::span<const std::byte> bytes)
{
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(),
        reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
        sodium_base64_VARIANT_ORIGINAL);
    text.pop_back(); // the terminating zero
    return text;
}

std::optional<std::vector<std::byte>> from_base64(std::string_view text)
{
    std::vector<std::byte> bytes(text.size() / 4 * 3 + 3);
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
            text.size(), nullptr, &length, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    bytes.resize(length);
    // libsodium takes any text it can decode; one spelling per value keeps signed texts unambiguous.
    if (to_base64(bytes) != text)
        return std::nullopt;
    return bytes;
}

} // namespace vault
