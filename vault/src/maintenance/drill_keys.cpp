#include "vault/key_drill.h"

#include "crypto/envelope.h"
#include "engine/engine.h"
#include "engine/folder_pair.h"
#include "engine/mark_check.h"
#include "keys/keys_folder.h"
#include "keys/slot_file.h"
#include "maintenance/audit_reads.h"
#include "scope/access.h"
#include "store/audit_table.h"
#include "store/drill_table.h"
#include "store/gated_vfs.h"
#include "store/migrations.h"
#include "store/node_table.h"
#include "store/storage_fault.h"
#include "store/transaction.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace vault {

namespace {

// Every key below a root, in the order of the leaves, by a walk of its own.
class Walk {
public:
    Walk(const NodeTable& nodes, const std::string& store, const std::vector<std::uint64_t>& dead,
        std::vector<DrillTable::Sealed> sealed)
        : nodes_{nodes}, store_{store}, dead_{dead}, sealed_{std::move(sealed)}
    {
    }

    // corrupt when a node is missing or does not open.
    [[nodiscard]] Expected<void> below(NodePlace at, const Secret& under)
    {
        const auto row = nodes_.find(at);
        if (!row)
            return fail({ErrorCode::corrupt, "a node of the key tree is not there"});
        const auto node = KeyNode::open(*row, under, store_, at);
        if (!node)
            return fail(node.error());
        for (std::size_t place = 0; place < KeyNode::fan_out; ++place) {
            if (!node->holds(place))
                continue;
            const std::uint64_t index = at.index * KeyNode::fan_out + place;
            const Secret key = node->key(place);
            if (at.level == 0)
                take(index, key);
            else if (const auto walked = below({at.level - 1, index}, key); !walked)
                return walked;
        }
        return {};
    }

    std::vector<std::uint64_t> leaves; // of all keys that open
    KeyDrill found;

private:
    void take(std::uint64_t leaf, const Secret& key)
    {
        leaves.push_back(leaf);
        found.recovered += std::ranges::binary_search(dead_, leaf) ? 1U : 0U;
        const auto named = std::ranges::lower_bound(sealed_, leaf, {}, &DrillTable::Sealed::leaf);
        if (named == sealed_.end() || named->leaf != leaf)
            return;
        found.live += 1;
        if (key_commitment(key, store_, named->credential) != named->commitment)
            found.lost += 1;
    }

