#pragma once

#include "crypto/envelope.h"
#include "keys/key_node.h"
#include "keys/root_slots.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <span>

namespace vault {

// What the database says about the key tree as a whole.
struct TreeRecord {
    std::uint32_t levels = 1; // 1 … 8
    RootCommitment root{};    // of the key the top is sealed under
};

// The sealed nodes of the key tree. Opens none.
class NodeTable {
public:
    explicit NodeTable(Database& database) : database_{database} {}

    [[nodiscard]] std::optional<TreeRecord> tree() const;
    void set_tree(const TreeRecord& tree);

    [[nodiscard]] std::optional<Bytes> find(NodePlace place) const;
    // Replaces what is there.
    void put(NodePlace place, std::span<const std::byte> sealed);
    void remove(NodePlace place);
    // For checks and figures.
    [[nodiscard]] std::uint64_t count() const;

private:
    Database& database_;
};

} // namespace vault
