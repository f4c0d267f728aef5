#include "crypto/base64.h"
#include "vault/audit.h"

#include <algorithm>

namespace vault {

std::string hash_text(const Hash& hash) { return to_base64(hash); }

std::optional<Hash> parse_hash(std::string_view text)
{
    const auto bytes = from_base64(text);
    Hash hash{};
    if (!bytes || bytes->size() != hash.size())
        return std::nullopt;
    std::ranges::copy(*bytes, hash.begin());
    return hash;
}

} // namespace vault
