#include "support/backed_up_vault.h"
#include "support/bytes.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include "backup/open_backup.h"
#include "crypto/base64.h"
#include "engine/folder_pair.h"
#include "keys/keys_folder.h"
#include "store/gated_vfs.h"
#include "store/migrations.h"
#include "store/row_copy.h"
#include "vault/backup.h"
#include "vault/log_copy.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>

using namespace vault;
using namespace tests;

namespace {

std::string content_of(Vault& vault, const tests::GuestTicket& ticket, const std::string& id)
{
    std::string content;
    REQUIRE(vault.read_attachment(ticket.guest, *AttachmentId::parse(id),
        [&](std::span<const std::byte> bytes) { content += tests::text_of(bytes); }));
    return content;
}

std::vector<std::string> events_of(const Folders& folders, const Custody& custody, World world)
{
    const auto log = LogCopy::open(folders, custody, world);
    REQUIRE(log);
    std::vector<std::string> events;
    AuditFilter filter;
    filter.limit = 200;
    const auto entries = log->entries(filter);
    REQUIRE(entries);
    for (const AuditEntry& entry : *entries)
        events.push_back(entry.event);
    return events;
}

} // namespace

TEST_CASE("Backup: what comes back is every text, person and file, and no credential", "[vault]")
{
    BackedUp vault;
    const Actor agent = vault.place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(
        *vault.place, {{.value = "first-value"}, {.value = "second-value"}});
    const std::string file = attach(*vault.place, ticket, std::string(200'000, 'x') + "end");
    REQUIRE(vault.place->add_message(ticket.guest,
        {ticket.id, MessageId::random(vault.place.random), false, "one more thing", {}}));
    const GrantId grant = tests::approved_grant(*vault.place, agent, ticket, ticket.credentials[0]);
    REQUIRE(vault.place->shred(ticket.guest, ticket.credentials[1], Cause::revoked));
    const auto before = vault.place->read_ticket(ticket.guest, ticket.id);
    REQUIRE(before);
    vault.back_up();
    const auto head = vault.place->checkpoint();
    const VerifierKey verifier = vault.place->key_status().verifier;
    vault.place.close();
    // Long after the credential's expiry: it was not destroyed by it, so it is lost and nothing else.
    vault.place.clock.advance(5 * hour_ms);

    const auto restored = vault.restore(*head);
    REQUIRE(restored);
    CHECK(restored->tickets == 1);
    CHECK(restored->credentials_lost == 1);
    CHECK(restored->entries_missing == 0);
    CHECK(restored->log_size == head->size);

    auto again = vault.open_restored();
    CHECK(again->key_status().verifier.text == verifier.text);
    CHECK(again->key_status().recovery == fingerprint_of(public_half(recovery_key())));
    const auto after = again->read_ticket(ticket.guest, ticket.id);
    REQUIRE(after);
    CHECK(after->row.subject == before->row.subject);
    CHECK(after->description == before->description);
    CHECK(after->environment == before->environment);
    REQUIRE(after->messages.size() == 1);
    CHECK(after->messages[0].body == "one more thing");
    CHECK(content_of(*again, ticket, file) == std::string(200'000, 'x') + "end");
    CHECK(again->user_of(agent.person)->profile.name == "A Name");
    // The blind index came along: who had an account signs in.
    CHECK(again->sign_in("anna@example.com", TestVault::password(), Authn::password, ""));

    const auto lost = again->find_credential(ticket.guest, ticket.credentials[0]);
    REQUIRE(lost);
    CHECK(lost->state == CredentialState::shredded);
    CHECK(lost->cause == Cause::lost);
    CHECK(lost->label.user == "wp-admin");
    const auto revoked = again->find_credential(ticket.guest, ticket.credentials[1]);
    CHECK(revoked->cause == Cause::revoked);
    const auto certificate = again->certificate(ticket.guest, ticket.credentials[0]);
    REQUIRE(certificate);
    CHECK(verify_proof(*certificate, verifier).verdict == ProofVerdict::good);
    CHECK(certificate->find("\ncause lost\n") != std::string::npos);
    CHECK(certificate->find("\nlevel L0\n") != std::string::npos);
    const auto refused = again->unseal(agent, grant);
    REQUIRE_FALSE(refused);
    // A new life: what is sealed now opens now.
    const auto next = tests::submit_guest_ticket(*again, {{.value = "a-new-value"}});
    const GrantId second = tests::approved_grant(*again, agent, next, next.credentials[0]);
    const auto shown = again->unseal(agent, second);
    REQUIRE(shown);
    CHECK(tests::text_of(shown->value) == "a-new-value");
    CHECK(again->verify_audit({})->ok);
    again.reset();

    const auto events = events_of(vault.restored(), BackedUp::new_custody(), vault.place.world());
    CHECK(std::ranges::count(events, "vault.backed_up") == 1);
    REQUIRE(std::ranges::count(events, "vault.restored") == 1);
    // It is the first thing the log says after the backup.
    CHECK(events[head->size] == "vault.restored");
    const auto log = LogCopy::open(vault.restored(), BackedUp::new_custody(), vault.place.world());
    CHECK(log->replay({})->ok);
}

TEST_CASE("Backup: the address of a sign-in of nobody comes back, and ends at its time", "[vault]")
{
    BackedUp vault;
    REQUIRE_FALSE(vault.place->sign_in(
        "nobody@example.com", Secret::copy_of("never a password"), Authn::password, "203.0.113.9"));
    vault.back_up();
    REQUIRE(vault.restore());
    const auto address = [](Vault& of) { return entries_of(of, "session.refused").at(0).address; };
    const auto restored = vault.open_restored();
    CHECK(address(*restored) == "203.0.113.9");
    vault.place.clock.advance(31 * 24 * hour_ms);
    REQUIRE(restored->run_due());
    CHECK(address(*restored).empty());
}

TEST_CASE("Backup: holds no key and no ciphertext of a credential or a sealed original", "[vault]")
{
    BackedUp vault;
    const auto ticket =
        tests::submit_guest_ticket(*vault.place, {{.value = "mark-value-7Q2x"}, {}});
    const AttachmentId original = AttachmentId::random(vault.place.random);
    REQUIRE(vault.place->announce_attachment(
        ticket.guest, ticket.id, {original, "picture.png", "image/png", 5}));
    REQUIRE(vault.place->begin_upload(ticket.guest, original));
    REQUIRE(vault.place->append_upload(original, tests::bytes_of("12345")));
    auto sealed = tests::new_credential(*vault.place, {});
    sealed.source = Source::original;
    sealed.value = {};
    sealed.attachment = original;
    REQUIRE(vault.place->complete_sealed_whole(ticket.guest, original, "image", std::move(sealed)));
    vault.back_up();
    const std::string store = vault.place->key_status().store.to_string();
    vault.place.close();

    // The database says by which commitment each key would be known.
    struct Sealed {
        std::string id;
        Bytes commitment;
    };
    std::vector<Sealed> credentials;
    {
        auto keys = open_keys_folder(
            vault.place.folders().keys, vault.place.custody(), vault.place.world());
        REQUIRE(keys);
        GatedVfs vfs{vault.place.files};
        Database database{
            vfs, database_file(vault.place.folders()), keys->database_key, Database::Mode::writer};
        Statement rows{database, "SELECT id, commitment FROM credential"};
        while (rows.step())
            credentials.push_back({rows.text(0), rows.blob(1)});
    }
    REQUIRE(credentials.size() == 3);

    auto file = File::open(vault.place.files, vault.file(), File::Mode::read);
    const std::string bytes = bytes_in(vault.file());
    const std::string note = bytes.substr(0, bytes.find('\0'));
    const std::span<const std::byte> box =
        std::as_bytes(std::span{bytes}).subspan(note.size() + 1, key_bytes + 48);
    const auto file_key = open_sealed_to(recovery_key(), box);
    REQUIRE(file_key);
    BackupReader reader{*file, note.size() + 1 + box.size(), *file_key, store, note};
    std::size_t keys = 0;
    while (true) {
        auto record = reader.next();
        REQUIRE(record);
        if (!*record)
            break;
        if ((*record)->kind == RecordKind::row) {
            const auto& table = copied_tables()[std::to_integer<std::size_t>((*record)->row[0])];
            const std::string row = tests::text_of((*record)->row);
            CHECK_FALSE((table.name == "attachment_chunk" && row.contains("original")));
            continue;
        }
        if ((*record)->secret.empty())
            continue;
        ++keys;
        for (const Sealed& credential : credentials)
            CHECK(key_commitment((*record)->secret, store, credential.id) != credential.commitment);
    }
    CHECK(keys == 2 + 2 + 2); // the vault's own, the ticket's, the guest's

    REQUIRE(vault.restore());
    auto restored_keys =
        open_keys_folder(vault.restored().keys, BackedUp::new_custody(), vault.place.world());
    GatedVfs vfs{vault.place.files};
    Database database{
        vfs, database_file(vault.restored()), restored_keys->database_key, Database::Mode::writer};
    Statement values{database, "SELECT count(*) FROM credential WHERE value_ct IS NOT NULL"};
    REQUIRE(values.step());
    CHECK(values.integer(0) == 0);
}

TEST_CASE("Backup: every table and column of the schema is in it or left out on purpose", "[vault]")
{
    const std::set<std::string> left_out{
        "session", "key_node", "key_tree", "key_ending", "schema_version"};
    tests::TemporaryFolder folder;
    tests::FailingFiles files;
    GatedVfs vfs{files};
    Database database{vfs, folder.path() / "x.db", recovery_key(), Database::Mode::create};
    migrate(database);
    std::set<std::string> copied;
    for (const CopiedTable& table : copied_tables()) {
        CAPTURE(table.name);
        copied.insert(std::string{table.name});
        const Statement read{database, table.read};
        const Statement insert{database, table.insert};
        CHECK(read.columns() == insert.parameters());
        bool blanked = table.blanked.empty();
        for (int column = 0; column < read.columns(); ++column)
            blanked = blanked || read.column_name(column) == table.blanked;
        CHECK(blanked);
    }
    Statement tables{database, "SELECT name FROM sqlite_schema WHERE type = 'table'"};
    while (tables.step()) {
        CAPTURE(tables.text(0));
        CHECK(copied.contains(tables.text(0)) != left_out.contains(tables.text(0)));
    }
}

TEST_CASE("Backup: shows one moment, whatever happens while it is taken", "[vault]")
{
    BackedUp vault;
    const auto ticket = tests::submit_guest_ticket(*vault.place, {{}});
    std::optional<tests::GuestTicket> later;
    {
        std::ofstream out{vault.file(), std::ios::binary};
        REQUIRE(vault.place->back_up(nullptr, keep_ms, [&](std::span<const std::byte> bytes) {
            if (!later) {
                // A shred too: it waits for no reader, and its certificate comes at once.
                REQUIRE(vault.place->close(ticket.guest, ticket.id));
                later = tests::submit_guest_ticket(*vault.place, {{}});
            }
            out.write(reinterpret_cast<const char*>(bytes.data()),
                static_cast<std::streamsize>(bytes.size()));
        }));
    }
    const auto now = vault.place->checkpoint();
    vault.place.close();
    const auto restored = vault.restore(*now);
    REQUIRE(restored);
    CHECK(restored->tickets == 1);
    CHECK(restored->credentials_lost == 1);
    CHECK(restored->entries_missing == now->size - restored->log_size);
    CHECK(restored->entries_missing > 0);
    const auto again = vault.open_restored();
    CHECK(again->read_ticket(ticket.guest, ticket.id)->row.state == TicketState::open);
    CHECK(again->read_ticket(later->guest, later->id).error().code() == ErrorCode::not_found);
    CHECK(again->verify_audit({})->ok);
}
