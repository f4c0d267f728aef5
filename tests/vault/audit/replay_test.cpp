#include "audit/log_replay.h"
#include "engine/folder_pair.h"
#include "support/busy_vault.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/tampered_database.h"
#include "support/test_vault.h"
#include "vault/log_copy.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace vault;
using tests::only;
using tests::TestVault;

namespace {

// A house with its rules, and a customer with hers: what a state depends on beside the tickets themselves.
void organise(TestVault& place)
{
    const Actor dana = place.add_user(Role::agent, "dana");
    const Actor otto = place.add_user(Role::agent, "otto");
    const Actor ada = place.add_user(Role::admin, "ada");
    const Actor carla = place.add_user(Role::customer, "carla");
    REQUIRE(place->set_user_disabled(ada, carla.person, true).has_value());
    REQUIRE(place->set_user_disabled(ada, otto.person, true).has_value());
    REQUIRE(place->set_user_disabled(ada, otto.person, false).has_value());
    REQUIRE(place->set_approver_group(ada, "security", {dana.person}).has_value());
    REQUIRE(place->set_approver_group(ada, "security", {dana.person, otto.person}).has_value());
    REQUIRE(place->set_approver_group(ada, "nobody-yet", {}).has_value());
    REQUIRE(place->set_approver_group(ada, "shop", {otto.person}).has_value());
    REQUIRE(place->remove_approver_group(ada, "shop").has_value());
    REQUIRE(place->name_break_glass(ada, {dana.person, otto.person}).has_value());
    PolicyChange house = only(&PolicyChange::agents_needed, 1U);
    house.reason_codes = std::vector<std::string>{"migration", "incident"};
    REQUIRE(place->set_house_policy(ada, house).has_value());

    const auto ticket = tests::submit_guest_ticket(
        *place, {{}, {.consent = Consent::hour}, {.consent = Consent::while_open}, {}});
    PolicyChange wish = only(&PolicyChange::exclusive, true);
    wish.approver_groups = std::vector<GroupNeed>{{"security", 1}};
    REQUIRE(place->set_ticket_policy(ticket.guest, ticket.id, wish).has_value());
    place.clock.advance(1'000);
    REQUIRE(place->set_consent(ticket.guest, ticket.credentials[1], Consent::hour).has_value());
    REQUIRE(place->set_consent(ticket.guest, ticket.credentials[2], Consent::ask).has_value());
    REQUIRE(place->set_consent(ticket.guest, ticket.credentials[3], Consent::hour).has_value());
    REQUIRE(place
            ->announce_attachment(ticket.guest, ticket.id,
                {AttachmentId::random(place.random), "a.txt", "text/plain", 3})
            .has_value());
    GrantRequest request = tests::new_grant(ticket.credentials[0]);
    request.reason_code = "incident";
    const auto waiting = place->request_grant(dana, request);
    REQUIRE(place->approve(ticket.guest, waiting->id)->state == GrantState::requested);
    REQUIRE(place->break_glass(dana, waiting->id).has_value());
}

ReplayVerdict replayed(TestVault& place)
{
    const auto copy = LogCopy::open(place.folders(), place.custody(), place.world());
    REQUIRE(copy.has_value());
    auto verdict = copy->replay({});
    REQUIRE(verdict.has_value());
    for (const auto& one : verdict->first)
        UNSCOPED_INFO(one.id << ": " << one.in_log << " / " << one.in_database);
    return std::move(*verdict);
}

struct Sabotage {
    Sql sql;
    const char* id; // of the object that must be named, or its start
    std::uint64_t mismatches = 1;
};

// Each alone, on the vault as it is now, which must be closed.
void check_all(TestVault& place, const std::vector<Sabotage>& all)
{
    const auto restore = [&](const std::filesystem::path& from, const std::filesystem::path& to) {
        std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
    };
    const auto database = database_file(place.folders());
    const auto kept = place.folder.path() / "kept.db";
    restore(database, kept);
    for (const Sabotage& one : all) {
        INFO(one.sql.text);
        std::filesystem::remove(database.string() + "-wal");
        restore(kept, database);
        tests::tamper(place, one.sql);
        const ReplayVerdict verdict = replayed(place);
        CHECK_FALSE(verdict.ok);
        CHECK(verdict.mismatches == one.mismatches);
        for (const auto& mismatch : verdict.first)
            CHECK(mismatch.id.starts_with(one.id));
    }
}

} // namespace

TEST_CASE("Replay: the log alone leads to every state the database holds", "[vault]")
{
    TestVault place;
    const Actor dana = place.add_user(Role::agent, "dana");
    tests::live_a_little(place, dana);
    place.close();
    const ReplayVerdict verdict = replayed(place);
    CHECK(verdict.ok);
    CHECK(verdict.tickets == 3);
    CHECK(verdict.credentials == 6);
    CHECK(verdict.grants == 4);
    CHECK(verdict.accounts == 1);
}

TEST_CASE(
    "Replay: the log alone leads to policies, groups, consents, accounts and approvals", "[vault]")
{
    TestVault place;
    organise(place);
    place.close();
    const ReplayVerdict verdict = replayed(place);
    CHECK(verdict.ok);
    CHECK(verdict.policies == 2);
    CHECK(verdict.groups == 2);
    CHECK(verdict.accounts == 4);
    CHECK(verdict.attachments == 1);
    CHECK(verdict.grants == 1);
}

TEST_CASE(
    "Replay: a state somebody edited, and a row that is gone or made up, are named", "[vault]")
{
    TestVault place;
    const Actor dana = place.add_user(Role::agent, "dana");
    tests::live_a_little(place, dana);
    place.close();
    check_all(place,
        {{"UPDATE credential SET state = 'sealed', listed = 1 WHERE state = 'shredded'", "crd_", 4},
            {"UPDATE credential SET unseals_done = unseals_done - 1 WHERE unseals_done > 0", "crd_",
                2},
            {"UPDATE access_grant SET state = 'approved' WHERE state = 'denied'", "grt_"},
            {"UPDATE ticket SET state = 'open' WHERE state = 'closed'", "tkt_"},
            {"UPDATE access_grant SET id = 'grt_00000000000000000000000000' WHERE state = 'denied'",
                "grt_", 2}});
}

TEST_CASE(
    "Replay: a policy, group, consent, account or approval that was edited is named", "[vault]")
{
    TestVault place;
    organise(place);
    place.close();
    check_all(place,
        {{"UPDATE grant_policy SET consent_needed = 0 WHERE scope = 'house'", "policy house"},
            {"UPDATE grant_policy SET reason_codes = 'incident' WHERE scope = 'house'",
                "policy house"},
            {"DELETE FROM grant_policy WHERE scope = 'house'", "policy house"},
            {"INSERT INTO grant_policy_group VALUES ('house', 'security', 1)", "policy house"},
            {"UPDATE grant_policy SET exclusive = NULL WHERE scope <> 'house'", "policy tkt_"},
            {"DELETE FROM grant_policy WHERE scope <> 'house'", "policy tkt_"},
            {"UPDATE grant_policy_group SET needed = 2 WHERE scope <> 'house'", "policy tkt_"},
            {"INSERT INTO approver_group_person SELECT 'security', person FROM user_account"
             " WHERE role = 'admin'",
                "group security"},
            {"DELETE FROM approver_group_person WHERE person ="
             " (SELECT max(person) FROM approver_group_person)",
                "group security"},
            {"DELETE FROM approver_group WHERE name = 'nobody-yet'", "group nobody-yet"},
            {"INSERT INTO approver_group VALUES ('shop')", "group shop"},
            {"UPDATE credential SET consent = 'while_open' WHERE consent = 'ask'", "crd_", 2},
            {"UPDATE credential SET consent_until = consent_until + 1 WHERE consent = 'hour'",
                "crd_", 2},
            {"UPDATE user_account SET disabled = 0 WHERE role = 'customer'", "per_"},
            {"UPDATE user_account SET disabled = 1 WHERE role = 'admin'", "per_"},
            {"UPDATE user_account SET role = 'admin' WHERE role = 'customer'", "per_"},
            {"INSERT INTO user_account SELECT id, 'admin', x'00', x'00', '', 0, 0 FROM person"
             " WHERE id NOT IN (SELECT person FROM user_account)",
                "per_"},
            {"UPDATE attachment SET state = 'abandoned'", "att_"},
            {"INSERT INTO grant_approval SELECT access_grant, (SELECT max(person) FROM"
             " break_glass_person), 'agent', at FROM grant_approval",
                "grt_"},
            {"UPDATE grant_approval SET side = 'agent'", "grt_"},
            {"DELETE FROM grant_approval", "grt_"},
            {"DELETE FROM break_glass_person WHERE person ="
             " (SELECT max(person) FROM break_glass_person)",
                "break-glass people"},
            {"UPDATE break_glass SET confirmed_at = 1, reviewed_at = 1", "break-glass grt_"},
            {"DELETE FROM break_glass", "break-glass grt_"}});
}

TEST_CASE("Replay: entries from before a part was written still lead somewhere", "[vault]")
{
    LogReplay replay;
    for (const char* entry :
        {R"({"event":"user.created","outcome":"ok","person":"per_0123456789abcdefghjkmnpqrs"})",
            R"({"event":"user.disabled","outcome":"ok","person":"per_0123456789abcdefghjkmnpqrs"})",
            R"({"event":"user.created","outcome":"ok","person":"per_0123456789abcdefghjkmnpqrt","why":"setup"})",
            R"({"event":"policy.changed","outcome":"ok","policy":"consent_needed=0 duration_seconds_max=600 exclusive=0 reason_chars_min=10 unseals_max=10"})"})
        replay.apply(EntryView::read(entry).value());
    // The role of the first is not in its entry; that it is disabled is.
    replay.compare({"per_0123456789abcdefghjkmnpqrs", "agent, disabled"});
    replay.compare({"per_0123456789abcdefghjkmnpqrt", "admin"});
    replay.compare({"policy house",
        "agents_needed=0 closing_grace_seconds=0 consent_needed=0 duration_seconds_max=600 "
        "exclusive=0 reason_chars_min=10 unseals_max=10"});
    CHECK(replay.finish().ok);

    LogReplay second;
    second.apply(EntryView::read(
        R"({"event":"user.created","outcome":"ok","person":"per_0123456789abcdefghjkmnpqrs"})")
            .value());
    second.compare({"per_0123456789abcdefghjkmnpqrs", "agent, disabled"});
    const ReplayVerdict verdict = second.finish();
    REQUIRE(verdict.first.size() == 1);
    CHECK(verdict.first[0].in_log == "account");
}

TEST_CASE("Replay: what cannot follow upon an end is named, whatever the database holds", "[vault]")
{
    const std::string credential = "crd_0123456789abcdefghjkmnpqrs";
    const std::string grant = "grt_0123456789abcdefghjkmnpqrs";
    const auto after = [&](const std::vector<std::string>& events) {
        LogReplay replay;
        std::uint64_t seq = 0;
        for (const std::string& event : events)
            replay.apply(EntryView::read(R"({"credential":")" + credential + R"(","event":")" +
                                         event + R"(","grant":")" + grant +
                                         R"(","outcome":"ok","seq":)" + std::to_string(seq++) + "}")
                    .value());
        replay.compare({credential, events.back() == "credential.sealed" ? "sealed" : "shredded"});
        auto first = replay.finish().first;
        std::erase_if(first, [](const ReplayMismatch& one) { return !one.in_database.empty(); });
        return first;
    };
    CHECK(after({"credential.sealed", "credential.shredding", "credential.destroyed"}).empty());
    CHECK(after({"credential.sealed", "credential.destroyed"}).empty()); // it expired
    const std::vector<std::pair<std::vector<std::string>, std::string>> impossible = {
        {{"credential.sealed", "credential.destroyed", "credential.destroyed"},
            "credential.destroyed at entry 2, when it was shredded"},
        {{"credential.sealed", "credential.destroyed", "credential.shredding"},
            "credential.shredding at entry 2, when it was shredded"},
        {{"credential.destroyed"}, "credential.destroyed at entry 0, when it was nothing"},
        {{"credential.sealed", "credential.sealed"},
            "credential.sealed at entry 1, when it was sealed"},
    };
    for (const auto& [events, told] : impossible) {
        const auto first = after(events);
        REQUIRE(first.size() == 1);
        CHECK(first[0].id == credential);
        CHECK(first[0].in_log == told);
    }
    // Opened behind its end, under a grant that was given back.
    const auto opened = after({"credential.sealed", "grant.requested", "grant.approved",
        "grant.returned", "credential.destroyed", "credential.unsealed"});
    REQUIRE(opened.size() == 2);
    CHECK(opened[0].in_log == "credential.unsealed at entry 5, when it was shredded");
    CHECK(opened[1].in_log == "credential.unsealed at entry 5, when it was returned");
}

