#pragma once

#include "crypto/envelope.h"
#include "key_tree/key_tree.h"
#include "store/database.h"
#include "store/gated_vfs.h"
#include "store/migrations.h"
#include "store/node_table.h"
#include "store/transaction.h"
#include "support/fixed_random.h"
#include "support/temporary_folder.h"
#include "vault/files.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace tests {

// FixedRandom, except that the next keys drawn can be chosen: a key tree that draws an old key for a node has not re-keyed it. Nonces are
// 24 bytes and are never chosen. Threads: one.
class ChosenKeys final : public vault::Random {
public:
    explicit ChosenKeys(std::uint64_t seed) : random_{seed} {}
    // nullopt: a fresh key as ever.
    void choose(std::optional<std::string> key) { next_.push_back(std::move(key)); }
    [[nodiscard]] bool all_drawn() const { return next_.empty(); }
    void fill(std::span<std::byte> out) override
    {
        random_.fill(out);
        if (out.size() != vault::key_bytes || next_.empty())
            return;
        if (next_.front())
            std::ranges::copy(std::as_bytes(std::span{*next_.front()}), out.begin());
        next_.pop_front();
    }

private:
    FixedRandom random_;
    std::deque<std::optional<std::string>> next_;
};

// A key tree in a database of its own, within a transaction unless taken out of it.
struct TreePlace {
    explicit TreePlace(std::uint64_t seed = 1) : random{seed}
    {
        database.run("PRAGMA synchronous = OFF"); // nothing here dies with the machine
        vault::migrate(database);
        transaction.emplace(database);
        tree.create(root);
    }

    [[nodiscard]] vault::Expected<vault::Secret> key(std::uint64_t leaf) const
    {
        vault::KeyPath path;
        return tree.key(root, leaf, path);
    }
    [[nodiscard]] vault::Expected<void> put(std::uint64_t leaf, const vault::Secret& key)
    {
        std::vector<vault::NewKey> keys;
        keys.push_back({leaf, key.clone()});
        return tree.insert(root, keys);
    }

    TemporaryFolder folder;
    vault::SystemFiles files;
    ChosenKeys random;
    std::string store = "vlt_0123456789abcdefghjkmnpqrs";
    vault::GatedVfs vfs{files};
    vault::Database database{
        vfs, folder.path() / "tree.db", vault::random_key(random), vault::Database::Mode::create};
    vault::NodeTable nodes{database};
    vault::KeyTree tree{nodes, store, random};
    vault::Secret root = vault::random_key(random);
    std::optional<vault::WriteTransaction> transaction;
};

} // namespace tests
