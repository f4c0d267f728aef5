#include "support/backed_up_vault.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

using namespace vault;
using tests::entries_of;
using tests::only;
using tests::TestVault;

namespace {

using Needs = std::vector<GroupNeed>;

// Agents: anna asks, otto and rosa answer.
struct House {
    TestVault place;
    Actor admin = place.console();
    Actor anna = place.add_user(Role::agent, "anna@example.com");
    Actor otto = place.add_user(Role::agent, "otto@example.com");
    Actor rosa = place.add_user(Role::agent, "rosa@example.com");
    tests::GuestTicket ticket = tests::submit_guest_ticket(*place, {{}, {}});

    void group(const std::string& name, const std::vector<PersonId>& people)
    {
        REQUIRE(place->set_approver_group(admin, name, people).has_value());
    }
    ErrorCode group_error(const std::string& name, const std::vector<PersonId>& people)
    {
        const auto result = place->set_approver_group(admin, name, people);
        REQUIRE_FALSE(result.has_value());
        return result.error().code();
    }
    Expected<GrantPolicy> want(const Needs& needs)
    {
        return place->set_house_policy(admin, only(&PolicyChange::approver_groups, needs));
    }
    Expected<GrantPolicy> wish(const Needs& needs)
    {
        return place->set_ticket_policy(
            ticket.guest, ticket.id, only(&PolicyChange::approver_groups, needs));
    }
    GrantId ask(const Actor& agent)
    {
        return place->request_grant(agent, tests::new_grant(ticket.credentials[0])).value().id;
    }
    // "2 agents, security:1" and so on; the state where nothing is waited for.
    std::string waits(const GrantId& id)
    {
        const auto grant = place->find_grant(anna, id).value();
        if (grant.state != GrantState::requested)
            return std::string{to_string(grant.state)};
        std::string text = grant.waits_for_customer ? "customer, " : "";
        text += std::to_string(grant.waits_for_agents) + " agents";
        for (const GroupNeed& need : grant.waits_for_groups)
            text += ", " + need.group + ':' + std::to_string(need.needed);
        return text + (grant.groups_too_small ? ", too small" : "");
    }
    void enable(const Actor& who, bool enabled)
    {
        REQUIRE(place->set_user_disabled(admin, who.person, !enabled).has_value());
    }
    void consent_of_nobody()
    {
        REQUIRE(
            place->set_house_policy(admin, only(&PolicyChange::consent_needed, false)).has_value());
    }
};

} // namespace

TEST_CASE(
    "Approver groups: administrators make, fill and remove them, each an entry, within bounds",
    "[vault][grants]")
{
    House house;
    const auto& [admin, anna, otto] = std::tie(house.admin, house.anna, house.otto);
    Vault& vault = *house.place;
    for (const Actor& other : {anna, house.ticket.guest}) {
        CHECK(
            vault.set_approver_group(other, "security", {}).error().code() == ErrorCode::forbidden);
        CHECK(
            vault.remove_approver_group(other, "security").error().code() == ErrorCode::forbidden);
    }
    for (const char* name : {"none", "", "Security", "two words", "a:1", "a,b", "x\n",
             "a-name-of-thirty-one-characters"})
        CHECK(house.group_error(name, {}) == ErrorCode::invalid);
    CHECK(house.group_error("security", {house.ticket.guest.person}) == ErrorCode::invalid);
    CHECK(house.group_error("security", {PersonId::random(house.place.random)}) ==
          ErrorCode::invalid);
    CHECK(house.group_error("security", std::vector<PersonId>(approver_group_people_max + 1,
                                            anna.person)) == ErrorCode::invalid);
    CHECK(vault.approver_groups(admin)->empty());
    // Whom it cannot be, and why.
    const Actor customer = house.place.add_user(Role::customer, "carla@example.com");
    house.enable(otto, false);
    for (const auto& [person, why] :
        {std::pair{house.ticket.guest.person, "no account has this id"},
            std::pair{customer.person, "is no agent"}, std::pair{otto.person, "disabled"}}) {
        const auto refused = vault.set_approver_group(admin, "security", {anna.person, person});
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().to_string().contains(why));
        CHECK(refused.error().subject() == person.to_string());
    }
    house.enable(otto, true);

    house.group("shop", {});
    house.group("security", {otto.person, anna.person, otto.person});
    auto people = std::vector{anna.person, otto.person};
    std::ranges::sort(people);
    for (const Actor& reader : {anna, house.ticket.guest}) {
        const auto groups = vault.approver_groups(reader).value();
        REQUIRE(groups.size() == 2);
        CHECK(groups[0].name == "security");
        CHECK(groups[0].active == 2);
        CHECK(groups[0].people ==
              (reader.role == Role::agent ? std::optional{people} : std::nullopt));
        CHECK(groups[1].name == "shop");
        CHECK(groups[1].active == 0);
    }
    house.group("security", {anna.person});
    REQUIRE(vault.remove_approver_group(admin, "shop").has_value());
    CHECK(vault.remove_approver_group(admin, "shop").error().code() == ErrorCode::not_found);
    CHECK(vault.approver_groups(admin)->size() == 1);

    const auto set = entries_of(vault, "approver_group.set");
    CHECK(set.size() == 5); // two refusals
    CHECK(set[0].json.contains(R"("why":"role")"));
    CHECK(set[2].json.contains(R"("policy":"group=shop people=")"));
    CHECK(set[4].json.contains("group=security people=" + anna.person.to_string() + '"'));
    CHECK(tests::count_entries(vault, "approver_group.removed", R"("policy":"group=shop")") == 1);
    CHECK(entries_of(vault, "approver_group.").size() == 8);
    for (std::size_t made = 1; made < approver_groups_max; ++made)
        house.group("g" + std::to_string(made), {});
    CHECK(house.group_error("one-more", {}) == ErrorCode::too_many);
    house.group("g1", {anna.person});
    CHECK(vault.verify_audit({})->ok);
    house.place.reopen();
    CHECK(house.place->approver_groups(admin)->size() == approver_groups_max);
}

