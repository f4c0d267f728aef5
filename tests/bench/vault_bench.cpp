// Sealing, shredding, expiry and start of a vault with many live keys, beside what a synced page costs on the same disk.
//
//     vault_bench FOLDER CREDENTIALS
//
// Makes a vault in FOLDER with that many live credentials. Prints one line for each measure; asserts nothing.
#include "crypto/envelope.h"
#include "measure.h"
#include "support/manual_clock.h"
#include "support/story.h"
#include "vault/files.h"
#include "vault/key_drill.h"
#include "vault/vault.h"

#include <algorithm>
#include <atomic>
#include <fmt/core.h>
#include <functional>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

constexpr std::size_t credentials_per_ticket = 49; // leaves room for an attachment's
constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t soon_ms = hour_ms;
constexpr std::int64_t late_ms = 20 * 24 * hour_ms;
constexpr std::size_t expiring_max = 100'000;
constexpr int clients = 64;
constexpr int shredders = 1024;
constexpr int grouped_seconds = 5;
constexpr int rounds = 200;
constexpr int closes = 5;
constexpr std::size_t attachment_bytes = std::size_t{100} << 20;
constexpr std::size_t chunk_rounds = 4096; // of 64 KiB: 256 MiB

struct Live {
    vault::Actor owner;
    vault::CredentialId credential;
};

// What a change costs whatever else the machine does: pages written.
class CountingFiles final : public vault::Files {
public:
    int permit(const vault::FileAccess& access) noexcept override
    {
        constexpr std::size_t page_bytes = 4096;
        if (access.op != vault::FileOp::write || access.bytes.size() < page_bytes)
            return 0;
        const bool to_log = access.path.native().ends_with("-wal");
        const bool to_database = access.path.native().ends_with(".db");
        to_log_ += to_log ? 1U : 0U;
        to_database_ += to_database ? 1U : 0U;
        return 0;
    }
    [[nodiscard]] std::size_t to_log() const { return to_log_; }
    [[nodiscard]] std::size_t to_database() const { return to_database_; }

private:
    std::atomic<std::size_t> to_log_{0};
    std::atomic<std::size_t> to_database_{0};
};

struct Place {
    explicit Place(const std::filesystem::path& folder)
        : world{clock, random, files}, folders{folder / "data", folder / "keys"},
          custody{vault::Custody::Kind::key_file, vault::Secret::copy_of(std::string(32, 'k'))}
    {
        (void)bench::must(vault::create_vault(folders, custody, "bench.example.com", world));
        open();
    }
    void open() { vault = bench::must(vault::Vault::open(folders, custody, world)); }

    tests::ManualClock clock;
    vault::SystemRandom random;
    CountingFiles files;
    vault::World world;
    vault::Folders folders;
    vault::Custody custody;
    std::unique_ptr<vault::Vault> vault;
};

struct Ticket {
    vault::TicketId id;
    vault::Actor owner;
    std::vector<Live> live;
};

Ticket submit(Place& place, std::size_t credentials, std::int64_t expires_in_ms,
    std::vector<vault::NewAttachment> attachments = {})
{
    vault::NewTicket ticket = tests::new_guest_ticket(*place.vault,
        std::vector<tests::CredentialWish>(credentials, {.expires_in_ms = expires_in_ms}));
    ticket.attachments = std::move(attachments);
    Ticket made{ticket.id, {ticket.guest->id, vault::Role::guest, vault::Authn::link, {}}, {}};
    for (const vault::CredentialView& view :
        bench::must(place.vault->submit(made.owner, std::move(ticket))).sealed)
        made.live.push_back({made.owner, view.id});
    return made;
}

// So many threads until `work` says that it is enough.
double seconds_of_all(int count, const std::function<bool()>& work)
{
    return bench::seconds_of([&] {
        std::vector<std::jthread> threads;
        for (int client = 0; client < count; ++client)
            threads.emplace_back([&] {
                while (work()) {
                }
            });
    });
}

std::vector<Live> populate(Place& place, std::size_t credentials, std::size_t expiring)
{
    std::mutex mutex; // guards live and left
    std::vector<Live> live;
    std::size_t soon = expiring / credentials_per_ticket;
    std::size_t left = (credentials + credentials_per_ticket - 1) / credentials_per_ticket;
    const std::size_t tickets = left;
    const double seconds = seconds_of_all(clients, [&] {
        std::int64_t expires_in_ms = late_ms;
        {
            const std::lock_guard lock{mutex};
            if (left == 0)
                return false;
            --left;
            if (soon > 0) {
                --soon;
                expires_in_ms = soon_ms;
            }
        }
        const Ticket ticket = submit(place, credentials_per_ticket, expires_in_ms);
        const std::lock_guard lock{mutex};
        if (expires_in_ms == late_ms)
            live.insert(live.end(), ticket.live.begin(), ticket.live.end());
        return true;
    });
    bench::show_rate(fmt::format("sealed and durable, {} to a ticket", credentials_per_ticket),
        static_cast<double>(tickets * credentials_per_ticket) / seconds);
    std::ranges::shuffle(live, std::mt19937_64{1});
    return live;
}

void shred_last(Place& place, std::vector<Live>& live)
{
    const Live one = live.back();
    live.pop_back();
    (void)bench::must(place.vault->shred(one.owner, one.credential, vault::Cause::revoked));
}

