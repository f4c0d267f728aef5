#pragma once

#include "key_tree/key_tree.h"
#include "support/bytes.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tests {

inline vault::Secret secret_of(const std::string& key)
{
    return vault::Secret::copy_of(std::string_view{key});
}

// Everything that ever lay on the disk, closed over from one key.
class Adversary {
public:
    // by_place: a key is tried where it belongs; at the left edge, where tops become children, on every level. everywhere: on all there is.
    enum class Effort : std::uint8_t { by_place, everywhere };

    void keep(vault::NodePlace place, vault::Bytes sealed)
    {
        versions_[place].push_back({sealed, 0});
    }
    [[nodiscard]] std::size_t versions() const
    {
        std::size_t count = 0;
        for (const auto& [place, kept] : versions_)
            count += kept.size();
        return count;
    }

    // Keys of leaves that `root` leads to.
    [[nodiscard]] std::set<std::string> reach(
        const std::string& root, const std::string& store, Effort effort)
    {
        ++round_;
        effort_ = effort;
        found_.clear();
        tried_.clear();
        todo_.clear();
        learn({0, 0}, root);
        while (!todo_.empty()) {
            const auto [place, key] = todo_.back();
            todo_.pop_back();
            const vault::Secret under = secret_of(key);
            for (auto& [sealed, opened_in] : versions_[place]) {
                if (opened_in == round_)
                    continue;
                const auto node = vault::KeyNode::open(sealed, under, store, place);
                if (!node)
                    continue;
                opened_in = round_;
                read(*node, place);
            }
        }
        return found_;
    }

private:
    struct Version {
        vault::Bytes sealed;
        std::uint64_t opened_in;
    };

    void read(const vault::KeyNode& node, vault::NodePlace place)
    {
        for (std::size_t n = 0; n < vault::KeyNode::fan_out; ++n) {
            if (!node.holds(n))
                continue;
            const std::string key = text_of(node.key(n));
            if (place.level == 0)
                found_.insert(key);
            else
                learn({place.level - 1, place.index * vault::KeyNode::fan_out + n}, key);
        }
    }
    void learn(vault::NodePlace place, const std::string& key)
    {
        if (effort_ == Effort::everywhere)
            for (const auto& [any, kept] : versions_)
                try_on(any, key);
        else if (place.index != 0)
            try_on(place, key);
        else
            for (std::uint32_t level = 0; level < vault::KeyTree::levels_max; ++level)
                try_on({level, 0}, key);
    }
    void try_on(vault::NodePlace place, const std::string& key)
    {
        if (tried_.emplace(place, key).second)
            todo_.emplace_back(place, key);
    }

    std::map<vault::NodePlace, std::vector<Version>> versions_;
    std::uint64_t round_ = 0;
    Effort effort_ = Effort::by_place;
    std::set<std::string> found_;
    std::set<std::pair<vault::NodePlace, std::string>> tried_;
    std::vector<std::pair<vault::NodePlace, std::string>> todo_;
};

} // namespace tests
