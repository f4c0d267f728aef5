#include "support/bytes.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"
#include "vault/log_copy.h"

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <thread>

using namespace vault;
using tests::TestVault;

namespace {

constexpr std::int64_t hour_ms = 3600LL * 1000;

bool touches_slots(const FileAccess& access)
{
    return access.op == FileOp::write && access.path.filename() == "root.slots";
}

// Whether the log of a closed vault accounts for every state its database holds.
bool replayed(TestVault& place)
{
    const tests::TemporaryFolder copy;
    std::filesystem::copy(
        place.folder.path(), copy.path(), std::filesystem::copy_options::recursive);
    const auto log =
        LogCopy::open({copy.path() / "data", copy.path() / "keys"}, place.custody(), place.world());
    return log.has_value() && log->replay({})->ok;
}

} // namespace

TEST_CASE("Expiry: a value is refused from its moment on and shredded with a certificate",
    "[vault][shred]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(
        *place, {{.expires_in_ms = hour_ms}, {.expires_in_ms = 2 * hour_ms}});
    const GrantId grant = tests::approved_grant(*place, agent, ticket, ticket.credentials[0]);
    place.clock.advance(hour_ms - 1);
    REQUIRE(place->unseal(agent, grant).has_value());
    CHECK(place->certificate(agent, ticket.credentials[0]).error().code() == ErrorCode::conflict);
    place.clock.advance(1);
    CHECK(place->unseal(agent, grant).error().code() == ErrorCode::gone);
    REQUIRE(place->run_due().has_value());
    const auto credential = place->find_credential(agent, ticket.credentials[0]);
    CHECK(credential->state == CredentialState::shredded);
    CHECK(credential->cause == Cause::expired);
    CHECK(place->certificate(agent, ticket.credentials[0]).has_value());
    CHECK(place->find_credential(agent, ticket.credentials[1])->state == CredentialState::sealed);
}

TEST_CASE("Expiry: each credential is one entry of the log, and replay knows it before and after",
    "[vault][shred]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(
        *place, {{.expires_in_ms = hour_ms}, {.expires_in_ms = hour_ms}});
    const std::uint64_t before = place->checkpoint()->size;
    place.clock.advance(hour_ms);
    // Decided and not done: the root cannot be replaced.
    place.files.set_hook(
        [](std::uint64_t, const FileAccess& access) { return touches_slots(access) ? EIO : 0; });
    CHECK_FALSE(place->run_due().has_value());
    CHECK(place->find_credential(ticket.guest, ticket.credentials[0])->state ==
          CredentialState::shredding);
    place.close();
    CHECK(replayed(place));
    place.files.reset();
    place.reopen();
    CHECK(place->find_credential(ticket.guest, ticket.credentials[1])->state ==
          CredentialState::shredded);
    AuditFilter since;
    since.from_seq = before;
    since.event = "credential.";
    const Actor auditor{PersonId::random(place.random), Role::auditor, Authn::local, {}};
    const auto entries = place->audit_entries(auditor, since);
    REQUIRE(entries->size() == 2);
    for (const AuditEntry& entry : *entries)
        CHECK(entry.event == "credential.destroyed");
    place.close();
    CHECK(replayed(place));
}

TEST_CASE("Certificate: whoever asks for it later gets the very note that was given first",
    "[vault][shred]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}, {}});
    const auto first = place->shred(ticket.guest, ticket.credentials[1], Cause::revoked);
    REQUIRE(first.has_value());
    const auto closed = place->close(ticket.guest, ticket.id);
    REQUIRE(closed->shredded.size() == 2);
    const auto same = [&] {
        CHECK(place->certificate(ticket.guest, ticket.credentials[1]) == first->certificate);
        for (const ShredResult& one : closed->shredded)
            CHECK(place->certificate(ticket.guest, one.id) == one.certificate);
    };
    same();
    place.clock.advance(hour_ms);
    place.reopen();
    (void)tests::submit_guest_ticket(*place, {{}}); // the log has grown
    same();
}

TEST_CASE("Expiry: the shredder comes by itself", "[vault][shred]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{.expires_in_ms = hour_ms}});
    place.clock.advance(hour_ms);
    // Nothing here calls it: only its own thread can end this loop.
    while (place->find_credential(ticket.guest, ticket.credentials[0])->state !=
           CredentialState::shredded)
        std::this_thread::yield();
    CHECK(place->certificate(ticket.guest, ticket.credentials[0]).has_value());
}

