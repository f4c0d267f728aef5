#include "key_tree/key_tree.h"

#include "crypto/envelope.h"
#include "vault/assert.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace vault {

namespace {

constexpr std::uint64_t fan_out = KeyNode::fan_out;

// leaves_below[n]: leaves of a tree of n levels; a key in a node at level n leads to as many.
constexpr auto leaves_below = [] {
    std::array<std::uint64_t, KeyTree::levels_max + 1> powers{1};
    for (std::size_t n = 1; n < powers.size(); ++n)
        powers[n] = powers[n - 1] * fan_out;
    return powers;
}();
static_assert(leaves_below.back() == KeyTree::leaves_max);

std::size_t place_in(std::uint32_t level, std::uint64_t leaf)
{
    return static_cast<std::size_t>(leaf / leaves_below[level] % fan_out);
}

NodePlace child_of(NodePlace at, std::size_t place)
{
    TV_ASSERT(at.level > 0);
    return {at.level - 1, at.index * fan_out + place};
}

NodePlace top_of(std::uint32_t levels) { return {levels - 1, 0}; }

// The first of `sorted` that lie at this place of their node at this level.
template <class Sorted>
std::span<const Sorted> those_at(
    std::size_t place, std::uint32_t level, std::span<const Sorted> sorted)
{
    const auto beyond = std::ranges::find_if(
        sorted, [&](const Sorted& one) { return place_in(level, one.leaf) != place; });
    return sorted.first(static_cast<std::size_t>(beyond - sorted.begin()));
}

std::unexpected<Error> no_key(std::uint64_t leaf)
{
    return fail(Error{ErrorCode::gone, "the key tree holds no key under this number"}.with(leaf));
}

} // namespace

void KeyTree::create(const Secret& root)
{
    TV_ASSERT(!nodes_.tree());
    write(top_of(1), KeyNode{}, root);
    nodes_.set_tree({1, root_commitment(root, store_)});
}

Expected<TreeRecord> KeyTree::record() const
{
    auto tree = nodes_.tree();
    if (!tree)
        return fail({ErrorCode::corrupt, "the database names no key tree"});
    return *tree;
}

Expected<KeyNode> KeyTree::open(NodePlace at, const Secret& under) const
{
    const auto sealed = nodes_.find(at);
    if (!sealed)
        return fail(
            Error{ErrorCode::corrupt, "a node of the key tree is not there"}.with(at.index));
    return KeyNode::open(*sealed, under, store_, at);
}

void KeyTree::write(NodePlace at, const KeyNode& node, const Secret& under)
{
    nodes_.put(at, node.sealed(under, store_, at, random_));
}

Expected<void> KeyTree::check(const Secret& root) const
{
    const auto tree = record();
    if (!tree)
        return fail(tree.error());
    const auto top = open(top_of(tree->levels), root);
    return top ? Expected<void>{} : fail(top.error());
}

Expected<Secret> KeyTree::key(const Secret& root, std::uint64_t leaf, KeyPath& path) const
{
    if (path.steps_.empty()) {
        const auto tree = record();
        if (!tree)
            return fail(tree.error());
        path.steps_.resize(tree->levels);
    }
    if (leaf >= leaves_below[path.steps_.size()])
        return no_key(leaf);
    // From the lowest node that is open already and lies above the leaf; the top does in any case.
    std::uint32_t level = 0;
    const auto top = static_cast<std::uint32_t>(path.steps_.size() - 1);
    const auto above = [&](std::uint32_t at) {
        return path.steps_[at] && path.steps_[at]->at.index == leaf / leaves_below[at + 1];
    };
    while (level < top && !above(level))
        ++level;
    if (!above(level)) {
        auto opened = open({level, 0}, root);
        if (!opened)
            return fail(opened.error());
        path.steps_[level] = KeyPath::Step{{level, 0}, std::move(*opened)};
    }
    while (true) {
        const KeyPath::Step& step = *path.steps_[level];
        const std::size_t place = place_in(level, leaf);
        if (!step.node.holds(place))
            return no_key(leaf);
        if (level == 0)
            return step.node.key(place);
        const NodePlace child = child_of(step.at, place);
        auto opened = open(child, step.node.key(place));
        if (!opened)
            return fail(opened.error());
        path.steps_[--level] = KeyPath::Step{child, std::move(*opened)};
    }
}

Expected<std::uint32_t> KeyTree::grown_for(const Secret& root, std::uint64_t leaf)
{
    const auto tree = record();
    if (!tree)
        return fail(tree.error());
    std::uint32_t high = tree->levels;
    if (leaf < leaves_below[high])
        return high;
    for (; leaf >= leaves_below[high]; ++high) {
        const NodePlace old_at = top_of(high);
        const auto old_top = open(old_at, root);
        if (!old_top)
            return fail(old_top.error());
        KeyNode top;
        if (old_top->empty()) {
            nodes_.remove(old_at);
        } else {
            // Its versions under the root stay readable until the next shred replaces the root; until then nothing they name is dead.
            const Secret fresh = random_key(random_);
            write(old_at, *old_top, fresh);
            top.put(0, fresh);
        }
        write(top_of(high + 1), top, root);
    }
    nodes_.set_tree({high, root_commitment(root, store_)});
    return high;
}

