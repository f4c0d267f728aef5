#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include "vault/vault.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

using tests::TestVault;
using vault::Actor;
using vault::AuditFilter;
using vault::Authn;
using vault::PersonId;
using vault::Role;

namespace {

constexpr std::uint64_t everything = std::numeric_limits<std::int64_t>::max();

// The numbers of all rows, page after page, from the oldest up or from the newest down. A read by the machine itself, which is no auditor who
// signed in, is an entry too: `end` keeps those of this walk out of it.
std::vector<std::uint64_t> walked(
    TestVault& place, AuditFilter filter, std::uint64_t end, bool down)
{
    const Actor reader{PersonId::random(place.random), Role::auditor, Authn::local, {}};
    std::vector<std::uint64_t> seqs;
    if (down)
        filter.before_seq = end;
    while (true) {
        const auto page = place->audit_entries(reader, filter);
        REQUIRE(page.has_value());
        REQUIRE(page->size() <= filter.limit);
        for (const vault::AuditEntry& entry : *page)
            if (entry.seq < end)
                seqs.push_back(entry.seq);
        if (page->size() < filter.limit || page->back().seq >= end)
            return seqs;
        if (down)
            filter.before_seq = page->back().seq;
        else
            filter.from_seq = page->back().seq + 1;
    }
}

} // namespace

TEST_CASE("Audit entries: from the newest down come the same rows as from the oldest up", "[vault]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "dana@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}, {}});
    const auto other = tests::submit_guest_ticket(*place, {{}});
    for (const auto& credential : ticket.credentials)
        static_cast<void>(tests::approved_grant(*place, agent, ticket, credential));
    REQUIRE(place->close(other.guest, other.id).has_value());
    const std::uint64_t end = place->checkpoint()->size;

    std::vector<AuditFilter> filters(7);
    filters[1].ticket = ticket.id;
    filters[2].credential = ticket.credentials.front();
    filters[3].actor = agent.person;
    filters[4].event = "grant.";
    filters[5].event = "grant.approved";
    filters[6].ticket = ticket.id;
    filters[6].from_seq = end / 2;
    for (AuditFilter& filter : filters) {
        for (const std::uint32_t limit : {1U, 2U, 5U, 200U}) {
            filter.limit = limit;
            INFO("filter " << &filter - filters.data() << ", " << limit << " a page");
            std::vector<std::uint64_t> down = walked(place, filter, end, true);
            REQUIRE_FALSE(down.empty());
            CHECK(std::ranges::is_sorted(down, std::greater{}));
            std::ranges::reverse(down);
            CHECK(down == walked(place, filter, end, false));
        }
    }
}

TEST_CASE("Audit entries: below the first there are none", "[vault]")
{
    TestVault place;
    AuditFilter filter;
    filter.before_seq = 0;
    const Actor reader{PersonId::random(place.random), Role::auditor, Authn::local, {}};
    CHECK(place->audit_entries(reader, filter)->empty());
    filter.before_seq = everything;
    filter.limit = 1;
    const std::uint64_t size = place->checkpoint()->size;
    CHECK(place->audit_entries(reader, filter)->front().seq + 1 == size);
}

TEST_CASE(
    "Audit: those who follow the log do not feed it with each other's reads", "[vault][audit]")
{
    TestVault place;
    const Actor one = place.add_user(Role::auditor, "one@example.com");
    const Actor other = place.add_user(Role::auditor, "other@example.com");
    const auto read_from = [&](const Actor& by, std::uint64_t seq) {
        AuditFilter filter;
        filter.from_seq = seq;
        filter.limit = 200;
        return place->audit_entries(by, filter)->size();
    };
    REQUIRE(read_from(one, 0) != 0);
    const std::uint64_t first = place->checkpoint()->size;
    for (int round = 0; round < 3; ++round) {
        CHECK(read_from(one, first - 1) == 1); // the read itself
        CHECK(read_from(other, first - 1) == 1);
    }
    CHECK(place->checkpoint()->size == first);
}

TEST_CASE("Audit: a refused sign-in or link has its address where a key of its subject seals it",
    "[vault][audit]")
{
    TestVault place;
    (void)place.add_user(Role::agent, "dana@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const vault::Secret wrong = vault::Secret::copy_of("never a password");
    for (const char* login : {"dana@example.com", "nobody@example.com"})
        REQUIRE_FALSE(place->sign_in(login, wrong, Authn::password, "203.0.113.9"));
    REQUIRE_FALSE(place->find_guest(ticket.id, wrong, "203.0.113.9"));
    const auto refused = tests::entries_of(*place, "session.refused");
    REQUIRE(refused.size() == 3);
    CHECK(refused[0].address == "203.0.113.9");
    CHECK(refused[1].address == "203.0.113.9"); // of whom nothing is known: under the day's key
    CHECK(refused[2].address == "203.0.113.9");
    for (const auto& entry : refused)
        CHECK(entry.json.find("203.0.113.9") == std::string::npos);
}

TEST_CASE("Audit: the address of a sign-in of nobody ends 30 days after its day, and the log holds",
    "[vault][audit]")
{
    constexpr std::int64_t day_ms = 24LL * 3600 * 1000;
    TestVault place;
    const vault::Secret wrong = vault::Secret::copy_of("never a password");
    const auto addresses = [&] {
        std::vector<std::string> all;
        for (const auto& entry : tests::entries_of(*place, "session.refused"))
            all.push_back(entry.address);
        return all;
    };
    constexpr std::int64_t begin = tests::ManualClock::start_ms; // of a day
    const auto keys_before = place->live_keys().value();
    for (int of_one_day = 0; of_one_day < 2; ++of_one_day)
        REQUIRE_FALSE(place->sign_in("nobody@example.com", wrong, Authn::password, "203.0.113.9"));
    CHECK(place->live_keys().value() == keys_before + 1);
    place.clock.set({begin + day_ms});
    REQUIRE_FALSE(place->sign_in("nobody@example.com", wrong, Authn::password, "203.0.113.10"));
    CHECK(addresses() == std::vector<std::string>{"203.0.113.9", "203.0.113.9", "203.0.113.10"});

    place.clock.set({begin + 31 * day_ms - 1});
    REQUIRE(place->run_due());
    CHECK(addresses() == std::vector<std::string>{"203.0.113.9", "203.0.113.9", "203.0.113.10"});
    place.clock.set({begin + 31 * day_ms});
    REQUIRE(place->run_due());
    CHECK(addresses() == std::vector<std::string>{"", "", "203.0.113.10"});
    CHECK(place->live_keys().value() == keys_before + 1);
    place.reopen();
    CHECK(addresses() == std::vector<std::string>{"", "", "203.0.113.10"});
    CHECK(place->verify_audit([](std::uint64_t, std::uint64_t) {}, nullptr)->ok);
}