TEST_CASE("Expiry: what fell due while the vault was closed is shredded before it opens",
    "[vault][shred]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(
        *place, {{.expires_in_ms = hour_ms}, {.expires_in_ms = 3 * hour_ms}});
    place.close();
    place.clock.advance(2 * hour_ms);
    place.reopen();
    const auto credential = place->find_credential(ticket.guest, ticket.credentials[0]);
    CHECK(credential->state == CredentialState::shredded);
    CHECK(credential->certificate_ready);
    CHECK(place->find_credential(ticket.guest, ticket.credentials[1])->state ==
          CredentialState::sealed);
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Expiry: a clock set back revives nothing, also over a restart", "[vault][shred]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{.expires_in_ms = hour_ms}});
    const GrantId grant = tests::approved_grant(*place, agent, ticket, ticket.credentials[0]);
    place.files.set_hook([](std::uint64_t, const FileAccess& access) {
        return touches_slots(access) ? EIO : 0;
    }); // it cannot be destroyed yet
    place.clock.advance(hour_ms);
    CHECK(place->unseal(agent, grant).error().code() != ErrorCode::needs_grant);
    place.clock.advance(-2 * hour_ms);
    CHECK_FALSE(place->unseal(agent, grant).has_value());
    place.files.reset();
    place.reopen();
    CHECK(place->unseal(agent, grant).error().code() == ErrorCode::gone);
}

TEST_CASE(
    "Shred: a key that cannot be destroyed is refused at once and destroyed as soon as it can be",
    "[vault][shred]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const GrantId grant = tests::approved_grant(*place, agent, ticket, ticket.credentials[0]);
    place.files.set_hook(
        [](std::uint64_t, const FileAccess& access) { return touches_slots(access) ? EIO : 0; });
    CHECK(place->shred(ticket.guest, ticket.credentials[0], Cause::revoked).error().code() ==
          ErrorCode::io);
    CHECK_FALSE(place->readiness().ready);
    CHECK_FALSE(place->readiness().stopped);
    CHECK_FALSE(place->unseal(agent, grant).has_value());
    CHECK(place->certificate(agent, ticket.credentials[0]).error().code() == ErrorCode::gone);
    place.files.reset();
    CHECK(place->unseal(agent, grant).error().code() ==
          ErrorCode::gone); // any next write settles it first
    CHECK(place->certificate(agent, ticket.credentials[0]).has_value());
    CHECK(place->readiness().ready);
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Writer: an old root that stays behind after a renewal is erased before anything else",
    "[vault][writer]")
{
    TestVault place;
    std::atomic<bool> full = true;
    std::atomic<int> slot_writes = 0;
    place.files.set_hook([&](std::uint64_t, const FileAccess& access) {
        if (full && access.op == FileOp::write && access.path.filename() == "vault.db-wal")
            return ENOSPC;
        // The new root is written, the old one stays.
        return touches_slots(access) && ++slot_writes == 2 ? EIO : 0;
    });
    auto refused = tests::new_guest_ticket(*place, {{}});
    const Actor guest{refused.guest->id, Role::guest, Authn::link, {}};
    REQUIRE(place->submit(guest, std::move(refused)).error().code() == ErrorCode::disk_full);
    full = false;
    // Nothing here asks for it: the writer renews by itself where the refused ticket's keys may lie.
    while (slot_writes < 2)
        std::this_thread::yield();
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    CHECK(slot_writes >= 3);
    CHECK(place->readiness().ready);
    CHECK(place->close(ticket.guest, ticket.id).has_value());
}

TEST_CASE("Shred: once only, and by those who may", "[vault][shred]")
{
    TestVault place;
    const Actor auditor = place.add_user(Role::auditor, "ines@example.com");
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}, {}});
    CHECK(place->shred(auditor, ticket.credentials[0], Cause::requested).error().code() ==
          ErrorCode::forbidden);
    CHECK(place->shred(agent, ticket.credentials[2], Cause::requested).has_value());
    CHECK(place->shred(ticket.guest, ticket.credentials[0], Cause::revoked).has_value());
    CHECK(place->shred(ticket.guest, ticket.credentials[0], Cause::revoked).error().code() ==
          ErrorCode::gone);
    CHECK(place->shred(place.console(), ticket.credentials[1], Cause::requested).has_value());
}

