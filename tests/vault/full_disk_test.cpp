// A full disk: what ends goes on in the room held for it, and nothing else takes that.
#include "support/catch.h"
#include "support/crowded_disk.h"
#include "support/story.h"
#include "support/test_vault.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace vault;
using tests::TestVault;

namespace {

constexpr std::int64_t hour_ms = 3600LL * 1000;
constexpr std::uint64_t mib = 1024ULL * 1024;

// A vault on a disk that can be full.
struct FullDisk : TestVault {
    FullDisk()
    {
        files.set_hook(
            [this](std::uint64_t, const FileAccess& access) { return disk.permit(access); });
    }
    void fill() { disk.fill(folder.path()); }
    [[nodiscard]] Expected<SubmittedTicket> submit_one()
    {
        auto ticket = tests::new_guest_ticket(**this, {{}});
        const Actor guest{ticket.guest->id, Role::guest, Authn::link, {}};
        return (*this)->submit(guest, std::move(ticket));
    }
    // What others may still take beside the room for endings.
    void use_up_what_is_free()
    {
        for (int n = 0; n < 20'000; ++n)
            if (const auto stored = submit_one(); !stored) {
                REQUIRE(stored.error().code() == ErrorCode::disk_full);
                return;
            }
        FAIL("the disk was never full");
    }
    void wait_until_shredded(const Actor& by, const CredentialId& id)
    {
        const auto late = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while ((*this)->find_credential(by, id)->state != CredentialState::shredded) {
            REQUIRE(std::chrono::steady_clock::now() < late);
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
        }
    }
    [[nodiscard]] std::filesystem::path database() const { return folders().data / "vault.db"; }
    [[nodiscard]] std::filesystem::path log() const { return folders().data / "vault.db-wal"; }
    [[nodiscard]] bool holds_reserve() const
    {
        return tests::bytes_on_disk(database()) >=
                   std::filesystem::file_size(database()) + 8 * mib &&
               tests::bytes_on_disk(log()) >= 8 * mib;
    }

    tests::CrowdedDisk disk;
};

} // namespace

TEST_CASE("Writer: on a full disk the reserve carries endings and nothing else", "[vault][writer]")
{
    FullDisk place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}, {}});
    const GrantId grant = tests::approved_grant(*place, agent, ticket, ticket.credentials[1]);
    std::vector<tests::GuestTicket> others;
    for (int n = 0; n < 20; ++n)
        others.push_back(tests::submit_guest_ticket(*place, {{}, {}}));
    place.fill();
    place.use_up_what_is_free();
    CHECK(place.holds_reserve()); // they have not touched it
    for (const auto& other : others)
        CHECK(place->close(other.guest, other.id)->shredded.size() == 2);
    CHECK_FALSE(place.holds_reserve());
    CHECK(place->unseal(agent, grant).error().code() == ErrorCode::disk_full);
    const auto shredded = place->shred(ticket.guest, ticket.credentials[0], Cause::revoked);
    REQUIRE(shredded.has_value());
    CHECK_FALSE(shredded->certificate.empty());
    CHECK(place->unseal(agent, grant).error().code() == ErrorCode::disk_full);
    CHECK(place->submit(ticket.guest, tests::new_guest_ticket(*place, {{}})).error().code() ==
          ErrorCode::disk_full);
    CHECK_FALSE(place->readiness().ready);
    CHECK_FALSE(place->readiness().stopped);
    CHECK(place->revoke(ticket.guest, grant).has_value());
    CHECK(place->close(ticket.guest, ticket.id)->shredded.size() == 2);
    place.disk.clear();
    CHECK(place.submit_one().has_value());
    CHECK(place->readiness().ready);
    CHECK(place.holds_reserve());
    place.reopen();
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Writer: hundreds of ends one after another fit the reserve, whoever takes what is freed",
    "[vault][writer]")
{
    FullDisk place;
    std::vector<tests::GuestTicket> tickets;
    for (int n = 0; n < 200; ++n)
        tickets.push_back(tests::submit_guest_ticket(*place, {{}, {}}));
    place.fill();
    for (const auto& ticket : tickets) {
        const auto ended = place->shred(ticket.guest, ticket.credentials[0], Cause::revoked);
        REQUIRE(ended.has_value());
        CHECK_FALSE(ended->certificate.empty());
        REQUIRE(place->close(ticket.guest, ticket.id).has_value());
    }
    place.reopen();
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Reserve: it is held while the vault is open and while it is closed", "[vault]")
{
    FullDisk place;
    CHECK(place.holds_reserve());
    place.close();
    CHECK(place.holds_reserve());
    // The file that earlier versions held.
    std::ofstream{place.folders().data / "reserve"} << std::string(mib, '0');
    place.reopen();
    CHECK(place.holds_reserve());
    CHECK_FALSE(std::filesystem::exists(place.folders().data / "reserve"));
    CHECK_FALSE(std::filesystem::exists(place.folders().data / "vault.db-shm"));
    for (int n = 0; n < 20; ++n)
        CHECK(place.submit_one().has_value());
    place.close();
    CHECK(place.holds_reserve());
}

TEST_CASE("Reserve: where no room is held beyond a file's end, a file of its own carries endings",
    "[vault][writer]")
{
    TestVault place;
    std::atomic<bool> full = false;
    std::atomic<bool> reserve_held = true; // no room but what the reserve holds
    place.files.set_hook([&](std::uint64_t, const FileAccess& access) {
        const bool reserve = access.path.filename() == "reserve";
        if (access.op == FileOp::allocate && !reserve)
            return EOPNOTSUPP;
        if (reserve && access.op == FileOp::truncate)
            reserve_held = false;
        const bool grows =
            access.op == FileOp::allocate ||
            (access.op == FileOp::write && access.path.parent_path() != place.folders().keys);
        return full && grows && (reserve || reserve_held) ? ENOSPC : 0;
    });
    place.reopen();
    CHECK(std::filesystem::file_size(place.folders().data / "reserve") == 8 * mib);
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}, {}});
    const GrantId grant = tests::approved_grant(*place, agent, ticket, ticket.credentials[1]);
    reserve_held = true;
    full = true;
    CHECK(place->unseal(agent, grant).error().code() == ErrorCode::disk_full);
    CHECK(reserve_held); // an unseal does not touch it
    const auto shredded = place->shred(ticket.guest, ticket.credentials[0], Cause::revoked);
    REQUIRE(shredded.has_value());
    CHECK_FALSE(shredded->certificate.empty());
    CHECK(place->unseal(agent, grant).error().code() == ErrorCode::disk_full);
    CHECK_FALSE(place->readiness().ready);
    CHECK(place->revoke(ticket.guest, grant).has_value());
    CHECK(place->close(ticket.guest, ticket.id)->shredded.size() == 2);
    full = false;
    auto later = tests::new_guest_ticket(*place, {{}});
    const Actor guest{later.guest->id, Role::guest, Authn::link, {}};
    CHECK(place->submit(guest, std::move(later)).has_value());
    CHECK(place->readiness().ready);
    place.reopen();
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Open: a disk that stayed full keeps nobody from what fell due", "[vault][writer]")
{
    FullDisk place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    place.close();
    place.clock.advance(48 * hour_ms);
    place.fill();
    place.reopen();
    CHECK(place->find_credential(ticket.guest, ticket.credentials[0])->state ==
          CredentialState::shredded);
    CHECK(place->certificate(ticket.guest, ticket.credentials[0]).has_value());
}

