#pragma once

#include "keys/key_leaf.h"
#include "store/database.h"

#include <cstdint>
#include <vector>

namespace vault {

// Which leaves of the key tree are given out, and which wait for their end. A savepoint taken back gives a number back.
class LeafTable {
public:
    explicit LeafTable(Database& database) : database_{database} {}

    // The next leaf of the stream's open bucket; of a new bucket when that is full. There must be a tree.
    [[nodiscard]] KeyLeaf take(LeafStream stream);
    // Buckets given out so far; the next one's index.
    [[nodiscard]] std::uint64_t buckets() const;
    // For a tree made out of another's keys.
    void set_buckets(std::uint64_t buckets);
    // The first leaf of each bucket that may get another.
    [[nodiscard]] std::vector<std::uint64_t> open_buckets() const;
    // The streams of hours before `hour` get no key again; should one come all the same, it gets a new bucket.
    void close_before(LeafStream hour);

    // Leaves whose end is decided but whose path could not be re-keyed yet.
    void add_ending(KeyLeaf leaf);
    [[nodiscard]] std::vector<std::uint64_t> endings() const;
    void clear_endings();

private:
    Database& database_;
};

} // namespace vault
