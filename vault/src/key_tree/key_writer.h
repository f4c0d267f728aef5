#pragma once

#include "key_tree/key_tree.h"
#include "key_tree/live_roots.h"
#include "keys/key_leaf.h"
#include "keys/root_slots.h"
#include "store/leaf_table.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vault {

// The writer's hand on the key tree, a participant in its transaction:
//
//     put, mark … | prepare() | COMMIT | finish()       or, unless the COMMIT may have been applied, abandon()
//
// New keys wait in locked memory until prepare() puts them into their buckets together; what is marked is ended there too, on paths with
// fresh keys, and the new root is durable in its slot before the COMMIT that names it. finish() destroys the old root: on the device, and,
// once readers are done with it, in memory. That is the destruction point of every key marked.
//
// Where the slot cannot be written the ends are committed all the same, as a list of leaves, and owes() says so: another transaction must
// bring them to their end. After an abandoned transaction, and after every start, the paths its keys may have been put on are renewed with the
// next prepare().
// Threads: the writer's only.
class KeyWriter final : public KeyOpener {
public:
    KeyWriter(Database& database, NodeTable& nodes, LeafTable& leaves, RootSlots& slots,
        LiveRoots& roots, std::string_view store, Random& random);

    // Before anything is written: finds the root the database names, lets it open the top, and only then erases the other slot. owes() when
    // it returns: the paths a crash may have left aborted keys on. corrupt when the tree is lost.
    [[nodiscard]] Expected<void> recover();

    [[nodiscard]] KeyLeaf put(LeafStream stream, const Secret& key);
    // Twice is once.
    void mark_for_destruction(KeyLeaf leaf) { steps_.push_back({leaf.number, false}); }
    // Keys put in this transaction open too.
    [[nodiscard]] Expected<Secret> open(KeyLeaf leaf) override;
    // Takes back what happened since savepoint(): for a request that rolled back.
    [[nodiscard]] std::size_t savepoint() const noexcept { return steps_.size(); }
    void rollback_to(std::size_t savepoint) noexcept;

    // Inside the transaction, after the last put and mark. An error is the tree's: the transaction must be taken back.
    [[nodiscard]] Expected<void> prepare();
    // When it fails the old root may still lie on the device: call it again, before any other transaction.
    [[nodiscard]] Expected<void> finish();
    void abandon() noexcept;
    // The root itself is to be another, for the sake of what it lies under. Between transactions.
    void owe_new_root() noexcept { owes_ = true; }
    // Ends are committed whose keys still open for who holds the root, or an old root may be on the device, or this is a start: finish(), and a
    // transaction with nothing but prepare(), are due before any other work.
    [[nodiscard]] bool owes() const noexcept { return owes_ || erasing_; }
    // An abandoned transaction may have left keys on the disk that open: such a transaction is due when there is nothing else to do.
    [[nodiscard]] bool may_leak() const noexcept { return !stale_.empty(); }

    [[nodiscard]] Expected<std::uint64_t> live_count() override { return tree_.count(root_); }
    // What destruction means here, for certificates: "L0" or "L1".
    [[nodiscard]] std::string_view level() const noexcept { return slots_.level(); }

private:
    struct Step { // of the transaction
        std::uint64_t leaf;
        bool put; // else marked
    };

    [[nodiscard]] Expected<void> insert_fresh();
    [[nodiscard]] Expected<void> end_marked();

    Database& database_;
    LeafTable& leaves_;
    RootSlots& slots_;
    LiveRoots& roots_;
    KeyTree tree_;

    Secret root_;
    std::map<std::uint64_t, Secret> fresh_; // put and not in the tree yet
    std::vector<Step> steps_;
    KeyPath path_;
    std::optional<NewRoot> prepared_; // in its slot, perhaps not committed
    bool inserted_ = false;           // pages with the fresh keys may be on the disk
    bool erasing_ = false;            // the old root may be on the device
    bool owes_ = false;
    bool will_owe_ = false;            // once this transaction is committed
    std::vector<std::uint64_t> stale_; // paths with aborted keys
};

} // namespace vault