TEST_CASE(
    "Open: with little of the reserve left keys are destroyed, and their paper waits for room",
    "[vault][writer]")
{
    FullDisk place;
    const auto kept = tests::submit_guest_ticket(*place, {{.expires_in_ms = 99 * hour_ms}});
    std::vector<tests::GuestTicket> due;
    for (int n = 0; n < 30; ++n)
        due.push_back(tests::submit_guest_ticket(*place, std::vector<tests::CredentialWish>(50)));
    const auto live = place->live_keys().value();
    place.close();
    place.clock.advance(48 * hour_ms);
    place.disk.fill(place.folder.path(), "vault.db", 512 * 1024);
    for (int start = 0; start < 3; ++start) {
        place.reopen();
        CHECK(place->live_keys().value() == live - 30 * 50);
        for (const auto& ticket : due)
            for (const CredentialId& id : ticket.credentials)
                CHECK(
                    place->find_credential(ticket.guest, id)->state == CredentialState::shredding);
        CHECK(place->certificate(due[0].guest, due[0].credentials[0]).error().code() ==
              ErrorCode::gone);
        CHECK_FALSE(place->readiness().ready);
        CHECK(place.submit_one().error().code() == ErrorCode::disk_full);
    }
    // Who ends one now has its certificate at once all the same.
    const auto ended = place->shred(kept.guest, kept.credentials[0], Cause::revoked);
    REQUIRE(ended.has_value());
    CHECK_FALSE(ended->certificate.empty());
    place.disk.clear();
    for (const auto& ticket : due)
        for (const CredentialId& id : ticket.credentials)
            place.wait_until_shredded(ticket.guest, id);
    CHECK(place->certificate(due[0].guest, due[0].credentials[0]).has_value());
    CHECK(place.submit_one().has_value());
    CHECK(place->readiness().ready);
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Open: without any room at all the vault reads, and goes on once there is some",
    "[vault][writer]")
{
    FullDisk place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    place.close();
    place.clock.advance(48 * hour_ms);
    const std::uint64_t refused = place.disk.refused();
    place.disk.fill(place.folder.path(), "vault.db", 0);
    place.reopen();
    CHECK(place.disk.refused() > refused);
    CHECK(place->read_ticket(ticket.guest, ticket.id).has_value());
    CHECK(place.submit_one().error().code() == ErrorCode::disk_full);
    CHECK_FALSE(place->readiness().ready);
    CHECK_FALSE(place->readiness().stopped);
    place.disk.clear();
    place.wait_until_shredded(ticket.guest, ticket.credentials[0]);
    CHECK(place.submit_one().has_value());
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE(
    "Writer: a full disk refuses what is new, keeps what is there, and passes", "[vault][writer]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const GrantId grant = tests::approved_grant(*place, agent, ticket, ticket.credentials[0]);
    place.files.set_hook([](std::uint64_t, const FileAccess& access) {
        return access.op == FileOp::write ? ENOSPC : 0;
    });
    auto refused = tests::new_guest_ticket(*place, {{}});
    const Actor guest{refused.guest->id, Role::guest, Authn::link, {}};
    const TicketId id = refused.id;
    CHECK(place->submit(guest, std::move(refused)).error().code() == ErrorCode::disk_full);
    CHECK(place->unseal(agent, grant).error().code() == ErrorCode::disk_full); // no entry, no value
    CHECK(place->read_ticket(ticket.guest, ticket.id).has_value());
    CHECK_FALSE(place->readiness().stopped);
    place.files.reset();
    CHECK(place->read_ticket(guest, id).error().code() == ErrorCode::not_found);
    CHECK(place->unseal(agent, grant).has_value());
    place.reopen();
    CHECK(place->verify_audit({})->ok);
}