TEST_CASE("Replay: what no state shows and cannot have happened is named", "[vault]")
{
    const std::string grant = R"("grant":"grt_0123456789abcdefghjkmnpqrs",)";
    const auto entry = [](std::string_view event, std::string_view middle, std::string_view end) {
        std::string json{R"({"credential":"crd_0123456789abcdefghjkmnpqrs","event":")"};
        return json.append(event)
            .append("\",")
            .append(middle)
            .append(R"("outcome":"ok","seq":7)")
            .append(end)
            .append("}");
    };
    const std::string sealed = entry("credential.sealed", R"("expires_at":1000,)", "");
    const std::string asked = entry("grant.requested", grant, "");
    const std::string approved = entry("grant.approved", grant, "");
    const std::string opened =
        entry("credential.unsealed", grant, R"(,"time":999,"unseals_left":1)");
    const std::string last = entry("credential.unsealed", grant, R"(,"time":999,"unseals_left":0)");
    const auto of = [](std::string json, std::string_view person) {
        return json.insert(1, std::string{R"("actor":")"}.append(person).append("\","));
    };
    const auto named = [&](std::string_view people) {
        return entry("break_glass.named", "", "")
            .insert(89, std::string{R"(,"policy":"people=)"}.append(people).append("\""));
    };
    const std::string both = named("per_a,per_b");
    const std::string glass = of(entry("break_glass.asked", grant, ""), "per_a");
    const std::string plain = entry("grant.approved", grant, R"(,"why":"break_glass")");
    const std::string confirmed = of(plain, "per_b");
    const std::string reviewed = entry("break_glass.reviewed", grant, "");
    const auto told = [](const std::vector<std::string>& entries) {
        LogReplay replay;
        for (const std::string& one : entries)
            replay.apply(EntryView::read(one).value());
        std::vector<std::string> all;
        for (const ReplayMismatch& one : replay.finish().first)
            if (one.in_database.empty())
                all.push_back(one.in_log);
        return all;
    };
    using All = std::vector<std::string>;
    CHECK(told({sealed, asked, approved, opened, last}).empty());
    CHECK(told({sealed, asked, both, glass, confirmed, last, reviewed}).empty());
    CHECK(told({sealed, asked, approved, last, opened}) ==
          All{"credential.unsealed at entry 7, when it was used up"});
    CHECK(told({sealed, asked, approved,
              entry("credential.unsealed", grant, R"(,"time":1000,"unseals_left":1)")}) ==
          All{"credential.unsealed at entry 7, when it was over its time"});
    CHECK(told({sealed, entry("credential.unsealed", "", R"(,"time":999)")}) ==
          All{"credential.unsealed at entry 7, when it was granted to nobody"});
    CHECK(told({sealed, asked, approved,
              entry("credential.unsealed", grant, R"(,"time":10,"unseals_left":1)")
                  .insert(77, R"("expires_at":20,)"),
              opened}) == All{"credential.unsealed at entry 7, when it was over its time"});
    std::string by_another = opened;
    CHECK(told({sealed, asked, approved, by_another.insert(1, R"("actor":"per_x",)")}) ==
          All{"credential.unsealed at entry 7, when it was for another credential or agent"});
    CHECK(told({sealed, asked, confirmed}) ==
          All{"grant.approved at entry 7, when it was behind whole glass"});
    CHECK(told({sealed, asked, both, glass, of(plain, "per_a")}) ==
          All{"grant.approved at entry 7, when it was asked for by the same person"});
    CHECK(told({sealed, asked, both, glass, named("per_b"), confirmed}) ==
          All{"grant.approved at entry 7, when it was asked for by somebody who was not named"});
    CHECK(told({sealed, asked, both, glass, named("per_a,per_bb"), confirmed}) ==
          All{"grant.approved at entry 7, when it was confirmed by somebody who was not named"});
    CHECK(told({sealed, asked, both, glass, named(""), confirmed}).size() == 2);
    CHECK(told({sealed, asked, glass, reviewed}) ==
          All{"break_glass.reviewed at entry 7, when it was asked"});
    CHECK(told({sealed, asked, approved, opened, entry("grant.returned", grant, ""),
              entry("credential.delivered_again", grant, "")}) ==
          All{"credential.delivered_again at entry 7, when it was returned"});
    CHECK(told({sealed, entry("credential.destroyed", "", ""), entry("consent.given", "", "")}) ==
          All{"consent.given at entry 7, when it was shredded"});
    CHECK(told({sealed, asked, entry("grant.denied", grant, ""),
              entry("grant.endorsed", grant, "")}) ==
          All{"grant.endorsed at entry 7, when it was denied"});
}