double shred_rate(Place& place, std::vector<Live>& live, int count)
{
    std::atomic<std::size_t> next{0};
    std::atomic<std::size_t> done{0};
    const auto end = bench::Clock::now() + std::chrono::seconds{grouped_seconds};
    double seconds = 0;
    const std::size_t to_log = place.files.to_log();
    const std::size_t to_database = place.files.to_database();
    const double busy = bench::processor_seconds_of([&] {
        seconds = seconds_of_all(count, [&] {
            const std::size_t at = next++;
            if (at >= live.size() || bench::Clock::now() >= end)
                return false;
            (void)bench::must(
                place.vault->shred(live[at].owner, live[at].credential, vault::Cause::revoked));
            ++done;
            return true;
        });
    });
    bench::show_rate(fmt::format("  processor time of each, {} clients", count),
        1e6 * busy / static_cast<double>(done), " us");
    fmt::print("  pages of each to the log {:.2f}, to the database {:.2f}\n",
        static_cast<double>(place.files.to_log() - to_log) / static_cast<double>(done),
        static_cast<double>(place.files.to_database() - to_database) / static_cast<double>(done));
    live.erase(live.begin(), live.begin() + static_cast<std::ptrdiff_t>(done));
    return static_cast<double>(done) / seconds;
}

// A ticket with everything a ticket can hold.
Ticket full_ticket(Place& place)
{
    const auto file = vault::AttachmentId::random(place.random);
    Ticket ticket = submit(place, credentials_per_ticket, late_ms,
        {{file, "dump.bin", "application/octet-stream", attachment_bytes}});
    bench::must(place.vault->begin_upload(ticket.owner, file));
    const std::vector<std::byte> piece(std::size_t{1} << 20, std::byte{0x5a});
    for (std::size_t at = 0; at < attachment_bytes; at += piece.size())
        bench::must(place.vault->append_upload(file, piece));
    (void)bench::must(place.vault->complete_sealed_whole(ticket.owner, file, "binary",
        {vault::CredentialId::random(place.random), vault::Source::original, "other", "", {}, {},
            place.clock.now() + late_ms, 0, vault::Consent::ask, file}));
    return ticket;
}

void measure_chunks(Place& place)
{
    const std::string store = "vlt_bench";
    const std::string id = "att_bench";
    const vault::Binding binding{store, id, "upload"};
    const vault::Secret key = vault::random_key(place.random);
    const std::vector<std::byte> plain(vault::chunk_bytes, std::byte{0x5a});
    std::vector<vault::Bytes> sealed;
    const double mebibytes = static_cast<double>(chunk_rounds * plain.size()) / (1 << 20);
    const double sealing = bench::seconds_of([&] {
        for (std::size_t i = 0; i < chunk_rounds; ++i)
            sealed.push_back(vault::seal_chunk(plain, key, binding, i, false, place.random));
    });
    const double opening = bench::seconds_of([&] {
        for (std::size_t i = 0; i < chunk_rounds; ++i)
            (void)bench::must(vault::open_chunk(sealed[i], key, binding, i, false));
    });
    bench::show_rate("attachment sealed, one core", mebibytes / sealing, " MiB/s");
    bench::show_rate("attachment opened, one core", mebibytes / opening, " MiB/s");
}

// What writers wait for while the vault is served.
void measure_maintenance(Place& place)
{
    const vault::Actor admin{
        vault::PersonId::random(place.random), vault::Role::admin, vault::Authn::local, {}};
    bench::show_rate("drill while served, milliseconds",
        1000 * bench::seconds_of([&] { (void)bench::must(place.vault->drill_keys(admin)); }),
        " ms");
    const vault::Custody fresh{
        vault::Custody::Kind::key_file, vault::Secret::copy_of(std::string(32, 'n'))};
    bench::show_rate("custody key changed while served, milliseconds",
        1000 * bench::seconds_of([&] { bench::must(place.vault->rotate_custody(admin, fresh)); }),
        " ms");
    place.custody = {fresh.kind, fresh.material.clone()};
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 3)
        return 2;
    Place place{arguments[1]};
    const auto credentials = static_cast<std::size_t>(std::strtoull(arguments[2], nullptr, 10));
    const std::size_t expiring = std::min(expiring_max, credentials / 2);
    const auto sync = bench::fsync_spread(place.folders.data);
    bench::show_spread("floor: write and sync 4 KiB", sync);
    measure_chunks(place);
    std::vector<Live> live = populate(place, credentials, expiring);
    fmt::print("live keys: {}\n", bench::must(place.vault->live_keys()));
    measure_maintenance(place);
    bench::show_spread("shred one credential, call to certificate",
        bench::spread_over(rounds, [&](int) { shred_last(place, live); }), sync);
    for (const int crowd : {clients, shredders})
        bench::show_rate(fmt::format("random shreds of {} clients, group commit", crowd),
            shred_rate(place, live, crowd));
    std::vector<Ticket> full;
    for (int i = 0; i < closes; ++i)
        full.push_back(full_ticket(place));
    bench::Spread closing;
    const double busy_closing = bench::processor_seconds_of([&] {
        closing = bench::spread_over(closes, [&](int round) {
            const Ticket& ticket = full[static_cast<std::size_t>(round)];
            (void)bench::must(place.vault->close(ticket.owner, ticket.id));
        });
    });
    bench::show_spread("close a ticket with 50 credentials and 100 MiB", closing, sync);
    bench::show_rate("  of it processor time", 1000 * busy_closing / closes, " ms");
    place.vault.reset();
    bench::show_rate("start, milliseconds", 1000 * bench::seconds_of([&] { place.open(); }), " ms");
    place.vault.reset();
    // The start shreds what fell due before it returns.
    place.clock.advance(soon_ms + 1);
    double busy = 0;
    const double catch_up =
        bench::seconds_of([&] { busy = bench::processor_seconds_of([&] { place.open(); }); });
    bench::show_rate(
        fmt::format("start with {} that fell due, milliseconds", expiring), 1000 * catch_up, " ms");
    bench::show_rate("  of it processor time", 1000 * busy, " ms");
    return 0;
}
