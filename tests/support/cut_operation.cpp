#include "support/cut_operation.h"

#include "support/root_sectors.h"
#include "support/wished.h"

#include <algorithm>

namespace tests {

namespace {

const std::string value = "value-that-outlives-the-loss";

// The n-th of so few: spread over all moments of a disk, the last fifth of them after the end.
std::size_t moment(const Cut& cut, std::uint64_t image, std::uint64_t images)
{
    const std::size_t end = cut.disk.operations();
    return std::min<std::size_t>(end, image * end * 5 / (images * 4));
}

} // namespace

Before::Before()
    : agent{vault.place.add_user(Role::agent, "anna@example.com")},
      ticket{submit_guest_ticket(*vault.place, {{.value = value}, {.value = value}})},
      grant{approved_grant(*vault.place, agent, ticket, ticket.credentials[0])}
{
    REQUIRE(vault.place->shred(ticket.guest, ticket.credentials[1], Cause::revoked));
    recovery = vault.place->key_status().recovery;
    vault.back_up();
    backup = bytes_in(vault.file());
    fs::remove(vault.file());
    entries = vault.place->checkpoint()->size;
    vault.place.close();
    roots = root_sectors(vault.place.folders().keys);
}

const Before& before()
{
    static const Before one;
    return one;
}

void Cut::submit(Vault& vault)
{
    GuestTicket ticket = submit_guest_ticket(vault, {{}});
    tickets.emplace_back(std::move(ticket), disk.acknowledge());
}

Left::Left(const Cut& whole, std::size_t moment, std::mt19937_64& dice)
    : Ground{TemporaryFolder::On::memory, 1000 + moment}, cut{whole}, n{moment}
{
    clock.set(cut.clock.now());
    cut.disk.leave(folder.path(), n, dice);
}

Lines Left::faults_of(Vault& vault) const
{
    Lines wrong;
    const Before& was = before();
    const auto verdict = vault.verify_audit({});
    if (!verdict || !verdict->ok)
        wrong.emplace_back("the log does not verify");
    else if (verdict->entries < was.entries)
        wrong.emplace_back("acknowledged entries are lost");
    const auto opened = vault.unseal(was.agent, was.grant);
    if (!opened || text_of(opened->value) != value)
        wrong.emplace_back("a live value does not open");
    const auto shredded = vault.find_credential(was.agent, was.ticket.credentials[1]);
    if (!shredded || shredded->state != CredentialState::shredded)
        wrong.emplace_back("a shredded value lives again");
    for (const auto& [ticket, from] : cut.tickets)
        if (from <= n && !vault.read_ticket(ticket.guest, ticket.id))
            wrong.emplace_back("an acknowledged ticket is lost");
    return wrong;
}

void put_vault(const fs::path& folder)
{
    const Folders from = before().vault.place.folders();
    fs::copy(from.data, folder / "data", fs::copy_options::recursive);
    fs::copy(from.keys, folder / "keys", fs::copy_options::recursive);
}

void run_recorded(const Operation& operation, Cut& cut)
{
    operation.prepare(cut.folder.path());
    cut.disk.begin(cut.folder.path());
    operation.run(cut);
    cut.disk.end();
    REQUIRE(cut.disk.operations() > 0);
}

void check_each_loss(const Operation& operation, std::uint64_t few)
{
    Cut cut{TemporaryFolder::On::disk};
    run_recorded(operation, cut);
    check_each_loss(operation, cut, few);
}

void check_each_loss(const Operation& operation, const Cut& cut, std::uint64_t few)
{
    const std::uint64_t seed = wished("TV_POWER_SEED", 1);
    const std::uint64_t each = wished("TV_POWER_IMAGES", 0);
    const std::uint64_t images = each == 0 ? few : each * (cut.disk.operations() + 1);
    std::mt19937_64 dice{seed};
    for (std::uint64_t image = 0; image < images; ++image) {
        const std::size_t n = each == 0 ? moment(cut, image, images) : image / each;
        CAPTURE(operation.name, seed, image, n);
        Left left{cut, n, dice};
        CHECK(operation.judge(left) == Lines{});
    }
}

bool is_found_out(const Forgotten& forgotten, std::uint64_t images)
{
    Cut cut{TemporaryFolder::On::memory, forgotten.unsynced};
    run_recorded(*forgotten.operation, cut);
    std::mt19937_64 dice{1};
    for (std::uint64_t image = images; image-- > 0;) { // what was acknowledged is found out first
        Left left{cut, moment(cut, image, images), dice};
        if (!forgotten.operation->judge(left).empty())
            return true;
    }
    return false;
}

} // namespace tests
