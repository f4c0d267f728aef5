#include "support/test_vault.h"

#include <stdexcept>
#include <string>

namespace tests {

namespace {

template <class T>
T must(vault::Expected<T> result)
{
    if (!result)
        throw std::runtime_error{result.error().to_string()};
    return std::move(*result);
}

} // namespace

TestVault::TestVault(std::uint64_t seed) : random{seed}
{
    static_cast<void>(
        must(vault::create_vault(folders(), custody(), "vault.example.com/tickets", world())));
    reopen();
}

TestVault::~TestVault() = default;

void TestVault::reopen()
{
    vault_.reset(); // the lock is the old one's until it is gone
    vault_ = must(try_open());
}

vault::Expected<std::unique_ptr<vault::Vault>> TestVault::try_open()
{
    return vault::Vault::open(folders(), custody(), world());
}

vault::Folders TestVault::folders() const
{
    return {folder.path() / "data", folder.path() / "keys"};
}

vault::Custody TestVault::custody() const
{
    return {vault::Custody::Kind::key_file, vault::Secret::copy_of(std::string(32, 'k'))};
}

vault::Actor TestVault::console()
{
    return {vault::PersonId::random(random), vault::Role::admin, vault::Authn::local, {}};
}

vault::Actor TestVault::add_user(vault::Role role, std::string_view login)
{
    const auto user = must(
        vault_->create_user(console(), role, login, {"A Name", "name@example.com"}, password()));
    return {user.id, role, vault::Authn::password, "192.0.2.7"};
}

} // namespace tests
