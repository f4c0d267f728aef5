#include "log/stored_tree.h"

#include "log/audit_appender.h"
#include "store/migrations.h"
#include "store/statement.h"
#include "store/storage_fault.h"
#include "store/transaction.h"
#include "support/catch.h"
#include "support/test_database.h"

using namespace vault;

namespace {

struct Place : tests::TestDatabase {
    Place() { migrate(database); }

    void append(AuditAppender& log, std::uint64_t count)
    {
        WriteTransaction transaction{database};
        EntryFields fields{};
        fields.event = Event::credential_sealed;
        for (std::uint64_t i = 0; i < count; ++i)
            log.append(fields);
        (void)log.seal();
        REQUIRE(transaction.commit() == WriteTransaction::Committed::yes);
        log.keep();
    }

    AuditTable table{database};
    NoteSigner signer{Secret::copy_of(std::string(32, 's')), "vault.example.com/tickets"};
};

// Proofs of places all over the log lead to its last checkpoint.
void check_proofs(const Place& place)
{
    const StoredTree tree{place.table};
    const Checkpoint head = *place.table.last_checkpoint();
    CHECK(tree.root(head.size) == head.root);
    for (std::uint64_t seq = 0; seq < head.size; seq += 1 + head.size / 97) {
        CAPTURE(seq);
        const Hash leaf = place.table.find(seq)->hash;
        REQUIRE(
            root_from_inclusion(leaf, seq, head.size, tree.inclusion(seq, head.size)) == head.root);
        const TreeHead older{seq, tree.root(seq)};
        REQUIRE(is_consistent(older, {head.size, head.root}, tree.consistency(seq, head.size)));
    }
}

} // namespace

TEST_CASE("StoredTree: proofs of a growing log lead to its checkpoints", "[vault]")
{
    Place place;
    AuditAppender log{place.table, place.signer};
    for (const std::uint64_t count : {1U, 5U, 249U, 1U, 1U, 255U, 300U}) {
        place.append(log, count);
        check_proofs(place);
    }
    CHECK(place.table.subtree_count(1) == 3); // 812 entries
    CHECK(place.table.subtree_count(2) == 0);
}

TEST_CASE("StoredTree: a log of more than 65,536 entries has its upper level", "[vault]")
{
    Place place;
    AuditAppender log{place.table, place.signer};
    place.append(log, 66000);
    CHECK(place.table.subtree_count(1) == 257);
    CHECK(place.table.subtree_count(2) == 1);
    check_proofs(place);
}

TEST_CASE(
    "StoredTree: a log older than the stored subtrees gets them with the next entry", "[vault]")
{
    Place place;
    {
        AuditAppender log{place.table, place.signer};
        place.append(log, 1000);
    }
    place.database.run("DELETE FROM audit_subtree");
    CHECK_THROWS_AS(StoredTree{place.table}.root(1000), StorageFault);
    AuditAppender log{place.table, place.signer};
    place.append(log, 1);
    CHECK(place.table.subtree_count(1) == 3);
    check_proofs(place);
}

TEST_CASE("StoredTree: a transaction that is taken back leaves no subtree behind", "[vault]")
{
    Place place;
    AuditAppender log{place.table, place.signer};
    place.append(log, 200);
    {
        const WriteTransaction transaction{place.database};
        EntryFields fields{};
        for (int i = 0; i < 100; ++i)
            log.append(fields);
        (void)log.seal();
        CHECK(place.table.subtree_count(1) == 1);
    }
    log.discard();
    CHECK(place.table.subtree_count(1) == 0);
    place.append(log, 100);
    CHECK(place.table.subtree_count(1) == 1);
    check_proofs(place);
}
