#pragma once

#include "crypto/envelope.h"
#include "vault/random.h"
#include "vault/secret.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace vault {

// Where a node stands in the key tree. Levels count from the bucket, which is 0, so that a tree that grows at its top renames no node;
// the node at `index` of a level holds the keys of nodes index * 120 … + 119 of the level below, a bucket those of leaves.
struct NodePlace {
    std::uint32_t level = 0;
    std::uint64_t index = 0;
    friend auto operator<=>(const NodePlace&, const NodePlace&) = default;
};

// One node of the key tree: 120 keys, in locked memory. A key of zeros is an empty place. Knows nothing of where nodes are stored.
//
//   sealed node = nonce (24), 120 keys of 32 bytes encrypted, tag (16); 3,880 bytes, so that a row fits a page of 4 KiB
//   associated data = "tv1/node " vault id " " level " " index " 120"
//
// The fan-out is what one page holds. Threads: none of its own.
class KeyNode {
public:
    static constexpr std::size_t fan_out = 120;
    static constexpr std::size_t sealed_bytes = 24 + fan_out * key_bytes + 16;

    KeyNode() : keys_{fan_out * key_bytes} {}

    [[nodiscard]] bool holds(std::size_t place) const;
    // A locked copy; the place must hold a key.
    [[nodiscard]] Secret key(std::size_t place) const;
    // Replaces what is there. A key of zeros is refused by assertion: it would read as an empty place.
    void put(std::size_t place, const Secret& key);
    void clear(std::size_t place);
    [[nodiscard]] bool empty() const;

    // With a fresh nonce each time, since an open bucket is sealed under one key again and again.
    [[nodiscard]] Bytes sealed(
        const Secret& under, std::string_view store, NodePlace place, Random& random) const;
    // corrupt when it is not what was sealed for this place under this key.
    [[nodiscard]] static Expected<KeyNode> open(std::span<const std::byte> sealed,
        const Secret& under, std::string_view store, NodePlace place);

private:
    Secret keys_;
};

} // namespace vault