TEST_CASE("Approver groups: all of them must be met, by other people than the one who asks",
    "[vault][grants]")
{
    House house;
    const auto& [anna, otto, rosa] = std::tie(house.anna, house.otto, house.rosa);
    Vault& vault = *house.place;
    // Otto is in both, anna too.
    house.group("security", {anna.person, otto.person});
    house.group("shop", {anna.person, otto.person, rosa.person});
    REQUIRE(house.want({{"shop", 1}, {"security", 1}}));
    CHECK(vault.house_policy()->approver_groups == Needs{{"security", 1}, {"shop", 1}});
    const GrantId id = house.ask(anna);
    CHECK(house.waits(id) == "customer, 2 agents, security:1, shop:1");
    CHECK(vault.approve(anna, id).error().code() == ErrorCode::forbidden);
    CHECK(vault.approve(otto, id)->state == GrantState::requested);
    CHECK(house.waits(id) == "customer, 1 agents, shop:1"); // he counts for one of the two
    CHECK(vault.approve(otto, id).error().code() == ErrorCode::conflict);
    CHECK(vault.approve(house.ticket.guest, id)->state == GrantState::requested);
    CHECK(vault.unseal(anna, id).error().code() == ErrorCode::needs_grant);
    CHECK(vault.approve(rosa, id)->state == GrantState::approved);
    CHECK(vault.unseal(anna, id).has_value());
    CHECK(entries_of(vault, "grant.endorsed").size() == 2);

    // Of those in no group nobody is asked, unless the policy wants agents beside.
    house.group("shop", {otto.person, anna.person});
    house.consent_of_nobody();
    REQUIRE(house.want({{"shop", 1}}));
    const GrantId other = house.ask(anna);
    CHECK(house.waits(other) == "1 agents, shop:1");
    CHECK(vault.approve(rosa, other).error().code() == ErrorCode::forbidden);
    CHECK(vault.refuse(rosa, other).error().code() == ErrorCode::forbidden);
    CHECK(entries_of(vault, "grant.denied").back().json.contains(R"("why":"group")"));
    REQUIRE(vault.set_house_policy(house.admin, only(&PolicyChange::agents_needed, 2)).has_value());
    CHECK(house.waits(other) == "2 agents, shop:1");
    CHECK(vault.approve(rosa, other)->state == GrantState::requested);
    CHECK(house.waits(other) == "1 agents, shop:1");
    CHECK(vault.approve(otto, other)->state == GrantState::approved);
    // One of a group may refuse.
    REQUIRE(vault.set_house_policy(house.admin, only(&PolicyChange::agents_needed, 0)).has_value());
    CHECK(vault.refuse(otto, house.ask(anna))->state == GrantState::denied);
    CHECK(vault.verify_audit({})->ok);
}

