#include "audit/merkle_proof.h"

#include "support/bytes.h"
#include "support/catch.h"
#include "support/places.h"

#include <filesystem>
#include <fstream>
#include <sstream>

using tests::hex_of;
using vault::Hash;

namespace {

// A whole tree in memory: hashes of every perfect subtree over its leaves, by height.
struct WholeTree {
    explicit WholeTree(std::uint64_t size)
    {
        auto& leaves = levels.emplace_back();
        for (std::uint64_t i = 0; i < size; ++i)
            leaves.push_back(vault::leaf_hash(tests::bytes_of("entry " + std::to_string(i))));
        while (levels.back().size() > 1) {
            std::vector<Hash> above;
            for (std::size_t i = 0; i + 1 < levels.back().size(); i += 2)
                above.push_back(vault::node_hash(levels.back()[i], levels.back()[i + 1]));
            levels.push_back(std::move(above));
        }
    }
    [[nodiscard]] vault::SubtreeHashes hashes() const
    {
        return [this](unsigned height, std::uint64_t index) { return levels.at(height).at(index); };
    }
    std::vector<std::vector<Hash>> levels;
};

constexpr std::uint64_t leaves_max = 70;

} // namespace

TEST_CASE("Merkle proofs: they are those of an independent computation", "[vault]")
{
    const WholeTree tree{300};
    std::ifstream vectors{
        std::filesystem::path{tests::source_folder} / "tests/vectors/merkle_proofs.txt"};
    REQUIRE(vectors.is_open());
    int checked = 0;
    for (std::string line; std::getline(vectors, line);) {
        if (line.starts_with('#'))
            continue;
        std::istringstream words{line};
        std::string kind;
        std::uint64_t a = 0;
        std::uint64_t b = 0;
        words >> kind >> a >> b;
        const auto path = kind == "inclusion" ? vault::inclusion_proof(a, b, tree.hashes())
                                              : vault::consistency_proof(a, b, tree.hashes());
        std::string expected;
        for (std::string word; words >> word;)
            expected += word;
        std::string made;
        for (const Hash& hash : path)
            made += hex_of(hash);
        INFO(kind << " " << a << " " << b);
        REQUIRE(made == expected);
        ++checked;
    }
    CHECK(checked > 60);
}

TEST_CASE(
    "Merkle proofs: every leaf of every tree is proved, and no other leaf or place", "[vault]")
{
    const WholeTree tree{leaves_max};
    for (std::uint64_t size = 1; size <= leaves_max; ++size) {
        const Hash root = vault::root_of(size, tree.hashes());
        for (std::uint64_t index = 0; index < size; ++index) {
            CAPTURE(size, index);
            const Hash& leaf = tree.levels[0][index];
            auto path = vault::inclusion_proof(index, size, tree.hashes());
            REQUIRE(vault::root_from_inclusion(leaf, index, size, path) == root);
            const Hash other = tree.levels[0][(index + 1) % leaves_max];
            REQUIRE(vault::root_from_inclusion(other, index, size, path) != root);
            for (std::uint64_t place = 0; place < size; ++place)
                if (place != index)
                    REQUIRE(vault::root_from_inclusion(leaf, place, size, path) != root);
            REQUIRE(vault::root_from_inclusion(leaf, index, index, path) != root);
            path.push_back(leaf);
            REQUIRE_FALSE(vault::root_from_inclusion(leaf, index, size, path));
        }
    }
}

TEST_CASE(
    "Merkle proofs: every older tree is proved to be the start of every newer one, and no other",
    "[vault]")
{
    const WholeTree tree{leaves_max};
    for (std::uint64_t second = 0; second <= leaves_max; ++second)
        for (std::uint64_t first = 0; first <= second; ++first) {
            CAPTURE(first, second);
            const vault::TreeHead older{first, vault::root_of(first, tree.hashes())};
            const vault::TreeHead newer{second, vault::root_of(second, tree.hashes())};
            auto path = vault::consistency_proof(first, second, tree.hashes());
            REQUIRE(vault::is_consistent(older, newer, path));
            vault::TreeHead forked = older;
            forked.root[3] ^= std::byte{1};
            REQUIRE_FALSE(vault::is_consistent(forked, newer, path));
            forked = newer;
            forked.root[3] ^= std::byte{1};
            // An empty log is the start of every log, and nothing of the newer one is proved by it.
            REQUIRE(vault::is_consistent(older, forked, path) == (first == 0 && second != 0));
            path.push_back(newer.root);
            REQUIRE_FALSE(vault::is_consistent(older, newer, path));
            path.pop_back();
            for (Hash& hash : path) {
                hash[9] ^= std::byte{4};
                REQUIRE_FALSE(vault::is_consistent(older, newer, path));
                hash[9] ^= std::byte{4};
            }
            if (!path.empty()) {
                path.pop_back();
                REQUIRE_FALSE(vault::is_consistent(older, newer, path));
            }
        }
}
