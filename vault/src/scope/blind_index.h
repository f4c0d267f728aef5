#pragma once

#include "crypto/envelope.h"

#include <string_view>

namespace vault {

// How something secret or personal is found without being stored: keyed hashes under the keys folder's index key, one purpose each.
[[nodiscard]] inline Bytes login_index(const Secret& index_key, std::string_view login)
{
    return keyed_hash(index_key, "login", std::as_bytes(std::span{login}));
}
[[nodiscard]] inline Bytes session_token_hash(const Secret& index_key, const Secret& token)
{
    return keyed_hash(index_key, "session-token", token.reveal());
}
[[nodiscard]] inline Bytes guest_link_hash(const Secret& index_key, const Secret& link_secret)
{
    return keyed_hash(index_key, "guest-link", link_secret.reveal());
}

} // namespace vault