TEST_CASE("Close: every credential ends, its grants too, and the ticket takes nothing more",
    "[vault][shred]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}, {}});
    const GrantId used = tests::approved_grant(*place, agent, ticket, ticket.credentials[0]);
    const GrantId unused = tests::approved_grant(*place, agent, ticket, ticket.credentials[1]);
    REQUIRE(place->unseal(agent, used).has_value());
    REQUIRE(place->shred(ticket.guest, ticket.credentials[2], Cause::revoked).has_value());
    const auto closed = place->close(agent, ticket.id);
    REQUIRE(closed.has_value());
    CHECK(closed->shredded.size() == 2); // the third had its certificate already
    CHECK(place->find_grant(agent, used)->state == GrantState::expired);
    CHECK(place->find_grant(agent, unused)->state == GrantState::lapsed);
    CHECK(place->close(agent, ticket.id).error().code() == ErrorCode::conflict);
    CHECK(place
              ->add_message(
                  agent, {ticket.id, MessageId::random(place.random), false, "one more thing", {}})
              .error()
              .code() == ErrorCode::conflict);
    CHECK(place->read_ticket(ticket.guest, ticket.id)->description ==
          "The checkout is blank since the update.");
}

TEST_CASE("Writer: a sync that fails at COMMIT stops it for good, and the next start decides",
    "[vault][writer]")
{
    TestVault place;
    const auto before = tests::submit_guest_ticket(*place, {{}});
    place.files.set_hook([](std::uint64_t, const FileAccess& access) {
        return access.op == FileOp::sync ? EIO : 0;
    });
    const auto fault = place->close(before.guest, before.id);
    REQUIRE_FALSE(fault.has_value());
    place.files.reset(); // the disk is well again; what it holds is not known
    CHECK(place->readiness().stopped);
    CHECK(place->close(before.guest, before.id).error().code() == ErrorCode::unavailable);
    CHECK(place->read_ticket(before.guest, before.id).has_value());
    place.reopen();
    CHECK(place->verify_audit({})->ok);
    const auto state = place->find_credential(before.guest, before.credentials[0])->state;
    CHECK(state != CredentialState::shredding);
    CHECK(place->readiness().ready);
}

TEST_CASE("Writer: the same when the sync fails that would have stored the certificates",
    "[vault][writer]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    std::atomic<int> syncs{0};
    const auto second_commit = [&](std::uint64_t, const FileAccess& access) {
        return access.op == FileOp::sync && access.path.filename() == "vault.db-wal" && ++syncs == 2
                   ? EIO
                   : 0;
    };
    place.files.set_hook(second_commit);
    CHECK_FALSE(place->close(ticket.guest, ticket.id).has_value());
    place.files.reset();
    CHECK(place->readiness().stopped);
    CHECK(place->find_credential(ticket.guest, ticket.credentials[0])->state !=
          CredentialState::sealed);
    place.reopen();
    CHECK(place->certificate(ticket.guest, ticket.credentials[0]).has_value());
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Writer: a request that fails takes back its own work and none of its neighbours'",
    "[vault][writer]")
{
    TestVault place;
    const auto live = place->live_keys().value();
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, spoil = t % 2 == 0] {
            for (int i = 0; i < 20; ++i) {
                auto ticket = tests::new_guest_ticket(*place, {{}, {}});
                if (spoil) // found out by the database, when ticket, person and first credential are in already
                    ticket.credentials[1].id = ticket.credentials[0].id;
                const Actor guest{ticket.guest->id, Role::guest, Authn::link, {}};
                const TicketId id = ticket.id;
                const bool stored = place->submit(guest, std::move(ticket)).has_value();
                if (stored == spoil || place->read_ticket(guest, id).has_value() == spoil)
                    ++wrong;
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(wrong == 0);
    CHECK(place->live_keys().value() ==
          live + 80 * 6); // two of the person, two of the ticket, two credentials
    CHECK(place->verify_audit({})->ok);
    place.reopen();
    CHECK(place->live_keys().value() == live + 80 * 6);
}
