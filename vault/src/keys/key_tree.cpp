#include "keys/key_tree.h"

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

Expected<std::uint32_t> KeyTree::levels() const
{
    const auto tree = nodes_.tree();
    if (!tree)
        return fail({ErrorCode::corrupt, "the database names no key tree"});
    return tree->levels;
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
    const auto high = levels();
    if (!high)
        return fail(high.error());
    const auto top = open(top_of(*high), root);
    return top ? Expected<void>{} : fail(top.error());
}

Expected<Secret> KeyTree::key(const Secret& root, std::uint64_t leaf) const
{
    const auto high = levels();
    if (!high)
        return fail(high.error());
    if (leaf >= leaves_below[*high])
        return no_key(leaf);
    Secret under = root.clone();
    for (NodePlace at = top_of(*high);;) {
        const auto node = open(at, under);
        if (!node)
            return fail(node.error());
        const std::size_t place = place_in(at.level, leaf);
        if (!node->holds(place))
            return no_key(leaf);
        under = node->key(place);
        if (at.level == 0)
            return under;
        at = child_of(at, place);
    }
}

Expected<std::uint32_t> KeyTree::grown_for(const Secret& root, std::uint64_t leaf)
{
    auto high = levels();
    if (!high || leaf < leaves_below[*high])
        return high;
    for (; leaf >= leaves_below[*high]; ++*high) {
        const NodePlace old_at = top_of(*high);
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
        write(top_of(*high + 1), top, root);
    }
    nodes_.set_tree({*high, root_commitment(root, store_)});
    return high;
}

Expected<void> KeyTree::insert(const Secret& root, std::uint64_t leaf, const Secret& key)
{
    if (leaf >= leaves_max)
        return fail(Error{ErrorCode::invalid, "the key tree has no such number"}.with(leaf));
    const auto high = grown_for(root, leaf);
    if (!high)
        return fail(high.error());
    NodePlace at = top_of(*high);
    Secret under = root.clone();
    auto node = open(at, under);
    while (node && at.level > 0) {
        const std::size_t place = place_in(at.level, leaf);
        const NodePlace child = child_of(at, place);
        if (node->holds(place)) {
            under = node->key(place);
            node = open(child, under);
        } else {
            Secret fresh = random_key(random_);
            node->put(place, fresh);
            write(at, *node, under);
            under = std::move(fresh);
            node = KeyNode{};
        }
        at = child;
    }
    if (!node)
        return fail(node.error());
    const std::size_t place = place_in(0, leaf);
    if (node->holds(place))
        return fail(
            Error{ErrorCode::conflict, "the key tree holds a key under this number"}.with(leaf));
    node->put(place, key);
    write(at, *node, under);
    return {};
}

Expected<NewRoot> KeyTree::shred(const Secret& root, std::span<const std::uint64_t> leaves)
{
    return renewed(root, {leaves.begin(), leaves.end()}, Fate::ends);
}

Expected<NewRoot> KeyTree::renew(const Secret& root, std::span<const std::uint64_t> leaves)
{
    return renewed(root, {leaves.begin(), leaves.end()}, Fate::stays);
}

Expected<NewRoot> KeyTree::renewed(const Secret& root, std::vector<std::uint64_t> leaves, Fate fate)
{
    const auto high = levels();
    if (!high)
        return fail(high.error());
    std::ranges::sort(leaves);
    leaves.erase(std::ranges::lower_bound(leaves, leaves_below[*high]), leaves.end());
    Renewal renewal{fate, top_of(*high)};
    auto fresh = renew_node(renewal.top, root, leaves, renewal);
    if (!fresh)
        return fail(fresh.error());
    const RootCommitment commitment = root_commitment(*fresh, store_);
    nodes_.set_tree({*high, commitment});
    return NewRoot{std::move(*fresh), commitment, renewal.ended};
}

// Depth first rather than level by level: a batch of any size then needs one open node per level of the locked memory.
Expected<Secret> KeyTree::renew_node(
    NodePlace at, const Secret& under, std::span<const std::uint64_t> leaves, Renewal& renewal)
{
    auto node = open(at, under);
    if (!node)
        return fail(node.error());
    while (!leaves.empty()) {
        const std::size_t place = place_in(at.level, leaves.front());
        const auto beyond = std::ranges::find_if(
            leaves, [&](std::uint64_t leaf) { return place_in(at.level, leaf) != place; });
        const auto below = leaves.first(static_cast<std::size_t>(beyond - leaves.begin()));
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
        } else if (renewal.fate == Fate::ends) {
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

} // namespace vault