TEST_CASE("Approver groups: an approval counts by who is in them, and whose account is there, now",
    "[vault][grants]")
{
    House house;
    const auto& [anna, otto, rosa] = std::tie(house.anna, house.otto, house.rosa);
    Vault& vault = *house.place;
    house.consent_of_nobody();
    house.group("security", {otto.person, rosa.person});
    REQUIRE(house.want({{"security", 2}}));
    const GrantId id = house.ask(anna);
    REQUIRE(vault.approve(otto, id));
    CHECK(house.waits(id) == "1 agents, security:1");
    house.enable(otto, false);
    CHECK(house.waits(id) == "2 agents, security:2, too small");
    CHECK(vault.approver_groups(anna)->at(0).active == 1);
    CHECK(vault.approver_groups(anna)->at(0).people->size() == 2);
    REQUIRE(vault.approve(rosa, id));
    CHECK(house.waits(id) == "1 agents, security:1, too small");
    house.enable(otto, true);
    CHECK(house.waits(id) == "0 agents"); // the next approval of one of them takes the edge
    CHECK(vault.approve(otto, id)->state == GrantState::approved);

    // Who asks counts for none of their groups.
    const GrantId own = house.ask(rosa);
    CHECK(house.waits(own) == "2 agents, security:2, too small");
    // A group is changed under a request: those who left count no more, and those who came do.
    REQUIRE(house.want({{"security", 1}}));
    const GrantId moved = house.ask(anna);
    REQUIRE(house.want({{"security", 2}}));
    REQUIRE(vault.approve(otto, moved));
    CHECK(house.group_error("security", {rosa.person}) == ErrorCode::conflict);
    house.group("security", {rosa.person, anna.person});
    CHECK(house.waits(moved) == "2 agents, security:2, too small");
    CHECK(vault.approve(otto, moved).error().code() == ErrorCode::forbidden);
    // Of agents in general too: a disabled one's approval is none.
    REQUIRE(house.want({}));
    REQUIRE(vault.set_house_policy(house.admin, only(&PolicyChange::agents_needed, 2)).has_value());
    const GrantId plain = house.ask(anna);
    REQUIRE(vault.approve(otto, plain));
    house.enable(otto, false);
    CHECK(house.waits(plain) == "2 agents");
    CHECK(vault.approve(rosa, plain)->state == GrantState::requested);
}

TEST_CASE(
    "Approver groups: a policy that nobody could meet, or that names what is not there, is refused",
    "[vault][grants]")
{
    House house;
    const auto& [anna, otto, rosa] = std::tie(house.anna, house.otto, house.rosa);
    Vault& vault = *house.place;
    house.group("security", {otto.person, rosa.person});
    house.group("shop", {otto.person, rosa.person});
    const auto error_of = [](const Expected<GrantPolicy>& result) {
        REQUIRE_FALSE(result.has_value());
        return result.error().code();
    };
    for (const Needs& needs : {Needs{{"security", 3}}, Needs{{"security", 0}}, Needs{{"dba", 1}},
             Needs{{"security", 2}, {"shop", 1}}, Needs{{"security", 1}, {"security", 1}},
             Needs{{"security", approver_group_needed_max + 1}}, Needs{{"Security", 1}}})
        CHECK(error_of(house.want(needs)) == ErrorCode::invalid);
    CHECK(tests::count_entries(vault, "policy.changed", R"("why":"groups")") == 3);
    REQUIRE(house.want({{"security", 1}, {"shop", 1}}));
    // What the house's policy names can be neither removed nor emptied.
    CHECK(vault.remove_approver_group(house.admin, "shop").error().code() == ErrorCode::conflict);
    CHECK(house.group_error("shop", {}) == ErrorCode::conflict);
    house.group("security", {otto.person}); // enough still: the other one is for the shop
    CHECK(house.group_error("shop", {otto.person}) == ErrorCode::conflict);
    CHECK(vault.approver_groups(anna)->at(1).people->size() == 2);
    // An account is disabled whatever a policy wants; nothing else of the policy waits for that to be mended, nor does the mending.
    house.enable(rosa, false);
    REQUIRE(vault.set_house_policy(house.admin, only(&PolicyChange::exclusive, true)).has_value());
    CHECK(vault.house_policy()->approver_groups.size() == 2);
    CHECK(error_of(house.want({{"security", 1}, {"shop", 1}})) == ErrorCode::invalid);
    CHECK(house.waits(house.ask(anna)) == "customer, 2 agents, security:1, shop:1, too small");
    house.group("security", {}); // worse for a while, as mending step by step may be
    // Who was in it before stays, disabled as they are; so the group of the others can be changed.
    house.group("shop", {otto.person, rosa.person, anna.person});
    CHECK(vault.approver_groups(anna)->at(1).people->size() == 3);
    CHECK(vault.approver_groups(anna)->at(1).active == 2);
    CHECK(house.group_error("security", {otto.person, rosa.person}) == ErrorCode::invalid);
    house.group("security", {anna.person});
    REQUIRE(house.want({{"security", 1}, {"shop", 1}}));
    REQUIRE(house.want({}));
    REQUIRE(vault.remove_approver_group(house.admin, "shop"));
    CHECK(vault.verify_audit({})->ok);
}

