#include "crypto/password.h"
#include "engine/engine.h"
#include "people/account.h"
#include "scope/blind_index.h"
#include "scope/grant_edges.h"
#include "scope/standing_consents.h"

#include <algorithm>

namespace vault {

namespace {

const Error only_admins{ErrorCode::forbidden, "only an admin may do this"};

// The account of a person that is not there yet.
Expected<User> add_user(WriteScope& scope, const Secret& index_key, const Actor& by,
    const User& user, const std::string& password_hash)
{
    const Bytes index = login_index(index_key, folded_login(user.login));
    if (scope.tables.persons.find_user_by_login(index))
        return fail({ErrorCode::conflict, "this login is taken"});
    // The console's right ends with the first admin, also for two requests at once.
    if (by.authn == Authn::system && user.role == Role::admin &&
        scope.tables.persons.any_user_of(Role::admin))
        return fail({ErrorCode::conflict, "the first admin exists already"});
    scope.add_person(user.id, user.profile);
    const std::string id = user.id.to_string();
    const auto person = scope.tables.persons.find(user.id);
    const Secret key = scope.key(person->profile_leaf);
    scope.tables.persons.insert_user({user.id, user.role, index,
        scope.sealed(user.login, key, id, "login"), password_hash, false, scope.now});
    // Whoever sets the vault up is nobody the vault knows: they are known by the code alone.
    const bool setup = by.authn == Authn::system;
    EntryFields fields = scope.entry(Event::user_created, setup ? nullptr : &by);
    fields.person = user.id;
    fields.account = to_string(user.role);
    if (setup)
        fields.why = "setup";
    scope.audit(std::move(fields));
    return user;
}

bool is_last_admin(const WriteScope& scope, const UserRecord& user)
{
    const auto users = scope.tables.persons.users();
    return user.role == Role::admin && !user.disabled &&
           std::ranges::count_if(users,
               [](const UserRecord& one) { return one.role == Role::admin && !one.disabled; }) == 1;
}

// Somebody without the code with which the first administrator is made.
Expected<User> refuse_setup(Engine& engine, const Actor& by)
{
    const auto told = engine.write<Done>([&](WriteScope& scope) -> Expected<Done> {
        EntryFields fields = scope.entry(Event::user_created, nullptr);
        fields.authn = Authn::none;
        fields.why = "setup_code";
        scope.audit_refusal_of_nobody(std::move(fields), "setup", by.address);
        return Done{};
    });
    return fail(told ? only_admins : told.error());
}

} // namespace

Expected<User> Vault::create_user(const Actor& by, Role role, std::string_view login,
    const Profile& profile, const Secret& password)
{
    if (by.authn == Authn::none)
        return refuse_setup(*engine_, by);
    const User user{
        PersonId::random(engine_->world.random), role, std::string{login}, profile, false};
    if (role == Role::guest)
        return fail({ErrorCode::invalid, "a guest is not an account"});
    if (const auto checked = check_login(login); !checked)
        return fail(checked.error());
    if (const auto checked = check_profile(profile); !checked)
        return fail(checked.error());
    std::string password_hash;
    if (by.role == Role::admin) { // hashing is work, which is not done for those who may not
        auto hash = hash_password(password);
        if (!hash)
            return fail(hash.error());
        password_hash = std::move(*hash);
    }
    auto applied = engine_->write<User>([&](WriteScope& scope) -> Expected<User> {
        if (by.role != Role::admin)
            return scope.refuse(only_admins, scope.entry(Event::user_created, &by));
        return add_user(scope, engine_->keys.index_key, by, user, password_hash);
    });
    if (!applied)
        return fail(applied.error());
    return std::move(applied->value);
}

Expected<bool> Vault::needs_setup() const
{
    return engine_->read([](ReadScope& scope) -> Expected<bool> {
        return !scope.tables.persons.any_user_of(Role::admin);
    });
}

Expected<std::vector<User>> Vault::list_users(const Actor& by) const
{
    if (by.role != Role::admin)
        return fail(only_admins);
    return engine_->read([](ReadScope& scope) -> Expected<std::vector<User>> {
        std::vector<User> users;
        for (const UserRecord& record : scope.tables.persons.users())
            users.push_back(open_user(scope, record));
        return users;
    });
}

Expected<void> Vault::set_user_disabled(const Actor& by, const PersonId& user, bool disabled)
{
    const auto applied = engine_->write<bool>(
        [&](WriteScope& scope) -> Expected<bool> {
            EntryFields fields =
                scope.entry(disabled ? Event::user_disabled : Event::user_enabled, &by);
            fields.person = user;
            if (by.role != Role::admin)
                return scope.refuse(only_admins, std::move(fields));
            const auto record = scope.tables.persons.find_user(user);
            if (!record)
                return fail({ErrorCode::not_found, "no such user"});
            if (record->disabled == disabled)
                return true;
            if (disabled && is_last_admin(scope, *record))
                return fail({ErrorCode::conflict, "the last admin cannot be disabled"});
            scope.tables.persons.set_disabled(user, disabled);
            if (disabled)
                scope.tables.sessions.remove_all_of(user);
            scope.audit(std::move(fields));
            if (disabled) {
                end_grants_of(scope, user, by, "disabled");
                end_standing_consents(scope, user, by);
            }
            return true;
        },
        disabled ? Room::reserved : Room::ordinary);
    if (!applied)
        return fail(applied.error());
    if (disabled)
        engine_->opened_values.forget(user);
    return {};
}

Expected<User> Vault::user_of(const PersonId& person) const
{
    return engine_->read([&](ReadScope& scope) -> Expected<User> {
        const auto record = scope.tables.persons.find_user(person);
        if (!record)
            return fail({ErrorCode::not_found, "no such user"});
        return open_user(scope, *record);
    });
}

} // namespace vault