TEST_CASE("Replay: how long a grant lasts and how often it opens is what the log says", "[vault]")
{
    TestVault place;
    const Actor dana = place.add_user(Role::agent, "dana");
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}});
    (void)tests::approved_grant(*place, dana, ticket, ticket.credentials[0], {60'000, 2});
    // Approved for less than was asked for, since the policy says so by then.
    const auto asked = place->request_grant(dana, tests::new_grant(ticket.credentials[1]));
    REQUIRE(place->set_ticket_policy(ticket.guest, ticket.id, only(&PolicyChange::unseals_max, 2U))
            .has_value());
    REQUIRE(place->approve(ticket.guest, asked->id)->unseals_max == 2);
    const auto entries = tests::entries_of(*place, "grant.");
    REQUIRE(entries.size() == 4);
    const auto has = [&](std::size_t at, std::string_view text) {
        return entries[at].json.find(text) != std::string::npos;
    };
    CHECK((has(0, R"("duration_ms":60000,)") && has(0, R"("unseals":2,)")));
    CHECK((has(1, R"("duration_ms":60000,)") && has(1, R"("unseals":2,)")));
    CHECK((has(2, R"("duration_ms":1800000,)") && has(2, R"("unseals":3,)")));
    CHECK((has(3, R"("duration_ms":1800000,)") && has(3, R"("unseals":2,)")));
    place.close();
    CHECK(replayed(place).ok);
    check_all(place,
        {{"UPDATE access_grant SET duration_ms = 28800000 WHERE duration_ms = 60000", "grt_"},
            {"UPDATE access_grant SET unseals_max = 10", "grt_", 2},
            {"UPDATE access_grant SET unseals_max = 3 WHERE duration_ms = 1800000", "grt_"}});
}

TEST_CASE(
    "Replay: an opening beyond what was approved is named, and only where that was told", "[vault]")
{
    const auto told = [](const char* terms, const char* approved, const char* opening,
                          std::int64_t ms = 0, std::int64_t end = 0) {
        const auto entry = [](const std::string& event, const std::string& more,
                               std::int64_t duration = 0, std::int64_t expires = 0) {
            const auto number = [](const char* name, std::int64_t value) {
                return value == 0 ? std::string{} : name + std::to_string(value) + ",";
            };
            return R"({"credential":"crd_0123456789abcdefghjkmnpqrs",)" +
                   number(R"("duration_ms":)", duration) + R"("event":")" + event + R"(",)" +
                   number(R"("expires_at":)", expires) +
                   R"("grant":"grt_0123456789abcdefghjkmnpqrs","outcome":"ok")" + more + "}";
        };
        LogReplay replay;
        for (const std::string& one :
            {entry("credential.sealed", ""), entry("grant.requested", terms, ms),
                entry("grant.approved", approved), entry("credential.unsealed", opening, 0, end),
                entry("credential.unsealed", R"(,"time":11)")})
            replay.apply(EntryView::read(one).value());
        std::vector<std::string> all;
        for (const ReplayMismatch& one : replay.finish().first)
            if (one.in_database.empty())
                all.push_back(one.in_log);
        return all;
    };
    const auto is_told = [&](const char* terms, const char* approved, const char* opening,
                             std::vector<std::string> expected, std::int64_t ms = 0,
                             std::int64_t end = 0) {
        std::vector<std::string> ordered;
        for (const std::string& one : told(terms, approved, opening, ms, end))
            ordered.push_back(one.substr(one.find("when it was ") + 12));
        std::ranges::sort(ordered);
        CHECK(ordered == expected);
    };
    const char* const within = R"(,"time":10,"unseals_left":1)";
    is_told("", "", within, {});
    is_told(R"(,"unseals":2)", "", within, {});
    is_told(R"(,"unseals":1)", "", within, {"used up"});
    is_told(R"(,"unseals":2)", R"(,"unseals":1)", within, {"used up"});
    is_told(R"(,"unseals":2)", R"(,"unseals":3)", within, {"asked for with less"});
    is_told("", R"(,"unseals":3)", within, {});
    is_told("", "", within, {}, 20, 30);
    is_told("", "", within, {"for a shorter time"}, 20, 31);
}
