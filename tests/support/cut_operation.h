#pragma once

#include "support/backed_up_vault.h"
#include "support/power_loss.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tests {

using Lines = std::vector<std::string>; // what is wrong, one line each

// What there is before an operation is cut off: a vault, closed, with a backup of it. One value lives and may be opened by an agent, one was shredded.
struct Before {
    Before();

    BackedUp vault;
    Actor agent;
    GuestTicket ticket; // its first credential lives, its second was shredded
    GrantId grant;
    std::string recovery; // fingerprint of the recovery key
    std::string backup;
    std::uint64_t entries = 0;   // of the log
    std::set<std::string> roots; // sectors of the slots
};
// The same for all tests, made once.
[[nodiscard]] const Before& before();

[[nodiscard]] inline Custody key_file(char byte)
{
    return {Custody::Kind::key_file, Secret::copy_of(std::string(32, byte))};
}

// A folder in which an operation is run, or what is left of one, with all a vault needs.
struct Ground {
    explicit Ground(TemporaryFolder::On on, std::uint64_t seed) : folder{on}, random{seed} {}
    [[nodiscard]] fs::path at(std::string_view name) const { return folder.path() / name; }
    [[nodiscard]] Folders folders() const { return {at("data"), at("keys")}; }
    [[nodiscard]] Folders restored() const { return {at("new-data"), at("new-keys")}; }

    TemporaryFolder folder;
    ManualClock clock;
    FixedRandom random;
};

// An operation that ran to its end on a disk that remembers everything.
struct Cut : Ground {
    explicit Cut(TemporaryFolder::On on, const std::string& unsynced = {})
        : Ground{on, 77}, disk{unsynced}
    {
    }
    [[nodiscard]] World world() { return {clock, random, disk}; }
    void submit(Vault& vault);

    PowerLoss disk;
    // From which operation of the disk on it may not be undone; none: nothing was acknowledged.
    std::optional<std::size_t> done;
    std::vector<std::pair<GuestTicket, std::size_t>> tickets; // submitted meanwhile
};

// What the power left of it when it went before operation `n` of the disk.
struct Left : Ground {
    Left(const Cut& cut, std::size_t n, std::mt19937_64& dice);
    [[nodiscard]] World world() { return {clock, random, files}; }
    [[nodiscard]] bool acknowledged() const { return cut.done && *cut.done <= n; }
    [[nodiscard]] Expected<std::unique_ptr<Vault>> open(const Folders& which, char custody)
    {
        return Vault::open(which, key_file(custody), world());
    }
    // Whether what Before and the operation's tickets promise holds in an opened vault.
    [[nodiscard]] Lines faults_of(Vault& vault) const;

    const Cut& cut;
    const std::size_t n;
    FailingFiles files;
};

struct Operation {
    const char* name;
    void (*prepare)(const fs::path& folder); // what there is before
    void (*run)(Cut& cut);
    Lines (*judge)(Left& left);
};

// Beginnings of an operation, and what may be said of its end.
void put_vault(const fs::path& folder);
[[nodiscard]] inline Lines opening_failed(const Error& error)
{
    return {"it does not open: " + error.to_string()};
}

// Runs it to its end.
void run_recorded(const Operation& operation, Cut& cut);
// The power goes at every operation of the disk, TV_POWER_IMAGES times at each (`./dev test --full`: 4); without that, `few` times in all, from the
// first to the last. TV_POWER_SEED: another disk.
void check_each_loss(const Operation& operation, std::uint64_t few);
void check_each_loss(const Operation& operation, const Cut& cut, std::uint64_t few);

// A disk that takes the syncs of one file or folder for nothing is a program that forgets them.
struct Forgotten {
    const Operation* operation;
    const char* unsynced;
};
// Whether one of so many losses shows it.
[[nodiscard]] bool is_found_out(const Forgotten& forgotten, std::uint64_t images);

} // namespace tests