TEST_CASE("Approver groups: a customer wants more of them, and what was wanted holds until the end",
    "[vault][grants]")
{
    House house;
    const auto& [anna, otto, rosa] = std::tie(house.anna, house.otto, house.rosa);
    Vault& vault = *house.place;
    const auto error_of = [](const Expected<GrantPolicy>& result) {
        REQUIRE_FALSE(result.has_value());
        return result.error().code();
    };
    house.group("security", {otto.person, rosa.person});
    house.group("shop", {otto.person, anna.person});
    REQUIRE(house.want({{"security", 1}}));
    CHECK(error_of(house.wish({{"dba", 1}})) == ErrorCode::invalid);
    CHECK(error_of(house.wish({{"security", 3}})) == ErrorCode::invalid);
    const Needs more{{"security", 1}, {"shop", 1}};
    // The house's may be named or not; what is kept is what the customer adds.
    for (const Needs& added : {Needs{{"shop", 1}}, Needs{{"shop", 1}, {"security", 1}}}) {
        CHECK(house.wish(added)->approver_groups == more);
        CHECK(entries_of(vault, "policy.changed")
                .back()
                .json.contains(R"("policy":"approver_groups=shop:1")"));
    }
    CHECK(house.waits(house.ask(anna)) == "customer, 2 agents, security:1, shop:1");
    // The house asks for more of one and the customer for another: both hold.
    REQUIRE(house.want({{"security", 2}}));
    CHECK(error_of(house.wish({{"security", 1}, {"shop", 1}})) == ErrorCode::invalid); // looser
    CHECK(vault.ticket_policy(house.ticket.guest, house.ticket.id)->approver_groups ==
          Needs{{"security", 2}, {"shop", 1}});
    CHECK(
        house.waits(house.ask(anna)) ==
        "customer, 3 agents, security:2, shop:1, too small"); // told, where no one thing was refused
    REQUIRE(house.want({}));
    CHECK(vault.ticket_policy(house.ticket.guest, house.ticket.id)->approver_groups ==
          Needs{{"shop", 1}});
    CHECK(vault.remove_approver_group(house.admin, "shop").error().code() == ErrorCode::conflict);
    house.group("shop", {}); // an administrator is never kept from that
    CHECK(house.waits(house.ask(anna)) == "customer, 1 agents, shop:1, too small");
    CHECK(house.wish({})->approver_groups.empty());
    REQUIRE(vault.remove_approver_group(house.admin, "shop"));
    CHECK(house.wish({{"security", 1}})->approver_groups == Needs{{"security", 1}});
    REQUIRE(vault.close(house.ticket.guest, house.ticket.id));
    REQUIRE(vault.remove_approver_group(house.admin, "security"));
    CHECK(vault.ticket_policy(house.ticket.guest, house.ticket.id)->approver_groups ==
          Needs{{"security", 1}});
    CHECK(vault.verify_audit({})->ok);
}

