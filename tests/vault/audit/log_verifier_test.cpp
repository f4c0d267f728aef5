#include "audit/log_verifier.h"

#include "audit/event.h"
#include "support/bytes.h"
#include "support/catch.h"

#include <functional>
#include <map>
#include <random>

using vault::Hash;
using vault::LogVerifier;
using vault::NoteSigner;
using vault::Secret;

namespace {

const std::string origin = "vault.example.com/tickets";

struct StoredEntry {
    std::uint64_t seq;
    std::string json;
    Hash leaf;
};

struct StoredCheckpoint {
    std::uint64_t size;
    Hash root;
    std::string note;
};

struct Log {
    std::vector<StoredEntry> entries;
    std::vector<StoredCheckpoint> checkpoints;
};

NoteSigner signer(char fill = 's') { return {Secret::copy_of(std::string(32, fill)), origin}; }

std::string entry_json(std::uint64_t seq)
{
    vault::EntryFields fields{};
    fields.event = vault::Event::credential_sealed;
    fields.time = {1000 + static_cast<std::int64_t>(seq)};
    fields.boot = "boo_0123456789abcdefghjkmnpqrs";
    return vault::canonical_entry(seq, fields);
}

StoredEntry entry(std::uint64_t seq, std::string json)
{
    const Hash leaf = vault::leaf_hash(tests::bytes_of(json));
    return {seq, std::move(json), leaf};
}

// Checkpoints over entries as they are, every three entries and at the end.
void sign_all(Log& log, const NoteSigner& with)
{
    log.checkpoints.clear();
    vault::TreeEdge tree;
    for (const auto& one : log.entries) {
        tree.append(one.leaf);
        if (tree.size() % 3 == 0 || tree.size() == log.entries.size())
            log.checkpoints.push_back({tree.size(), tree.root(),
                with.sign(vault::checkpoint_body(origin, tree.size(), tree.root()))});
    }
}

Log good_log(std::uint64_t size = 20)
{
    Log log;
    for (std::uint64_t seq = 0; seq < size; ++seq)
        log.entries.push_back(entry(seq, entry_json(seq)));
    sign_all(log, signer());
    return log;
}

// As the store has it: with the copies of its members beside it, which are those of the entry.
vault::StoredLeaf stored(const StoredEntry& one)
{
    vault::StoredLeaf leaf{one.seq, one.json, one.leaf, 0, {}, {}, {}, {}};
    if (const auto entry = vault::EntryView::read(one.json)) {
        leaf.time_ms = entry->number("time").value_or(0);
        leaf.event = entry->text("event");
        leaf.ticket = entry->text("ticket");
        leaf.credential = entry->text("credential");
        leaf.actor = entry->text("actor");
    }
    return leaf;
}

// As the store feeds it: each checkpoint after the entry that completes it.
vault::AuditVerdict verify(const Log& log)
{
    LogVerifier verifier{origin, signer().verifier()};
    auto next = log.checkpoints.begin();
    std::uint64_t fed = 0;
    for (const auto& one : log.entries) {
        verifier.entry(stored(one));
        ++fed;
        for (; next != log.checkpoints.end() && next->size <= fed; ++next)
            verifier.checkpoint(next->size, next->root, next->note);
    }
    for (; next != log.checkpoints.end(); ++next)
        verifier.checkpoint(next->size, next->root, next->note);
    return verifier.finish();
}

struct Mutant {
    std::string name;
    std::function<void(Log&)> change;
    std::uint64_t first_bad;
    vault::AuditFault fault = vault::AuditFault::inconsistent;
};

void rehash(StoredEntry& one) { one.leaf = vault::leaf_hash(tests::bytes_of(one.json)); }

} // namespace

TEST_CASE("LogVerifier: a good log is good", "[vault]")
{
    for (const std::uint64_t size : {1U, 2U, 3U, 20U, 64U}) {
        const auto verdict = verify(good_log(size));
        CHECK(verdict.ok);
        CHECK(verdict.problem.empty());
        CHECK_FALSE(verdict.fault.has_value());
        CHECK_FALSE(verdict.first_bad_seq.has_value());
        CHECK(verdict.entries == size);
        CHECK(verdict.head.size == size);
    }
}

