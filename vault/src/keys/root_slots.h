#pragma once

#include "keys/slot_file.h"
#include "vault/random.h"
#include "vault/secret.h"

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace vault {

// Names a root without showing it: keyed_hash(root, "tv1/root", vault id).
using RootCommitment = std::array<std::byte, 32>;
[[nodiscard]] RootCommitment root_commitment(const Secret& root, std::string_view store);

// The root key of the key tree, in two fixed blocks of one file: the only bytes of the vault that must be physically forgotten.
//
//   block    8 sectors of 512 bytes, all the same: envelope of the root under W (75), its commitment (32), rest zero
//   all zero the slot is free
//
// A block is written in place through to the device. The record is repeated so that a torn write leaves either root readable and never a
// mixture. A root is found by the commitment the database names, never by a number: after a crash both slots may hold one.
//
//     prepare(fresh) | COMMIT | commit() | erase_other()
//
// After a COMMIT that may have been applied no slot may be touched: the process ends and the next start decides with adopt().
// Threads: the writer's only.
class RootSlots {
public:
    // Makes the file with `root` in its first slot, durable.
    [[nodiscard]] static Expected<void> create(Files& files, const std::filesystem::path& path,
        std::string_view store, const Secret& wrapping, const Secret& root, Random& random);
    // Destroys nothing. `wrapping` is W; `former` one that a root may still lie under, whose next is written under W. `use` as SlotFile::open.
    [[nodiscard]] static Expected<RootSlots> open(Files& files, const std::filesystem::path& path,
        std::string_view store, Secret wrapping, Random& random, Secret former = {},
        SlotFile::Use use = SlotFile::Use::serving);

    // The slot with this commitment becomes the live one. corrupt when neither has it: the tree is lost. Writes nothing, since the other
    // slot may be erased only after this root has opened the top node.
    [[nodiscard]] Expected<Secret> adopt(const RootCommitment& commitment);
    // Puts `fresh` into the slot that is not live and reads it back; durable when it returns.
    [[nodiscard]] Expected<void> prepare(const Secret& fresh);
    // The COMMIT did not come and cannot have been applied: the prepared root is zeroed again.
    [[nodiscard]] Expected<void> withdraw();
    // The database names the prepared root now: that slot is the live one. Writes nothing.
    void commit() noexcept;
    // Zeroes the slot that is not live and reads back that it is zero: when it returns, the old root is destroyed.
    // When it fails the root may still lie on the device: call it again.
    [[nodiscard]] Expected<void> erase_other();
    // From now on roots are written under this W.
    void wrap_with(Secret wrapping) noexcept { wrapping_ = std::move(wrapping); }
    // What destruction means here, for certificates: "L0" or "L1".
    [[nodiscard]] std::string_view level() const noexcept { return file_.level(); }

private:
    RootSlots(SlotFile file, std::string store, Secret wrapping, Random& random, Secret former);
    // From the first sector that holds a record with this commitment and opens.
    [[nodiscard]] Expected<Secret> open_in(
        const SlotBlock& block, const RootCommitment& commitment) const;

    SlotFile file_;
    std::string store_;
    Secret wrapping_;
    Secret former_; // empty: none
    Random& random_;
    std::uint64_t live_ = 0;
    bool adopted_ = false;  // live_ is the database's choice
    bool prepared_ = false; // the other slot holds a root that may be committed
};

} // namespace vault