TEST_CASE("Approver groups: a customer adds to a house that names as many as a policy may, and "
          "keeps none of them",
    "[vault][grants]")
{
    House house;
    Vault& vault = *house.place;
    Needs all;
    for (std::size_t i = 0; i < policy_groups_max; ++i) {
        const std::string login = "agent" + std::to_string(i) + "@example.com";
        all.push_back({"g" + std::to_string(i), 1});
        house.group(all.back().group, {house.place.add_user(Role::agent, login).person});
    }
    house.group("shop", {house.otto.person});
    REQUIRE(house.want(all));
    Needs more = all;
    more.push_back({"shop", 1});
    CHECK(house.wish({{"shop", 1}})->approver_groups == more);
    CHECK(house.wish(more).error().code() == ErrorCode::invalid);
    // Another part of the wish leaves that as it is.
    REQUIRE(vault.set_ticket_policy(
        house.ticket.guest, house.ticket.id, only(&PolicyChange::exclusive, true)));
    REQUIRE(house.want({}));
    REQUIRE(vault.remove_approver_group(house.admin, "g0"));
    CHECK(vault.ticket_policy(house.ticket.guest, house.ticket.id)->approver_groups ==
          Needs{{"shop", 1}});
    CHECK(house.wish({{"g1", 2}}).error().code() == ErrorCode::invalid); // too few
}

TEST_CASE("Approver groups: where no customer is asked, one agent more answers in their place",
    "[vault][grants]")
{
    House house;
    Vault& vault = *house.place;
    house.group("security", {house.otto.person});
    REQUIRE(house.want({{"security", 1}}));
    NewTicket ticket = tests::new_guest_ticket(vault, {{}});
    ticket.guest.reset();
    const CredentialId credential = vault.submit(house.anna, std::move(ticket))->sealed.at(0).id;
    const GrantId id = vault.request_grant(house.anna, tests::new_grant(credential))->id;
    CHECK(house.waits(id) == "2 agents, security:1");
    CHECK(vault.approve(house.rosa, id)->state == GrantState::requested);
    CHECK(house.waits(id) == "1 agents, security:1");
    CHECK(vault.approve(house.otto, id)->state == GrantState::approved);
    // In any order; and beside the agents the policy wants in general, as the customer would be.
    const GrantId other = vault.request_grant(house.anna, tests::new_grant(credential))->id;
    CHECK(vault.approve(house.otto, other)->state == GrantState::requested);
    CHECK(house.waits(other) == "1 agents");
    REQUIRE(vault.set_house_policy(house.admin, only(&PolicyChange::agents_needed, 2)).has_value());
    CHECK(house.waits(other) == "2 agents");
    REQUIRE(vault.set_house_policy(house.admin, only(&PolicyChange::agents_needed, 1)).has_value());
    CHECK(house.waits(other) ==
          "1 agents"); // otto is of security and among the agents, not in the customer's place
    CHECK(vault.approve(house.rosa, other)->state == GrantState::approved);
    house.consent_of_nobody();
    const GrantId last = vault.request_grant(house.anna, tests::new_grant(credential))->id;
    CHECK(house.waits(last) == "1 agents, security:1");
    // Two named agents break the glass past groups as past the customer.
    const GrantId broken = vault.request_grant(house.anna, tests::new_grant(credential))->id;
    REQUIRE(
        vault.name_break_glass(house.admin, {house.anna.person, house.rosa.person}).has_value());
    REQUIRE(vault.break_glass(house.anna, broken));
    CHECK(vault.break_glass(house.rosa, broken)->state == GrantState::approved);
    CHECK(vault.unseal(house.anna, broken).has_value());
}

TEST_CASE("Approver groups: a backup brings them back, and the policies that name them",
    "[vault][grants][backup]")
{
    tests::BackedUp saved;
    const Actor otto = saved.place.add_user(Role::agent, "otto@example.com");
    const auto ticket = tests::submit_guest_ticket(*saved.place, {{}});
    const Actor admin = saved.place.console();
    const Needs needs{{"security", 1}};
    const PolicyChange change = only(&PolicyChange::approver_groups, needs);
    REQUIRE(saved.place->set_approver_group(admin, "security", {otto.person}));
    REQUIRE(saved.place->set_ticket_policy(ticket.guest, ticket.id, change));
    REQUIRE(saved.place->set_house_policy(admin, change));
    saved.back_up();
    REQUIRE(saved.restore());
    const auto restored = saved.open_restored();
    CHECK(restored->approver_groups(admin)->at(0).people == std::vector{otto.person});
    CHECK(restored->house_policy()->approver_groups == needs);
    REQUIRE(restored->set_house_policy(admin, only(&PolicyChange::approver_groups, {})));
    CHECK(restored->ticket_policy(ticket.guest, ticket.id)->approver_groups == needs);
}
