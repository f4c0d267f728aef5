#pragma once

#include "store/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vault {

// What the rows say about keys, for whoever holds it against the key tree. Judges nothing.
class DrillTable {
public:
    explicit DrillTable(Database& database) : database_{database} {}

    struct Sealed {
        std::string credential;
        std::uint64_t leaf;
        std::vector<std::byte> commitment;
    };
    // All three in the order of their leaves.
    [[nodiscard]] std::vector<Sealed> sealed(std::uint64_t from_leaf, std::uint32_t limit) const;
    [[nodiscard]] std::vector<std::uint64_t> shredded() const;
    // Of tickets, persons and uploads.
    [[nodiscard]] std::vector<std::uint64_t> content() const;
    [[nodiscard]] std::vector<std::uint64_t> shredding() const;

private:
    Database& database_;
};

} // namespace vault
