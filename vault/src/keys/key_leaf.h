#pragma once

#include "vault/clock.h"
#include "vault/error.h"
#include "vault/secret.h"

#include <compare>
#include <cstdint>

namespace vault {

// Where a key stands in the key tree. Stored beside the object it belongs to; no two rows ever name the same.
struct KeyLeaf {
    std::uint64_t number = 0;
    friend auto operator<=>(const KeyLeaf&, const KeyLeaf&) = default;
};

// Which keys share buckets. Those of credentials that expire, and of days that are over, within the same hour do: a mass expiry then rewrites few nodes and drops whole
// ones.
struct LeafStream {
    std::int64_t number = 0; // 0 persons, 1 tickets, else hours since 1970 UTC
    [[nodiscard]] static constexpr LeafStream persons() { return {0}; }
    [[nodiscard]] static constexpr LeafStream tickets() { return {1}; }
    [[nodiscard]] static constexpr LeafStream ending(Instant at)
    {
        constexpr std::int64_t hour_ms = 3'600'000;
        return {at.ms / hour_ms < 2 ? 2 : at.ms / hour_ms};
    }
    friend auto operator<=>(const LeafStream&, const LeafStream&) = default;
};

// Opens keys as one transaction sees them. Threads: those of its transaction.
class KeyOpener {
public:
    virtual ~KeyOpener() = default;
    // gone: destroyed, or there never was one. corrupt: the tree is damaged on the way to it. Throws StorageFault as the tables do.
    [[nodiscard]] virtual Expected<Secret> open(KeyLeaf leaf) = 0;
    // Leaves that hold a key. Opens every node of the tree.
    [[nodiscard]] virtual Expected<std::uint64_t> live_count() = 0;
};

} // namespace vault
