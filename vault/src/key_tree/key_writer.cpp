#include "key_tree/key_writer.h"

#include "store/transaction.h"
#include "vault/assert.h"

#include <utility>

namespace vault {

KeyWriter::KeyWriter(Database& database, NodeTable& nodes, LeafTable& leaves, RootSlots& slots,
    LiveRoots& roots, std::string_view store, Random& random)
    : database_{database}, leaves_{leaves}, slots_{slots}, roots_{roots},
      tree_{nodes, store, random}
{
}

Expected<void> KeyWriter::recover()
{
    const auto tree = tree_.record();
    if (!tree)
        return fail(tree.error());
    auto root = slots_.adopt(tree->root);
    if (!root)
        return fail(root.error());
    root_ = std::move(*root);
    if (const auto opens = tree_.check(root_); !opens)
        return opens;
    if (const auto erased = slots_.erase_other(); !erased)
        return erased;
    roots_.adopt(root_.clone(), tree->root);
    // An aborted transaction put its keys into open buckets or into new ones. However many it made: buckets are given out in order, so what it
    // made hangs from nodes on the path of the next one.
    stale_ = leaves_.open_buckets();
    stale_.push_back(leaves_.buckets() * KeyNode::fan_out);
    owes_ = true;
    return {};
}

KeyLeaf KeyWriter::put(LeafStream stream, const Secret& key)
{
    TV_ASSERT(key.size() == key_bytes && !inserted_);
    const KeyLeaf leaf = leaves_.take(stream);
    steps_.push_back({leaf.number, true});
    const bool alone = fresh_.emplace(leaf.number, key.clone()).second;
    TV_ASSERT(alone);
    return leaf;
}

Expected<Secret> KeyWriter::open(KeyLeaf leaf)
{
    if (const auto found = fresh_.find(leaf.number); found != fresh_.end())
        return found->second.clone();
    return tree_.key(root_, leaf.number, path_);
}

void KeyWriter::rollback_to(std::size_t savepoint) noexcept
{
    TV_ASSERT(savepoint <= steps_.size() && !inserted_);
    while (steps_.size() > savepoint) {
        if (steps_.back().put)
            fresh_.erase(steps_.back().leaf);
        steps_.pop_back();
    }
}

Expected<void> KeyWriter::prepare()
{
    TV_ASSERT(!prepared_ && !erasing_);
    path_ = {};
    if (const auto inserted = insert_fresh(); !inserted)
        return inserted;
    return end_marked();
}

Expected<void> KeyWriter::insert_fresh()
{
    std::vector<NewKey> keys;
    keys.reserve(fresh_.size());
    for (auto& [leaf, key] : fresh_)
        keys.push_back({leaf, std::move(key)});
    fresh_.clear();
    inserted_ = true;
    return tree_.insert(root_, keys);
}

Expected<void> KeyWriter::end_marked()
{
    std::vector<std::uint64_t> ends;
    for (const Step& step : steps_)
        if (!step.put)
            ends.push_back(step.leaf);
    will_owe_ = false;
    if (ends.empty() && !owes_ && stale_.empty())
        return {};
    std::vector<std::uint64_t> all = leaves_.endings();
    all.insert(all.end(), ends.begin(), ends.end());
    Savepoint rekeyed{database_};
    auto fresh = tree_.shred(root_, all, stale_);
    if (!fresh)
        return fail(fresh.error());
    leaves_.clear_endings();
    if (slots_.prepare(fresh->key)) {
        rekeyed.keep();
        roots_.announce(fresh->key, fresh->commitment);
        prepared_ = std::move(*fresh);
        return {};
    }
    rekeyed.roll_back();
    for (const std::uint64_t leaf : ends)
        leaves_.add_ending({leaf});
    will_owe_ = true;
    return {};
}

Expected<void> KeyWriter::finish()
{
    steps_.clear();
    path_ = {};
    inserted_ = false;
    if (prepared_) {
        slots_.commit();
        root_ = std::move(prepared_->key);
        prepared_.reset();
        stale_.clear();
        owes_ = false;
        erasing_ = true;
        roots_.replace();
    }
    owes_ = owes_ || std::exchange(will_owe_, false);
    if (erasing_) {
        if (const auto erased = slots_.erase_other(); !erased)
            return erased;
        erasing_ = false;
    }
    return {};
}

void KeyWriter::abandon() noexcept
{
    path_ = {};
    fresh_.clear();
    will_owe_ = false;
    if (inserted_)
        for (const Step& step : steps_)
            if (step.put)
                stale_.push_back(step.leaf);
    steps_.clear();
    inserted_ = false;
    if (!prepared_)
        return;
    prepared_.reset();
    roots_.withdraw();
    // When this fails the slot keeps a root that nothing names until the next one is written over it; stale_ sees to it that one is.
    ignore_failure(slots_.withdraw());
}

} // namespace vault
