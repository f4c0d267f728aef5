#pragma once

#include "support/failing_files.h"
#include "support/fixed_random.h"
#include "support/manual_clock.h"
#include "support/temporary_folder.h"

#include "vault/vault.h"

#include <memory>
#include <string_view>

namespace tests {

// A real vault in a folder of its own, on a clock that stands still, fixed dice and a disk that can be told to fail.
class TestVault {
public:
    explicit TestVault(std::uint64_t seed = 1); // created and open; another seed is another vault
    ~TestVault();

    [[nodiscard]] vault::Vault& operator*() const { return *vault_; }
    [[nodiscard]] vault::Vault* operator->() const { return vault_.get(); }
    // Closes and opens again: what a restart of the service does.
    void reopen();
    void close() { vault_.reset(); }
    [[nodiscard]] vault::Expected<std::unique_ptr<vault::Vault>> try_open();

    [[nodiscard]] vault::World world() { return {clock, random, files}; }
    [[nodiscard]] vault::Folders folders() const;
    [[nodiscard]] vault::Custody custody() const;
    // The operator at the machine itself.
    [[nodiscard]] vault::Actor console();
    // A new account of `role`, as the actor a sign-in would give. Costs one Argon2id run (about 0.7 s).
    [[nodiscard]] vault::Actor add_user(vault::Role role, std::string_view login);
    [[nodiscard]] static vault::Secret password()
    {
        return vault::Secret::copy_of(std::string_view{"a quiet river at noon"});
    }

    TemporaryFolder folder;
    ManualClock clock;
    FixedRandom random;
    FailingFiles files;

private:
    std::unique_ptr<vault::Vault> vault_;
};

} // namespace tests