    const NodeTable& nodes_;
    const std::string& store_;
    const std::vector<std::uint64_t>& dead_;
    const std::vector<DrillTable::Sealed> sealed_;
};

std::uint64_t count_missing(
    const std::vector<std::uint64_t>& wanted, const std::vector<std::uint64_t>& there)
{
    std::vector<std::uint64_t> missing;
    std::ranges::set_difference(wanted, there, std::back_inserter(missing));
    return missing.size();
}

// All that somebody has who has everything.
struct Possession {
    std::string store;
    Mark mark;
    RootSlots slots;
    std::filesystem::path keys_folder;
    Database& database;
    Files& files;
};

// Slots that are not all zero.
Expected<std::size_t> slots_held(const std::filesystem::path& keys_folder, Files& files)
{
    const auto file = SlotFile::open(files, slots_file(keys_folder), SlotFile::Use::reading);
    if (!file)
        return fail(file.error());
    std::size_t held = 0;
    const auto block = std::make_unique<SlotBlock>();
    for (std::uint64_t slot = 0; slot < file->blocks(); ++slot) {
        if (const auto read = file->read(slot, *block); !read)
            return fail(read.error());
        held += std::ranges::any_of(block->bytes, [](std::byte b) { return b != std::byte{}; });
        wipe(block->bytes);
    }
    return held;
}

Expected<KeyDrill> play(Possession of)
{
    if (const auto same = check_mark(of.mark, AuditTable{of.database}); !same)
        return fail(same.error());
    const NodeTable nodes{of.database};
    const DrillTable rows{of.database};
    const auto tree = nodes.tree();
    if (!tree)
        return fail({ErrorCode::corrupt, "the database names no key tree"});
    const auto root = of.slots.adopt(tree->root);
    if (!root)
        return fail(root.error());
    const auto held = slots_held(of.keys_folder, of.files);
    if (!held)
        return fail(held.error());
    auto sealed = rows.sealed(0, std::numeric_limits<std::uint32_t>::max());
    std::vector<std::uint64_t> named = rows.content();
    const std::size_t content = named.size();
    const auto owed = rows.shredding();
    const auto dead = rows.shredded();
    const std::uint64_t live = sealed.size();
    for (const DrillTable::Sealed& one : sealed)
        named.push_back(one.leaf);
    Walk walk{nodes, of.store, dead, std::move(sealed)};
    if (const auto walked = walk.below({tree->levels - 1, 0}, *root); !walked)
        return fail(walked.error());
    KeyDrill drill = walk.found;
    drill.keys = walk.leaves.size();
    drill.dead = dead.size();
    drill.owed = owed.size();
    drill.old_root = *held != 1;
    drill.lost += live - drill.live; // those whose leaf was not met
    drill.live = live;
    drill.missing = count_missing(
        {named.begin(), named.begin() + static_cast<std::ptrdiff_t>(content)}, walk.leaves);
    named.insert(named.end(), owed.begin(), owed.end());
    named.insert(named.end(), dead.begin(), dead.end()); // told of as recovered
    std::ranges::sort(named);
    drill.unnamed = count_missing(walk.leaves, named);
    return drill;
}

// On the writer's thread between two batches, so that slots, mark and database are of one moment; the slots from the disk, not from anybody's memory.
Expected<void> drill_served(Engine& engine, Database& database, KeyDrill& drill)
{
    const ReadTransaction snapshot{database};
    auto slots = RootSlots::open(engine.world.files, slots_file(engine.keys_folder), engine.store,
        engine.keys.wrapping.clone(), engine.world.random, {}, SlotFile::Use::reading);
    if (!slots)
        return fail(slots.error());
    const auto done = play({engine.store, engine.keys.mark.last(), std::move(*slots),
        engine.keys_folder, database, engine.world.files});
    if (!done)
        return fail(done.error());
    drill = *done;
    return {};
}

} // namespace

Expected<KeyDrill> drill_keys(const Folders& folders, const Custody& custody, World world)
{
    auto keys = open_to_read(folders, custody, world);
    if (!keys)
        return fail(keys.error());
    try {
        GatedVfs vfs{world.files, GatedVfs::Kind::still};
        Database database{vfs, database_file(folders), keys->database_key, Database::Mode::still};
        complete_schema(database);
        const ReadTransaction snapshot{database};
        return play({keys->store.to_string(), keys->mark.last(), std::move(keys->slots),
            folders.keys, database, world.files});
    } catch (const StorageFault& fault) {
        return fail(fault.error());
    }
}

Expected<KeyDrill> Vault::drill_keys(const Actor& by) const
{
    if (!may(by.role, Act::drill_keys))
        return fail({ErrorCode::forbidden, "this role does not look after the keys"});
    Engine& engine = *engine_;
    KeyDrill drill;
    try {
        // Here, since the writer must wait for no reader.
        ReaderPool::Lease lease{engine.readers};
        const auto played =
            engine.writer.run_alone([&] { return drill_served(engine, lease.database(), drill); });
        if (!played)
            return fail(played.error());
    } catch (const StorageFault& fault) {
        return fail(fault.error());
    }
    // As of a verification: it shows nothing of anybody, and is wanted most when the store is in trouble.
    ignore_failure(record_reading(
        engine, Event::keys_drilled, &by, drill.ok() ? std::string_view{} : "failed"));
    return drill;
}

} // namespace vault