Expected<void> KeyTree::insert(const Secret& root, std::span<const NewKey> keys)
{
    if (keys.empty())
        return {};
    TV_ASSERT(std::ranges::is_sorted(keys, {}, &NewKey::leaf));
    if (keys.back().leaf >= leaves_max)
        return fail(
            Error{ErrorCode::invalid, "the key tree has no such number"}.with(keys.back().leaf));
    const auto high = grown_for(root, keys.back().leaf);
    if (!high)
        return fail(high.error());
    auto top = open(top_of(*high), root);
    if (!top)
        return fail(top.error());
    return insert_below(top_of(*high), *top, root, keys);
}

Expected<void> KeyTree::insert_below(
    NodePlace at, KeyNode& node, const Secret& under, std::span<const NewKey> keys)
{
    bool changed = false;
    while (!keys.empty()) {
        const std::size_t place = place_in(at.level, keys.front().leaf);
        const auto below = those_at(place, at.level, keys);
        keys = keys.subspan(below.size());
        const bool held = node.holds(place);
        if (at.level == 0) {
            if (held || below.size() > 1)
                return fail(
                    Error{ErrorCode::conflict, "the key tree holds a key under this number"}.with(
                        below.front().leaf));
            node.put(place, below.front().key);
            changed = true;
            continue;
        }
        const NodePlace child_at = child_of(at, place);
        Secret child_key = held ? node.key(place) : random_key(random_);
        if (!held) {
            node.put(place, child_key);
            changed = true;
        }
        auto child = held ? open(child_at, child_key) : Expected<KeyNode>{KeyNode{}};
        if (!child)
            return fail(child.error());
        if (const auto inserted = insert_below(child_at, *child, child_key, below); !inserted)
            return inserted;
    }
    if (changed)
        write(at, node, under);
    return {};
}

Expected<NewRoot> KeyTree::shred(const Secret& root, std::span<const std::uint64_t> leaves,
    std::span<const std::uint64_t> renewed)
{
    const auto tree = record();
    if (!tree)
        return fail(tree.error());
    std::vector<Touched> touched;
    touched.reserve(leaves.size() + renewed.size());
    for (const std::uint64_t leaf : leaves)
        touched.push_back({leaf, true});
    for (const std::uint64_t leaf : renewed)
        touched.push_back({leaf, false});
    std::erase_if(
        touched, [&](const Touched& one) { return one.leaf >= leaves_below[tree->levels]; });
    std::ranges::sort(touched);
    Renewal renewal{top_of(tree->levels)};
    auto fresh = renew_node(renewal.top, root, touched, renewal);
    if (!fresh)
        return fail(fresh.error());
    const RootCommitment commitment = root_commitment(*fresh, store_);
    nodes_.set_tree({tree->levels, commitment});
    return NewRoot{std::move(*fresh), commitment, renewal.ended};
}

// Depth first rather than level by level: a batch of any size then needs one open node per level of the locked memory.
Expected<Secret> KeyTree::renew_node(
    NodePlace at, const Secret& under, std::span<const Touched> leaves, Renewal& renewal)
{
    auto node = open(at, under);
    if (!node)
        return fail(node.error());
    while (!leaves.empty()) {
        const std::size_t place = place_in(at.level, leaves.front().leaf);
        const auto below = those_at(place, at.level, leaves);
        leaves = leaves.subspan(below.size());
        if (!node->holds(place))
            continue;
        if (at.level > 0) {
            const auto fresh = renew_node(child_of(at, place), node->key(place), below, renewal);
            if (!fresh)
                return fail(fresh.error());
            if (fresh->empty())
                node->clear(place);
            else
                node->put(place, *fresh);
        } else if (std::ranges::any_of(below, &Touched::ends)) {
            node->clear(place);
            ++renewal.ended;
        }
    }
    // An empty top stays: at a start the root must have something to open.
    if (node->empty() && at != renewal.top) {
        nodes_.remove(at);
        return Secret{};
    }
    Secret fresh = random_key(random_);
    write(at, *node, fresh);
    return fresh;
}

Expected<std::uint64_t> KeyTree::count(const Secret& root) const
{
    const auto tree = record();
    return tree ? count_below(top_of(tree->levels), root) : fail(tree.error());
}

Expected<std::uint64_t> KeyTree::count_below(NodePlace at, const Secret& under) const
{
    const auto node = open(at, under);
    if (!node)
        return fail(node.error());
    std::uint64_t sum = 0;
    for (std::size_t place = 0; place < fan_out; ++place) {
        if (!node->holds(place))
            continue;
        const auto below = at.level == 0 ? Expected<std::uint64_t>{1}
                                         : count_below(child_of(at, place), node->key(place));
        if (!below)
            return below;
        sum += *below;
    }
    return sum;
}

} // namespace vault