TEST_CASE("LogVerifier: every named kind of tampering is found at its place", "[vault]")
{
    const std::vector<Mutant> mutants{
        {"an edited entry",
            [](Log& log) {
                log.entries[7].json.replace(log.entries[7].json.find("sealed"), 6, "SEALED");
            },
            7},
        {"an edited entry with its leaf hash",
            [](Log& log) {
                log.entries[7].json.replace(log.entries[7].json.find("sealed"), 6, "SEALED");
                rehash(log.entries[7]);
            },
            6}, // the first that no good checkpoint covers
        {"an edited leaf hash", [](Log& log) { log.entries[7].leaf[0] ^= std::byte{1}; }, 7},
        {"a dropped entry", [](Log& log) { log.entries.erase(log.entries.begin() + 7); }, 7},
        {"a dropped entry, the others renumbered",
            [](Log& log) {
                log.entries.erase(log.entries.begin() + 7);
                for (std::size_t i = 7; i < log.entries.size(); ++i)
                    log.entries[i].seq = i;
            },
            7},
        {"two entries exchanged", [](Log& log) { std::swap(log.entries[7], log.entries[8]); }, 7},
        {"two entries exchanged and renumbered",
            [](Log& log) {
                std::swap(log.entries[7], log.entries[8]);
                std::swap(log.entries[7].seq, log.entries[8].seq);
            },
            7},
        {"an entry twice",
            [](Log& log) { log.entries.insert(log.entries.begin() + 7, log.entries[7]); }, 8},
        {"cut off at the end", [](Log& log) { log.entries.pop_back(); }, 18},
        {"entries and checkpoints cut off in the middle of a batch",
            [](Log& log) {
                log.entries.resize(16);
                log.checkpoints.resize(5); // up to 15
            },
            15},
        {"an appended entry without a checkpoint",
            [](Log& log) { log.entries.push_back(entry(20, entry_json(20))); }, 20},
        {"no checkpoint at all", [](Log& log) { log.checkpoints.clear(); }, 0},
        {"the last checkpoint missing", [](Log& log) { log.checkpoints.pop_back(); }, 18},
        {"a checkpoint's stored root edited",
            [](Log& log) { log.checkpoints[2].root[5] ^= std::byte{1}; }, 6},
        {"a checkpoint's note edited",
            [](Log& log) { log.checkpoints[2].note[origin.size() + 1] = '8'; }, 6,
            vault::AuditFault::bad_signature},
        {"a checkpoint signed over another root",
            [](Log& log) {
                log.checkpoints[2].note =
                    signer().sign(vault::checkpoint_body(origin, 9, log.checkpoints[3].root));
            },
            6},
        {"two checkpoints exchanged",
            [](Log& log) { std::swap(log.checkpoints[2].note, log.checkpoints[3].note); }, 6},
        {"a checkpoint twice",
            [](Log& log) {
                log.checkpoints.insert(log.checkpoints.begin() + 2, log.checkpoints[2]);
            },
            9},
        {"white space in an entry",
            [](Log& log) {
                log.entries[7].json.insert(1, " ");
                rehash(log.entries[7]);
            },
            7},
        {"members in another order",
            [](Log& log) {
                auto& json = log.entries[7].json;
                json = R"({"v":1,)" + json.substr(1, json.size() - 8) + "}";
                rehash(log.entries[7]);
            },
            7},
        {"another spelling of a character",
            [](Log& log) {
                auto& json = log.entries[7].json;
                json.replace(json.find("sealed"), 1, "\\u0073");
                rehash(log.entries[7]);
            },
            7},
        {"an empty entry",
            [](Log& log) {
                log.entries[7].json.clear();
                rehash(log.entries[7]);
            },
            7},
        {"signed again with another key", [](Log& log) { sign_all(log, signer('x')); }, 0,
            vault::AuditFault::bad_signature},
        {"rewritten and signed for another origin",
            [](Log& log) {
                for (auto& one : log.checkpoints)
                    one.note =
                        NoteSigner{Secret::copy_of(std::string(32, 's')), "other.example"}.sign(
                            vault::checkpoint_body("other.example", one.size, one.root));
            },
            0, vault::AuditFault::bad_signature},
        {"everything gone", [](Log& log) { log = {}; }, 0},
    };
    for (const auto& mutant : mutants) {
        Log log = good_log();
        mutant.change(log);
        const auto verdict = verify(log);
        INFO(mutant.name << ": " << verdict.problem);
        CHECK_FALSE(verdict.ok);
        CHECK_FALSE(verdict.problem.empty());
        CHECK(verdict.first_bad_seq == mutant.first_bad);
        CHECK(verdict.fault == mutant.fault);
    }
}

TEST_CASE("LogVerifier: no flipped bit in entries, hashes or checkpoints goes unnoticed", "[vault]")
{
    const Log good = good_log(7);
    const auto flip = [](auto& bytes, std::size_t at, unsigned bit) {
        bytes[at] = static_cast<std::remove_reference_t<decltype(bytes[at])>>(
            static_cast<unsigned>(bytes[at]) ^ (1U << bit));
    };
    std::mt19937 engine{11};
    int tried = 0;
    for (std::size_t i = 0; i < good.entries.size(); ++i)
        for (std::size_t at = 0; at < good.entries[i].json.size() + 32; ++at, ++tried) {
            Log log = good;
            if (at < 32)
                flip(log.entries[i].leaf, at, engine() % 8);
            else
                flip(log.entries[i].json, at - 32, engine() % 8);
            const auto verdict = verify(log);
            INFO("entry " << i << " byte " << at);
            REQUIRE_FALSE(verdict.ok);
            REQUIRE(verdict.first_bad_seq == i);
        }
    for (std::size_t i = 0; i < good.checkpoints.size(); ++i)
        for (std::size_t at = 0; at < good.checkpoints[i].note.size() + 32; ++at, ++tried) {
            Log log = good;
            if (at < 32)
                flip(log.checkpoints[i].root, at, engine() % 8);
            else
                flip(log.checkpoints[i].note, at - 32, engine() % 8);
            INFO("checkpoint " << i << " byte " << at);
            REQUIRE_FALSE(verify(log).ok);
        }
    CHECK(tried > 1000);
}
