#include "vault/secret.h"

#include "vault/assert.h"

#include "base/secret_arena.h"

#include <sodium.h>

#include <cstring>
#include <utility>

namespace vault {

Secret::Secret(std::size_t size)
    : data_{size == 0 ? nullptr : SecretArena::instance().allocate(size)}, size_{size}
{
}

Secret Secret::copy_of(std::span<const std::byte> bytes)
{
    Secret copy{bytes.size()};
    if (!bytes.empty())
        std::memcpy(copy.data_, bytes.data(), bytes.size());
    return copy;
}

Secret Secret::copy_of(std::string_view text) { return copy_of(std::as_bytes(std::span{text})); }

Secret::Secret(Secret&& other) noexcept
    : data_{std::exchange(other.data_, nullptr)}, size_{std::exchange(other.size_, 0)}
{
}

Secret& Secret::operator=(Secret&& other) noexcept
{
    if (this != &other) {
        wipe();
        data_ = std::exchange(other.data_, nullptr);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}

Secret::~Secret() { wipe(); }

Secret Secret::clone() const { return copy_of(reveal()); }

void Secret::wipe() noexcept
{
    if (data_ != nullptr)
        SecretArena::instance().release(data_, size_);
    data_ = nullptr;
    size_ = 0;
}

bool same_bytes(std::span<const std::byte> a, std::span<const std::byte> b) noexcept
{
    return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

void wipe(std::span<std::byte> bytes) noexcept
{
    if (!bytes.empty())
        sodium_memzero(bytes.data(), bytes.size());
}

} // namespace vault
