// The indexes of the log are parted into blocks; what is found across them is what a look at every entry finds.
#include "store/audit_table.h"
#include "store/database.h"
#include "store/migrations.h"
#include "store/statement.h"
#include "store/transaction.h"
#include "support/catch.h"
#include "support/test_database.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace vault;

namespace {

constexpr std::uint64_t entries_of_log = 3 * 4096 + 100;
constexpr std::int64_t start_ms = 1'795'000'000'000;

// A log of entries about few tickets, with a time for every three.
struct Log : tests::TestDatabase {
    AuditTable table{database};
    std::vector<LeafRecord> all;
    std::vector<TicketId> tickets;
    std::vector<CredentialId> credentials;
    std::vector<PersonId> actors;
    std::mt19937 dice{7};

    Log()
    {
        migrate(database);
        for (int i = 0; i < 40; ++i) {
            tickets.push_back(TicketId::random(random));
            credentials.push_back(CredentialId::random(random));
            actors.push_back(PersonId::random(random));
        }
        WriteTransaction transaction{database};
        for (std::uint64_t seq = 0; seq < entries_of_log; ++seq) {
            const std::size_t about = dice() % 40;
            const bool ends = dice() % 4 == 0;
            all.push_back({seq, {start_ms + static_cast<std::int64_t>(seq / 3)},
                ends ? "grant.expired" : "ticket.opened",
                dice() % 8 == 0 ? std::nullopt : std::optional{tickets[about]},
                dice() % 2 == 0 ? std::nullopt : std::optional{credentials[about]},
                dice() % 3 == 0 ? std::nullopt : std::optional{actors[dice() % 5]}, "{}", {}});
            table.insert(all.back());
        }
        REQUIRE(transaction.commit() == WriteTransaction::Committed::yes);
    }

    [[nodiscard]] std::vector<std::uint64_t> by_looking_at_all(const AuditFilter& filter) const
    {
        std::vector<std::uint64_t> seqs;
        for (const LeafRecord& leaf : all)
            if (leaf.seq >= filter.from_seq && leaf.seq < filter.before_seq.value_or(all.size()) &&
                (!filter.ticket || leaf.ticket == filter.ticket) &&
                (!filter.credential || leaf.credential == filter.credential) &&
                (!filter.actor || leaf.actor == filter.actor) &&
                (filter.event.empty() || leaf.event == filter.event) &&
                (!filter.since || leaf.time >= *filter.since) &&
                (!filter.until || leaf.time < *filter.until))
                seqs.push_back(leaf.seq);
        if (filter.before_seq)
            std::ranges::reverse(seqs);
        if (seqs.size() > filter.limit)
            seqs.resize(filter.limit);
        return seqs;
    }

    [[nodiscard]] std::vector<std::uint64_t> by_index(const AuditFilter& filter) const
    {
        std::vector<std::uint64_t> seqs;
        for (const LeafRecord& leaf : table.entries(filter))
            seqs.push_back(leaf.seq);
        return seqs;
    }
};

} // namespace

TEST_CASE("Log blocks: every filter finds what a look at each entry finds", "[vault]")
{
    Log log;
    const auto maybe = [&] { return log.dice() % 2 == 0; };
    for (int round = 0; round < 300; ++round) {
        const std::size_t about = log.dice() % 40;
        AuditFilter filter;
        if (maybe())
            filter.ticket = log.tickets[about];
        if (filter.ticket && maybe())
            filter.credential = log.credentials[about];
        if (maybe())
            filter.actor = log.actors[log.dice() % 6]; // the last has no entry
        if (maybe())
            filter.event = "grant.expired";
        if (maybe())
            filter.from_seq = log.dice() % (entries_of_log + 10);
        if (maybe())
            filter.before_seq = log.dice() % (entries_of_log + 5000);
        if (maybe())
            filter.since = Instant{start_ms + static_cast<std::int64_t>(log.dice() % 4000)};
        if (maybe())
            filter.until = Instant{start_ms + static_cast<std::int64_t>(log.dice() % 5000)};
        filter.limit = std::vector<std::uint32_t>{1, 7, 200}[log.dice() % 3];
        CAPTURE(round);
        CHECK(log.by_index(filter) == log.by_looking_at_all(filter));
    }
}

TEST_CASE("Log blocks: a filter reads its index, not the log", "[vault]")
{
    Log log;
    for (const Sql sql : {Sql{"EXPLAIN QUERY PLAN SELECT json FROM audit_entry WHERE seq >= 0 AND "
                              "seq < 100 AND seq / 4096 = 0 AND ticket = x'00' ORDER BY seq"},
             Sql{"EXPLAIN QUERY PLAN SELECT json FROM audit_entry WHERE seq >= 0 AND seq < 100 AND "
                 "seq / 4096 = 0 AND actor = x'00' ORDER BY seq DESC"}}) {
        Statement plan{log.database, sql};
        REQUIRE(plan.step());
        CHECK(plan.text(3).find("USING INDEX audit_entry_of_") != std::string::npos);
        CHECK_FALSE(plan.step()); // nothing is sorted
    }
}

TEST_CASE("Log blocks: the end of a credential is found wherever it stands", "[vault]")
{
    Log log;
    WriteTransaction transaction{log.database};
    LeafRecord end{entries_of_log, {start_ms + 1'000'000}, "credential.destroyed", log.tickets[0],
        log.credentials[0], std::nullopt, "{}", {}};
    log.table.insert(end);
    REQUIRE(transaction.commit() == WriteTransaction::Committed::yes);
    // A time that is not the entry's, before all and behind all, costs only time.
    for (const std::int64_t at : {start_ms + 1'000'000, start_ms - 1, start_ms + 9'000'000})
        CHECK(log.table.destruction_of(log.tickets[0], log.credentials[0], {at}) == entries_of_log);
    CHECK_FALSE(log.table.destruction_of(log.tickets[1], log.credentials[0], {start_ms}));
}

TEST_CASE("Log blocks: a number far behind all others makes no filter look into what is not there",
    "[vault]")
{
    constexpr std::uint64_t far = std::uint64_t{1} << 62U;
    Log log;
    WriteTransaction transaction{log.database};
    log.table.insert({far, {start_ms}, "ticket.opened", log.tickets[0], log.credentials[0],
        log.actors[0], "{}", {}});
    REQUIRE(transaction.commit() == WriteTransaction::Committed::yes);
    // Each of these would take centuries, block by block.
    AuditFilter filter;
    filter.ticket = log.tickets[0];
    filter.limit = 10'000;
    CHECK(log.by_index(filter).back() == far);
    filter.ticket = std::nullopt;
    filter.actor = log.actors[0];
    CHECK(log.by_index(filter).back() == far);
    filter.before_seq = far + 1;
    CHECK(log.by_index(filter).front() == far);
    filter.from_seq = far + 1;
    filter.before_seq = std::nullopt;
    CHECK(log.by_index(filter).empty());
    CHECK_FALSE(log.table.destruction_of(log.tickets[1], log.credentials[0], {start_ms}));
}
