#pragma once

#include "store/database.h"
#include "store/statement.h"
#include "support/key_adversary.h"

namespace tests {

// Every version of every node of a key tree, noted by the database itself, so that one overwritten within a transaction is kept too.
class NodeHistory {
public:
    // Notes the nodes there are; not within a transaction that may be taken back.
    explicit NodeHistory(vault::Database& database) : database_{database}
    {
        database.run("CREATE TABLE node_version (place INTEGER NOT NULL, sealed BLOB NOT NULL)");
        database.run("INSERT INTO node_version SELECT place, sealed FROM key_node");
        database.run("CREATE TRIGGER note_insert AFTER INSERT ON key_node BEGIN INSERT INTO "
                     "node_version (place, sealed) VALUES (new.place, new.sealed); END");
        database.run("CREATE TRIGGER note_update AFTER UPDATE ON key_node BEGIN INSERT INTO "
                     "node_version (place, sealed) VALUES (new.place, new.sealed); END");
    }
    // Hands over what was noted; before a transaction is committed or taken back.
    void give_to(Adversary& adversary)
    {
        {
            vault::Statement rows{database_, "SELECT place, sealed FROM node_version"};
            while (rows.step()) {
                const std::uint64_t name = rows.count(0);
                adversary.keep({static_cast<std::uint32_t>(name >> 56U),
                                   name & ((std::uint64_t{1} << 56U) - 1)},
                    rows.blob(1));
            }
        }
        database_.run("DELETE FROM node_version");
    }

private:
    vault::Database& database_;
};

} // namespace tests
