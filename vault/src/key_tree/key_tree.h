#pragma once

#include "keys/key_node.h"
#include "keys/root_slots.h"
#include "store/node_table.h"
#include "vault/error.h"
#include "vault/random.h"
#include "vault/secret.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vault {

// What a shred leaves to do: put `key` into the free root slot, COMMIT, erase the old slot.
struct NewRoot {
    Secret key;
    RootCommitment commitment{}; // of `key`; in the database already, within the same transaction
    std::size_t ended = 0;       // leaves that held a key and do no more
};

// A key and the leaf it is to stand at.
struct NewKey {
    std::uint64_t leaf;
    Secret key;
};

// The nodes opened last on the way to a leaf, so that a neighbour's key costs no second opening. Only as long as the tree is not changed.
// Memory: one node per level, locked.
class KeyPath {
    friend class KeyTree;
    struct Step {
        NodePlace at;
        KeyNode node;
    };
    std::vector<std::optional<Step>> steps_; // by level
};

// The keys of all leaves, found by number, in a radix tree of fan-out 120 whose nodes are rows (after Reardon, Ritzdorf, Basin, Capkun,
// "Secure data deletion from persistent media", CCS 2013). A key is dead for whoever keeps every row ever written, once it is shredded
// and the old root is forgotten; the root is the one key that must be forgotten physically (RootSlots).
//
// Keeps nothing between calls and no copy of the vault's id, which must outlive it: the root is passed in and everything else read within the caller's transaction, so that a savepoint taken
// back takes the tree back too. Whoever calls an operation that fails takes the transaction or savepoint back: nodes may have been
// rewritten. Where a leaf's number comes from is the caller's matter; numbers next to each other are shredded together most cheaply.
//
// After a transaction with insert() that was not committed, its keys can still be opened under the present root by whoever kept the log's
// pages: the paths of the numbers it may have used must be renewed before going on.
//
// Errors: corrupt when a node is missing or does not open under the key its parent has for it; StorageFault is thrown, as by the tables.
// Memory: one node per level, locked. Threads: those of the tables' connection.
class KeyTree {
public:
    static constexpr std::uint32_t levels_max = 8;
    static constexpr std::uint64_t leaves_max = 42'998'169'600'000'000; // 120^8

    KeyTree(NodeTable& nodes, std::string_view store, Random& random)
        : nodes_{nodes}, store_{store}, random_{random}
    {
    }

    // An empty tree under `root`. There must be none yet.
    void create(const Secret& root);
    // corrupt when the database names no tree.
    [[nodiscard]] Expected<TreeRecord> record() const;
    // That `root` opens the top: before it has, no slot may be erased.
    [[nodiscard]] Expected<void> check(const Secret& root) const;

    // gone: there is no key under this number. `path` is one used with this root only.
    [[nodiscard]] Expected<Secret> key(const Secret& root, std::uint64_t leaf, KeyPath& path) const;
    // Rewrites each bucket concerned once, under the key it has, with a fresh nonce; the root stays. Where there is no bucket yet, one is made
    // under a key of its own; where the tree is too low, a new top. In ascending order of the leaves. conflict: a number has a
    // key, or stands there twice.
    // invalid: not below leaves_max.
    [[nodiscard]] Expected<void> insert(const Secret& root, std::span<const NewKey> keys);
    // Ends these leaves and gives every node on their paths a fresh key; empty nodes are removed. A number without a key is no error, since
    // an intent may be redone. The paths of `renewed` get fresh keys as far as they go, and no leaf of theirs ends. In any order, also with
    // repetitions; without any the root is new all the same.
    [[nodiscard]] Expected<NewRoot> shred(const Secret& root, std::span<const std::uint64_t> leaves,
        std::span<const std::uint64_t> renewed = {});
    // Leaves that hold a key. Opens every node.
    [[nodiscard]] Expected<std::uint64_t> count(const Secret& root) const;

private:
    struct Touched {
        std::uint64_t leaf;
        bool ends;
        friend auto operator<=>(const Touched&, const Touched&) = default;
    };
    struct Renewal {
        NodePlace top;
        std::size_t ended = 0;
    };

    [[nodiscard]] Expected<KeyNode> open(NodePlace at, const Secret& under) const;
    void write(NodePlace at, const KeyNode& node, const Secret& under);
    // The levels once the tree is high enough for `leaf`.
    [[nodiscard]] Expected<std::uint32_t> grown_for(const Secret& root, std::uint64_t leaf);
    // Both: the leaves are sorted and below `at`.
    [[nodiscard]] Expected<void> insert_below(
        NodePlace at, KeyNode& node, const Secret& under, std::span<const NewKey> keys);
    // The node's fresh key; an empty Secret when the node held nothing more and was removed.
    [[nodiscard]] Expected<Secret> renew_node(
        NodePlace at, const Secret& under, std::span<const Touched> leaves, Renewal& renewal);
    [[nodiscard]] Expected<std::uint64_t> count_below(NodePlace at, const Secret& under) const;

    NodeTable& nodes_;
    std::string_view store_;
    Random& random_;
};

} // namespace vault
