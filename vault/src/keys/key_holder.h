#pragma once

#include "vault/error.h"
#include "vault/secret.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace vault {

// Where a key lies in the holder. Stored beside the object it belongs to; never reused while the row names it.
struct KeySlot {
    std::uint64_t number = 0;
    friend auto operator<=>(const KeySlot&, const KeySlot&) = default;
};

// A key the database says is alive, for recovery.
struct LiveKey {
    KeySlot slot;
    std::string object;
};

// Holds the random key of every sealed object and can destroy one for good. A participant in the writer's transaction:
//
//     put, mark…, prepare() | COMMIT | finish()        or, before COMMIT, abandon()
//
// prepare makes new keys durable before the database names them; finish destroys the marked ones, reads back that they are gone, and
// returns at the destruction point. After a crash recover() repeats what the database had decided and destroys keys it never heard of.
// Threads: put, mark, prepare, finish, abandon, recover from the writer's thread only; open from any.
class KeyHolder {
public:
    virtual ~KeyHolder() = default;
    // `object` is bound into the wrapping: a slot's key opens for no other object.
    [[nodiscard]] virtual Expected<KeySlot> put(std::string_view object, const Secret& key) = 0;
    virtual void mark_for_destruction(KeySlot slot) = 0;
    [[nodiscard]] virtual Expected<void> prepare() = 0;
    [[nodiscard]] virtual Expected<void> finish() = 0;
    virtual void abandon() noexcept = 0;
    // Takes back what happened since savepoint(): for a request that rolled back.
    [[nodiscard]] virtual std::size_t savepoint() const noexcept = 0;
    virtual void rollback_to(std::size_t savepoint) noexcept = 0;
    // gone: destroyed or never written. corrupt: does not open for this object.
    [[nodiscard]] virtual Expected<Secret> open(KeySlot slot, std::string_view object) const = 0;
    // Every slot not in `live` is destroyed; a live one that is missing is corrupt ("a key the database needs is not there").
    [[nodiscard]] virtual Expected<void> recover(std::span<const LiveKey> live) = 0;
    [[nodiscard]] virtual std::uint64_t live_count() const noexcept = 0;
    // What destruction means here, for certificates: "L0" or "L1".
    [[nodiscard]] virtual std::string_view level() const noexcept = 0;
};

} // namespace vault
