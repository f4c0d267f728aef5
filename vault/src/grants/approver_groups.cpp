#include "grants/approver_groups.h"

#include "engine/engine.h"
#include "model/policy_text.h"
#include "scope/access.h"

#include <algorithm>

namespace vault {

namespace {

const Error no_name{
    ErrorCode::invalid, "the name of a group is 1 to 30 of a to z, 0 to 9, - and _, and not none"};

ApproverGroup view_of(const ReadScope& scope, std::string name)
{
    const auto active = scope.tables.approver_groups.active(name).size();
    auto people = scope.tables.approver_groups.people(name);
    return {std::move(name), std::move(people), static_cast<std::uint32_t>(active)};
}

// Who is in the group stays in it, disabled or not: else it could not be changed in any other way until the account is back.
Expected<void> check_people(
    const ReadScope& scope, const std::string& group, const std::vector<PersonId>& people)
{
    if (people.size() > approver_group_people_max)
        return fail({ErrorCode::invalid, "up to 50 agents can be in a group"});
    const auto members = scope.tables.approver_groups.people(group);
    for (const PersonId& person : people) {
        if (std::ranges::binary_search(members, person))
            continue;
        const auto user = scope.tables.persons.find_user(person);
        if (!user)
            return fail(
                Error{ErrorCode::invalid, "no account has this id; a group is of agents"}.with_id(
                    person.to_string()));
        if (user->role != Role::agent)
            return fail(
                Error{ErrorCode::invalid, "this person is no agent; a group is of agents"}.with_id(
                    person.to_string()));
        if (user->disabled)
            return fail(Error{ErrorCode::invalid,
                "this agent's account is disabled, and nobody whose account is comes into a group"}
                    .with_id(person.to_string()));
    }
    return {};
}

bool is_named(const ReadScope& scope, std::string_view group)
{
    const auto house = scope.tables.policies.house().approver_groups;
    return std::ranges::find(house, group, &GroupNeed::group) != house.end() ||
           scope.tables.policies.is_named_by_open_ticket(group);
}

} // namespace

std::vector<GroupSeats> seats_of(const ReadScope& scope, const std::vector<GroupNeed>& needs,
    const std::optional<PersonId>& asking)
{
    std::vector<GroupSeats> seats;
    for (const GroupNeed& need : needs) {
        seats.push_back({need, scope.tables.approver_groups.active(need.group)});
        if (asking)
            std::erase(seats.back().people, *asking);
    }
    return seats;
}

std::optional<Error> why_unmeetable(const ReadScope& scope, const std::vector<GroupNeed>& needs)
{
    if (!std::ranges::all_of(needs,
            [&](const GroupNeed& need) { return scope.tables.approver_groups.exists(need.group); }))
        return Error{
            ErrorCode::invalid, "the policy names a group of approvers that does not exist"};
    if (seats_left(seats_of(scope, needs, std::nullopt), {}).too_few_people)
        return Error{ErrorCode::invalid,
            "the policy's groups have too few agents who could approve: nobody counts for two "
            "groups, and who is disabled for none"};
    return std::nullopt;
}

Expected<std::vector<ApproverGroup>> Vault::approver_groups(const Actor& by) const
{
    return engine_->read([&](ReadScope& scope) -> Expected<std::vector<ApproverGroup>> {
        std::vector<ApproverGroup> groups;
        for (std::string& name : scope.tables.approver_groups.names()) {
            groups.push_back(view_of(scope, std::move(name)));
            if (is_outside(by.role))
                groups.back().people.reset();
        }
        return groups;
    });
}

Expected<ApproverGroup> Vault::set_approver_group(
    const Actor& by, const std::string& name, const std::vector<PersonId>& people)
{
    if (!is_group_name(name))
        return fail(no_name);
    auto done = engine_->write<ApproverGroup>([&](WriteScope& scope) -> Expected<ApproverGroup> {
        EntryFields fields = scope.entry(Event::approver_group_set, &by);
        if (!may(by.role, Act::set_house_policy)) {
            fields.why = "role";
            return scope.refuse(
                {ErrorCode::forbidden, "only administrators make groups"}, std::move(fields));
        }
        if (const auto good = check_people(scope, name, people); !good)
            return fail(good.error());
        ApproverGroupTable& groups = scope.tables.approver_groups;
        if (!groups.exists(name) && groups.names().size() >= approver_groups_max)
            return fail({ErrorCode::too_many, "the vault holds as many groups as it may"});
        const auto needs = scope.tables.policies.house().approver_groups;
        // What is so already, by accounts that were disabled, does not stand in the way of mending it step by step.
        const bool could_be_met = !why_unmeetable(scope, needs);
        groups.set(name, people);
        if (could_be_met && why_unmeetable(scope, needs))
            return fail({ErrorCode::conflict,
                "the house's policy needs more people of its groups; change it first"});
        // The whole group, so that the log alone tells who was in it when.
        fields.policy = "group=" + name + " people=" + people_text(groups.people(name));
        scope.audit(std::move(fields));
        return view_of(scope, name);
    });
    if (!done)
        return fail(done.error());
    return std::move(done->value);
}

Expected<void> Vault::remove_approver_group(const Actor& by, const std::string& name)
{
    const auto done = engine_->write<bool>([&](WriteScope& scope) -> Expected<bool> {
        EntryFields fields = scope.entry(Event::approver_group_removed, &by);
        if (!may(by.role, Act::set_house_policy)) {
            fields.why = "role";
            return scope.refuse(
                {ErrorCode::forbidden, "only administrators remove groups"}, std::move(fields));
        }
        if (!scope.tables.approver_groups.exists(name))
            return fail({ErrorCode::not_found, "no such group"});
        if (is_named(scope, name))
            return fail({ErrorCode::conflict,
                "the house's policy, or a customer's for a ticket that is not closed, names this "
                "group"});
        fields.policy = "group=" + name;
        scope.tables.approver_groups.remove(name);
        scope.audit(std::move(fields));
        return true;
    });
    return done ? Expected<void>{} : fail(done.error());
}

} // namespace vault
