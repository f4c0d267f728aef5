// The audit log at a given size, beside what its parts cost alone on the same machine: a synced page, and SHA-256 of the same entries.
//
//     audit_bench FOLDER ENTRIES
//
// Makes a vault in FOLDER and fills its log. Prints one line for each measure; asserts nothing.
#include "audit/event.h"
#include "audit/merkle_proof.h"
#include "audit/proof_text.h"
#include "audit/sha256.h"
#include "audit/signed_note.h"
#include "engine/engine.h"
#include "log/log_proofs.h"
#include "log/verify_log.h"
#include "measure.h"
#include "vault/log_copy.h"
#include "vault/proof.h"

#include <atomic>
#include <fmt/core.h>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr char origin[] = "bench.example.com";
constexpr int clients = 256; // as many entries may share a commit
constexpr int grouped_seconds = 5;
constexpr int rounds = 300;
constexpr std::uint64_t fill_entries = 2000; // of one request, where only the size matters
constexpr std::uint64_t sample_entries = 2000;

struct Place {
    explicit Place(const std::filesystem::path& folder)
        : world{clock, random, files}, folders{folder / "data", folder / "keys"},
          custody{vault::Custody::Kind::key_file, vault::Secret::copy_of(std::string(32, 'k'))}
    {
        (void)bench::must(vault::create_vault(folders, custody, origin, world));
    }

    vault::SystemClock clock;
    vault::SystemRandom random;
    vault::SystemFiles files;
    vault::World world;
    vault::Folders folders;
    vault::Custody custody;
};

void append(vault::Engine& engine, const vault::Actor& by, std::uint64_t count)
{
    (void)bench::must(
        engine.write<vault::Done>([&](vault::WriteScope& scope) -> vault::Expected<vault::Done> {
            for (std::uint64_t i = 0; i < count; ++i)
                scope.audit(scope.entry(vault::Event::audit_read, &by));
            return vault::Done{};
        }));
}

double grouped_rate(vault::Engine& engine, const vault::Actor& by)
{
    std::atomic<std::uint64_t> appended{0};
    const double seconds = bench::seconds_of([&] {
        const auto end = bench::Clock::now() + std::chrono::seconds{grouped_seconds};
        std::vector<std::jthread> threads;
        for (int client = 0; client < clients; ++client)
            threads.emplace_back([&] {
                for (; bench::Clock::now() < end; ++appended)
                    append(engine, by, 1);
            });
    });
    return static_cast<double>(appended) / seconds;
}

double sha256_rate(const vault::AuditTable& log)
{
    const auto leaves = log.slice(0, sample_entries);
    vault::Sha256 hash;
    constexpr int repeats = 50;
    const double seconds = bench::seconds_of([&] {
        for (int repeat = 0; repeat < repeats; ++repeat)
            for (const vault::LeafRecord& leaf : leaves) {
                hash.update(std::as_bytes(std::span{leaf.json}));
                (void)hash.finish();
            }
    });
    return static_cast<double>(leaves.size()) * repeats / seconds;
}

// By the clock, and by the processor, which says more on a machine with other load: all of this is one thread's.
struct Cost {
    double seconds = 0;
    double processor_seconds = 0;
};

template <class Work>
Cost cost_of(Work&& work)
{
    Cost cost;
    cost.processor_seconds =
        bench::processor_seconds_of([&] { cost.seconds = bench::seconds_of(work); });
    return cost;
}

void show_cost(std::string_view what, double entries, const Cost& cost)
{
    bench::show_rate(what, entries / cost.seconds);
    bench::show_rate("    in a second of processor time", entries / cost.processor_seconds);
}

// What verifying cannot be faster than: its rows, decrypted and their pages authenticated, and nothing looked at.
Cost rows_cost(const vault::AuditTable& log, std::uint64_t size)
{
    std::uint64_t bytes = 0;
    const Cost cost = cost_of([&] {
        log.each_leaf(0, static_cast<std::uint32_t>(size), [&](const vault::StoredLeaf& leaf) {
            bytes += leaf.json.size();
            return true;
        });
    });
    return bytes == 0 ? Cost{} : cost;
}

// Every row read, every leaf hashed into the tree, every checkpoint's root and signature held against it; nothing parsed.
Cost hash_only_cost(const vault::AuditTable& log, const vault::VerifierKey& key)
{
    vault::TreeEdge tree;
    return cost_of([&] {
        const std::uint64_t size = log.size();
        while (tree.size() < size) {
            const auto checkpoints = log.checkpoints_after(tree.size(), fill_entries);
            auto checkpoint = checkpoints.begin();
            log.each_leaf(tree.size(), fill_entries, [&](const vault::StoredLeaf& leaf) {
                const vault::Hash hash = vault::leaf_hash(std::as_bytes(std::span{leaf.json}));
                if (!std::ranges::equal(hash, leaf.hash))
                    std::abort();
                tree.append(hash);
                for (; checkpoint != checkpoints.end() && checkpoint->size == tree.size();
                    ++checkpoint) {
                    const auto body = vault::open_note(checkpoint->note, key);
                    const auto head =
                        body ? vault::parse_checkpoint_body(*body, origin) : std::nullopt;
                    if (!head || head->size != tree.size() || head->root != tree.root())
                        std::abort();
                }
                return true;
            });
        }
    });
}

