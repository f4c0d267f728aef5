#include "audit/merkle.h"

#include "support/bytes.h"
#include "support/catch.h"
#include "support/places.h"

#include <filesystem>
#include <fstream>
#include <sstream>

using tests::hex_of;
using vault::Hash;
using vault::TreeEdge;

namespace {

Hash leaf(std::uint64_t index)
{
    return vault::leaf_hash(tests::bytes_of("entry " + std::to_string(index)));
}

} // namespace

TEST_CASE("Merkle: roots are those of an independent computation", "[vault]")
{
    std::ifstream vectors{std::filesystem::path{tests::source_folder} / "tests/vectors/merkle.txt"};
    REQUIRE(vectors.is_open());
    TreeEdge edge;
    int checked = 0;
    for (std::string line; std::getline(vectors, line);) {
        if (line.starts_with('#'))
            continue;
        std::istringstream words{line};
        std::uint64_t size = 0;
        std::string root;
        words >> size >> root;
        while (edge.size() < size)
            edge.append(leaf(edge.size()));
        INFO("size " << size);
        REQUIRE(hex_of(edge.root()) == root);
        ++checked;
    }
    CHECK(checked == 42);
}

TEST_CASE("Merkle: an edge taken up again grows as if it had never been put down", "[vault]")
{
    TreeEdge whole;
    TreeEdge resumed;
    for (std::uint64_t i = 0; i < 300; ++i) {
        resumed = TreeEdge{resumed.size(), resumed.roots()};
        whole.append(leaf(i));
        resumed.append(leaf(i));
        REQUIRE(whole.root() == resumed.root());
    }
}

TEST_CASE("Merkle: a leaf is never taken for a node", "[vault]")
{
    const Hash left = leaf(0);
    const Hash right = leaf(1);
    std::string joined = tests::text_of(left) + tests::text_of(right);
    CHECK(vault::leaf_hash(tests::bytes_of(joined)) != vault::node_hash(left, right));
}
