// Power loss at any moment: an oracle that keeps its own list of what was acknowledged judges what the vault makes of the disk that is left.
#include "support/bytes.h"
#include "support/catch.h"
#include "support/power_loss.h"
#include "support/root_sectors.h"
#include "support/story.h"
#include "support/test_vault.h"
#include "support/wished.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace vault;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t half_hour_ms = hour_ms / 2; // so that no file that was announced is given up
const std::string value = "value-of-the-power-loss";
const std::string redacted_file = std::string(100'000, 'r') + "[sealed]";
constexpr std::size_t file_bytes = 150'000;

// What happened, and from which operation on it may not be undone.
struct Story {
    struct Submitted {
        tests::GuestTicket ticket;
        std::size_t from;
    };
    struct Ended {
        CredentialId credential;
        std::set<std::string> roots_before; // that led to its key
        std::size_t from;
    };
    struct Upload {
        tests::GuestTicket ticket;
        AttachmentId file;
        std::size_t from = 0; // that it is stored
    };
    std::vector<Submitted> submitted;
    std::optional<Upload> upload;
    std::vector<Ended> ended;
    std::vector<std::pair<std::uint64_t, std::size_t>> heads; // entries of the log
};

struct Played {
    explicit Played(const std::string& unsynced = {}) : disk{unsynced}
    {
        agent.emplace(place.add_user(Role::agent, "anna@example.com"));
        first = tests::submit_guest_ticket(
            *place, {{.value = value, .expires_in_ms = 20 * hour_ms},
                        {.value = value, .expires_in_ms = 20 * hour_ms},
                        {.value = value, .expires_in_ms = half_hour_ms}});
        grant.emplace(tests::approved_grant(
            *place, *agent, *first, first->credentials[0], {.duration_ms = 4 * hour_ms}));
        announce_file();
        place.close();
        play();
    }

    void play()
    {
        const World world{place.clock, place.random, disk};
        const auto opened = Vault::open(place.folders(), place.custody(), world);
        Vault& vault = **opened;
        disk.begin(place.folder.path());
        submit(vault);
        upload(vault);
        REQUIRE(vault.unseal(*agent, *grant).has_value());
        end(vault, first->credentials[1],
            [&] { return vault.shred(first->guest, first->credentials[1], Cause::revoked); });
        submit(vault);
        end(vault, first->credentials[2], [&]() -> Expected<void> {
            place.clock.advance(half_hour_ms);
            // Whoever comes first, this thread or the shredder's own: it is told when it is done.
            while (vault.find_credential(*agent, first->credentials[2])->state !=
                   CredentialState::shredded)
                if (const auto done = vault.run_due(); !done)
                    return done;
            return {};
        });
        submit(vault);
        end(vault, first->credentials[0], [&] { return vault.close(first->guest, first->id); });
        disk.end();
    }
    void announce_file()
    {
        auto ticket = tests::new_guest_ticket(*place, {});
        const AttachmentId file = AttachmentId::random(place.random);
        const Actor guest{ticket.guest->id, Role::guest, Authn::link, {}};
        ticket.attachments = {{file, "debug.log", "text/plain", file_bytes}};
        story.upload = Story::Upload{{ticket.id, guest, {}, {}}, file};
        REQUIRE(place->submit(guest, std::move(ticket)).has_value());
    }
    // In pieces, with what was found in it, as intake does.
    void upload(Vault& vault)
    {
        Story::Upload& upload = *story.upload;
        const std::string original(file_bytes, 'o');
        REQUIRE(vault.begin_upload(upload.ticket.guest, upload.file).has_value());
        for (std::size_t at = 0; at < file_bytes; at += 50'000)
            REQUIRE(vault
                    .append_upload(
                        upload.file, tests::bytes_of(std::string_view{original}.substr(at, 50'000)))
                    .has_value());
        std::vector<NewCredential> found;
        found.push_back(tests::new_credential(vault, {.value = value}));
        found.back().attachment = upload.file;
        REQUIRE(vault
                .complete_redacted(
                    upload.ticket.guest, upload.file, redacted_file, std::move(found))
                .has_value());
        upload.from = disk.acknowledge();
    }
    void submit(Vault& vault)
    {
        tests::GuestTicket made = tests::submit_guest_ticket(vault, {{.value = value}});
        story.submitted.push_back({std::move(made), disk.acknowledge()});
        story.heads.emplace_back(vault.checkpoint()->size, disk.acknowledge());
    }
    template <class Work>
    void end(Vault& vault, const CredentialId& id, Work&& work)
    {
        auto before = tests::root_sectors(place.folders().keys);
        REQUIRE(work().has_value());
        story.ended.push_back({id, std::move(before), disk.acknowledge()});
        story.heads.emplace_back(vault.checkpoint()->size, disk.acknowledge());
    }

    tests::TestVault place;
    tests::PowerLoss disk;
    std::optional<Actor> agent;
    std::optional<tests::GuestTicket> first;
    std::optional<GrantId> grant;
    Story story;
};

// A file is announced or stored whole, with what was sealed in it; once that was acknowledged it is stored.
std::vector<std::string> upload_violations(Vault& vault, const Story::Upload& upload, std::size_t n)
{
    std::vector<std::string> wrong;
    const auto ticket = vault.read_ticket(upload.ticket.guest, upload.ticket.id);
    if (!ticket || ticket->attachments.size() != 1)
        return {"an announced file is lost"};
    const bool stored = ticket->attachments[0].state == AttachmentState::stored;
    if (upload.from <= n && !stored)
        wrong.emplace_back("an acknowledged upload is lost");
    if (stored != (ticket->credentials.size() == 1))
        wrong.emplace_back("a file and what was sealed in it came apart");
    std::string text;
    const auto read = vault.read_attachment(upload.ticket.guest, upload.file,
        [&](std::span<const std::byte> bytes) { text += tests::text_of(bytes); });
    if (read.has_value() != stored || (stored && text != redacted_file))
        wrong.emplace_back("a stored file is not whole");
    if (!stored && !vault.begin_upload(upload.ticket.guest, upload.file))
        wrong.emplace_back("a file that was cut off cannot be sent again");
    return wrong;
}

// What is wrong with the vault on the disk that a power loss before operation `n` left. One line each.
std::vector<std::string> violations(const Played& played, std::size_t n, std::mt19937_64& dice)
{
    std::vector<std::string> wrong;
    const tests::TemporaryFolder image{tests::TemporaryFolder::On::memory};
    played.disk.leave(image.path(), n, dice);
    const std::set<std::string> roots = tests::root_sectors(image.path() / "keys");
    for (const Story::Ended& ended : played.story.ended)
        if (ended.from <= n)
            for (const std::string& before : ended.roots_before)
                if (roots.contains(before))
                    wrong.emplace_back("a root that led to an ended key is on the disk");
    tests::FailingFiles files;
    tests::FixedRandom random{n};
    tests::ManualClock clock;
    clock.set(played.place.clock.now());
    const auto opened = Vault::open({image.path() / "data", image.path() / "keys"},
        played.place.custody(), {clock, random, files});
    if (!opened)
        return {"it does not open: " + opened.error().to_string()};
    Vault& vault = **opened;
    const auto verdict = vault.verify_audit({});
    if (!verdict || !verdict->ok)
        wrong.emplace_back("the log does not verify");
    for (const auto& [size, from] : played.story.heads)
        if (from <= n && verdict && verdict->entries < size)
            wrong.emplace_back("acknowledged entries are lost");
    for (const Story::Submitted& submitted : played.story.submitted)
        if (submitted.from <= n) {
            const tests::GuestTicket& ticket = submitted.ticket;
            const auto read = vault.read_ticket(ticket.guest, ticket.id);
            if (!read || read->credentials.size() != 1)
                wrong.emplace_back("an acknowledged ticket is lost");
        }
    for (std::string& line : upload_violations(vault, *played.story.upload, n))
        wrong.push_back(std::move(line));
    for (const Story::Ended& ended : played.story.ended) {
        const auto credential = vault.find_credential(*played.agent, ended.credential);
        if (!credential)
            wrong.emplace_back("a credential is lost");
        else if (credential->state == CredentialState::shredding)
            wrong.emplace_back("an end stays half done");
        else if (ended.from <= n && credential->state != CredentialState::shredded)
            wrong.emplace_back("an ended credential lives again");
    }
    const bool lives = vault.find_credential(*played.agent, played.first->credentials[0])->state ==
                       CredentialState::sealed;
    const auto unsealed = vault.unseal(*played.agent, *played.grant);
    if (unsealed && tests::text_of(unsealed->value) != value)
        wrong.emplace_back("a wrong value was opened");
    if (unsealed.has_value() != lives)
        wrong.emplace_back("a live credential does not open, or a dead one does");
    return wrong;
}

// Of so many images, how many are wrong.
std::size_t wrong_images(const Played& played, std::uint64_t seed, std::uint64_t images)
{
    std::mt19937_64 dice{seed};
    std::size_t wrong = 0;
    for (std::uint64_t image = 0; image < images; ++image)
        wrong +=
            violations(played, dice() % (played.disk.operations() + 1), dice).empty() ? 0U : 1U;
    return wrong;
}

} // namespace

// TV_POWER_LOSSES and TV_POWER_SEED: how many images, and which. `./dev test --full` takes 10,000.
TEST_CASE("Power loss: whatever part of the unsynced writes the disk kept, nothing acknowledged is "
          "lost and nothing ended comes back",
    "[vault][crash][power]")
{
    const Played played;
    const std::uint64_t images = tests::wished("TV_POWER_LOSSES", 40);
    const std::uint64_t seed = tests::wished("TV_POWER_SEED", 1);
    REQUIRE(played.disk.operations() > 100);
    std::mt19937_64 dice{seed};
    for (std::uint64_t image = 0; image < images; ++image) {
        const std::size_t n = dice() % (played.disk.operations() + 1);
        CAPTURE(seed, image, n);
        CHECK(violations(played, n, dice) == std::vector<std::string>{});
    }
}

TEST_CASE("Power loss: a disk that takes the syncs of the database's log for nothing is found out",
    "[vault][crash][power]")
{
    const Played played{"data/vault.db-wal"};
    CHECK(wrong_images(played, 1, 20) > 0);
}

TEST_CASE(
    "Power loss: a disk that does not write the root through is found out", "[vault][crash][power]")
{
    const Played played{"keys/root.slots"};
    CHECK(wrong_images(played, 1, 20) > 0);
}