void measure_open_log(Place& place, std::uint64_t entries)
{
    const auto engine = bench::must(vault::open_engine(place.folders, place.custody, place.world));
    const vault::Actor auditor{
        vault::PersonId::random(place.random), vault::Role::auditor, vault::Authn::local, {}};
    const auto sync = bench::fsync_spread(place.folders.data);
    bench::show_spread("floor: write and sync 4 KiB", sync);
    bench::show_spread("one durable entry, alone",
        bench::spread_over(rounds, [&](int) { append(*engine, auditor, 1); }), sync);
    bench::show_rate(fmt::format("durable entries of {} clients, group commit", clients),
        grouped_rate(*engine, auditor));
    while (engine->writer.head().size < entries)
        append(*engine, auditor, std::min(fill_entries, entries - engine->writer.head().size));

    const std::uint64_t size = engine->writer.head().size;
    std::mt19937_64 dice{1};
    std::uniform_int_distribution<std::uint64_t> any{0, size - 1};
    const auto read = [&](auto&& work) {
        (void)bench::must(
            engine->read([&](vault::ReadScope& scope) { return work(scope.tables); }));
    };
    bench::show_spread(
        fmt::format("proof of one entry of {}", size), bench::spread_over(rounds, [&](int) {
            read([&](vault::Tables& tables) { return prove_entry(tables.audit, any(dice)); });
        }));
    // Nobody's: every block of the index is looked into.
    bench::show_spread(
        "entries of one actor, none of them there", bench::spread_over(rounds, [&](int) {
            vault::AuditFilter filter;
            filter.actor = vault::PersonId::random(place.random);
            read([&](vault::Tables& tables) -> vault::Expected<std::size_t> {
                return tables.audit.entries(filter).size();
            });
        }));
    bench::show_spread("consistency of two sizes", bench::spread_over(rounds, [&](int) {
        const std::uint64_t one = any(dice);
        const std::uint64_t other = any(dice);
        read([&](vault::Tables& tables) {
            return prove_consistency(
                tables.audit, std::min(one, other) + 1, std::max(one, other) + 1);
        });
    }));
    read([&](vault::Tables& tables) -> vault::Expected<int> {
        bench::show_rate("floor: SHA-256 of such an entry", sha256_rate(tables.audit));
        show_cost("floor: the rows through SQLCipher, nothing checked", static_cast<double>(size),
            rows_cost(tables.audit, size));
        show_cost("hash only: rows, leaves, checkpoints", static_cast<double>(size),
            hash_only_cost(tables.audit, engine->signer.verifier()));
        return 0;
    });
}

void measure_offline(Place& place)
{
    const auto copy = bench::must(vault::LogCopy::open(place.folders, place.custody, place.world));
    const auto entries = static_cast<double>(bench::must(copy.checkpoint()).size);
    const Cost verify = cost_of([&] { (void)bench::must(copy.verify({})); });
    show_cost("offline verify: every page, entry, hash, checkpoint", entries, verify);
    const Cost replay = cost_of([&] { (void)bench::must(copy.replay({})); });
    show_cost("the same and replay of every state", entries,
        {verify.seconds + replay.seconds, verify.processor_seconds + replay.processor_seconds});
}

// A note over so many credentials in a log of 2^20 entries.
void measure_receipt(Place& place, std::size_t count)
{
    const vault::NoteSigner signer{vault::Secret::copy_of(std::string(32, 's')), origin};
    const auto ticket = vault::TicketId::random(place.random);
    std::vector<vault::SealedLine> sealed;
    for (std::size_t i = 0; i < count; ++i)
        sealed.push_back({vault::CredentialId::random(place.random), "password",
            std::string(43, 'A') + '=', std::string(43, 'B') + '=', place.clock.now()});
    vault::EntryFields fields{};
    fields.event = vault::Event::ticket_submitted;
    fields.boot = "boo_0123456789abcdefghjkmnpqrs";
    fields.actor = vault::PersonId::random(place.random);
    fields.ticket = ticket;
    fields.sealed = vault::sealed_root(sealed);
    fields.privates.push_back({"address", fields.actor->to_string(), std::vector<std::byte>(60)});
    const vault::LoggedEntry entry{
        0, vault::canonical_entry(0, fields), std::vector<vault::Hash>(20)};
    const std::uint64_t size = std::uint64_t{1} << entry.path.size();
    const auto root = vault::root_from_inclusion(
        vault::leaf_hash(std::as_bytes(std::span{entry.json})), 0, size, entry.path);
    const auto note = [&](vault::SealedLines where) {
        return signer.sign(vault::receipt_body("vlt_0123456789abcdefghjkmnpqrs", ticket,
            place.clock.now(), sealed, where, entry, {size, *root, {}}));
    };
    std::string text = note(vault::SealedLines::inside);
    const bool apart = text.size() >= vault::note_bytes_max;
    if (apart)
        text = note(vault::SealedLines::apart);
    const std::string list = apart ? vault::receipt_list(sealed) : std::string{};
    const auto key = signer.verifier();
    const auto spread = bench::spread_over(rounds, [&](int) {
        const auto read = vault::verify_proof(text, key);
        if (read.verdict != vault::ProofVerdict::good || (apart && !vault::is_list_of(read, list)))
            std::abort();
    });
    bench::show_spread(fmt::format("verify a receipt over {}: {} bytes, its list {}", count,
                           text.size(), list.size()),
        spread);
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 3)
        return 2;
    Place place{arguments[1]};
    measure_open_log(place, std::strtoull(arguments[2], nullptr, 10));
    measure_offline(place);
    for (const std::size_t sealed : {1UL, 12UL, 13UL, 50UL, 200UL})
        measure_receipt(place, sealed);
    return 0;
}
