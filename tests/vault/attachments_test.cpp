#include "support/bytes.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include <functional>
#include <optional>

using namespace vault;
using tests::bytes_of;
using tests::TestVault;

namespace {

struct WithFile {
    TicketId ticket;
    AttachmentId file;
    Actor guest;
};

WithFile submit_with_file(TestVault& place, std::uint64_t size)
{
    auto ticket = tests::new_guest_ticket(*place, {});
    WithFile made{ticket.id, AttachmentId::random(place.random),
        {ticket.guest->id, Role::guest, Authn::link, {}}};
    ticket.attachments = {{made.file, "debug.log", "text/plain", size}};
    REQUIRE(place->submit(made.guest, std::move(ticket)).has_value());
    return made;
}

std::string pattern(std::size_t size)
{
    std::string text(size, 'a');
    for (std::size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>('a' + (i * 7 + i / 4096) % 26);
    return text;
}

std::string read_back(TestVault& place, const Actor& by, const AttachmentId& id)
{
    std::string text;
    REQUIRE(place
            ->read_attachment(
                by, id, [&](std::span<const std::byte> bytes) { text += tests::text_of(bytes); })
            .has_value());
    return text;
}

NewCredential original_of(TestVault& place, const AttachmentId& file, std::uint32_t unseals_max)
{
    NewCredential original = tests::new_credential(*place, {.unseals_max = unseals_max});
    original.source = Source::original;
    original.kind = "other";
    original.value = Secret{};
    original.attachment = file;
    return original;
}

} // namespace

TEST_CASE(
    "Attachment: bytes come back in order for the second pass, and the redacted form for readers",
    "[vault][attachments]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{64 * 1024},
             std::size_t{64 * 1024 + 1}, std::size_t{2'500'000}}) {
        CAPTURE(size);
        const auto made = submit_with_file(place, size);
        const std::string original = pattern(size);
        CHECK(place->read_ticket(made.guest, made.ticket)->row.state == TicketState::receiving);
        REQUIRE(place->begin_upload(made.guest, made.file).has_value());
        for (std::size_t at = 0; at < size; at += 50'001)
            REQUIRE(place
                    ->append_upload(
                        made.file, bytes_of(std::string_view{original}.substr(at, 50'001)))
                    .has_value());
        std::string again;
        REQUIRE(place
                ->read_upload(made.file,
                    [&](std::span<const std::byte> bytes) { again += tests::text_of(bytes); })
                .has_value());
        CHECK(again == original);
        std::vector<NewCredential> found;
        found.push_back(tests::new_credential(*place, {}));
        found.back().attachment = made.file;
        const std::string redacted = original + "[sealed]";
        const auto stored =
            place->complete_redacted(made.guest, made.file, redacted, std::move(found));
        REQUIRE(stored.has_value());
        CHECK(stored->state == AttachmentState::stored);
        CHECK(stored->sealed_count == 1);
        CHECK(place->read_ticket(agent, made.ticket)->row.state == TicketState::open);
        CHECK(read_back(place, agent, made.file) == redacted);
        CHECK(place->read_upload(made.file, [](std::span<const std::byte>) {}).error().code() ==
              ErrorCode::conflict);
    }
}

TEST_CASE("Attachment: only exactly the announced bytes complete it", "[vault][attachments]")
{
    TestVault place;
    const auto made = submit_with_file(place, 10);
    CHECK(place->append_upload(made.file, bytes_of("x")).error().code() == ErrorCode::conflict);
    REQUIRE(place->begin_upload(made.guest, made.file).has_value());
    CHECK(place->begin_upload(made.guest, made.file).error().code() == ErrorCode::conflict);
    REQUIRE(place->append_upload(made.file, bytes_of("123456789")).has_value());
    CHECK(place->complete_redacted(made.guest, made.file, "x", {}).error().code() ==
          ErrorCode::invalid);
    CHECK(place->append_upload(made.file, bytes_of("12")).error().code() == ErrorCode::invalid);
    place->drop_upload(made.file);
    REQUIRE(place->begin_upload(made.guest, made.file).has_value());
    REQUIRE(place->append_upload(made.file, bytes_of("0123456789")).has_value());
    CHECK(place->complete_redacted(made.guest, made.file, "0123456789", {}).has_value());
    CHECK(place->begin_upload(made.guest, made.file).error().code() == ErrorCode::conflict);
}

TEST_CASE("Attachment: an upload cut by a restart starts anew, and its key is gone",
    "[vault][attachments]")
{
    TestVault place;
    const auto made = submit_with_file(place, 200'000);
    const auto live = place->live_keys().value();
    REQUIRE(place->begin_upload(made.guest, made.file).has_value());
    REQUIRE(place->append_upload(made.file, bytes_of(pattern(150'000))).has_value());
    CHECK(place->live_keys().value() == live + 1);
    place.reopen();
    CHECK(place->live_keys().value() == live);
    REQUIRE(place->begin_upload(made.guest, made.file).has_value());
    REQUIRE(place->append_upload(made.file, bytes_of(pattern(200'000))).has_value());
    CHECK(place->complete_redacted(made.guest, made.file, "all of it", {}).has_value());
    CHECK(read_back(place, made.guest, made.file) == "all of it");
    CHECK(place->live_keys().value() == live);
}

TEST_CASE("Attachment: a sealed original is read once under a grant, whole, and then gone",
    "[vault][attachments]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    // More chunks than one read takes, so that the sweep gets its chance in between.
    const auto made = submit_with_file(place, 2'000'000);
    const std::string bytes = pattern(2'000'000);
    REQUIRE(place->begin_upload(made.guest, made.file).has_value());
    REQUIRE(place->append_upload(made.file, bytes_of(bytes)).has_value());
    const auto whole = place->complete_sealed_whole(
        made.guest, made.file, "binary", original_of(place, made.file, 1));
    REQUIRE(whole.has_value());
    CHECK(whole->state == AttachmentState::sealed_whole);
    CHECK(place->read_attachment(agent, made.file, [](std::span<const std::byte>) {})
              .error()
              .code() == ErrorCode::conflict);
    const tests::GuestTicket ticket{made.ticket, made.guest, {*whole->original}, {}};
    const GrantId grant = tests::approved_grant(*place, agent, ticket, *whole->original);
    CHECK(place->unseal(agent, grant).error().code() == ErrorCode::conflict); // and takes no claim
    std::string read;
    std::optional<std::uint64_t> entry;
    REQUIRE(place
            ->unseal_original(
                agent, grant,
                [&](std::span<const std::byte> part) {
                    CHECK(entry.has_value()); // told before the first byte
                    // The sweep must not take the chunks from under the reader.
                    CHECK(place->run_due().has_value());
                    read += tests::text_of(part);
                },
                [&](std::uint64_t seq) { entry = seq; })
            .has_value());
    CHECK(read == bytes);
    AuditFilter of_opening;
    of_opening.event = "original.unsealed";
    const auto entries =
        place->audit_entries(place.add_user(Role::auditor, "ines@example.com"), of_opening);
    REQUIRE(entries->size() == 1);
    CHECK(entries->front().seq == entry);
    CHECK(place->find_credential(agent, *whole->original)->state == CredentialState::shredded);
    CHECK(place->unseal_original(agent, grant, [](std::span<const std::byte>) {}).error().code() ==
          ErrorCode::gone);
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Attachment: a sealed original stops on its way out when its ticket, grant or time ends",
    "[vault][attachments]")
{
    struct End {
        const char* name;
        std::function<void(
            TestVault&, const Actor& guest, const TicketId&, const CredentialId&, const GrantId&)>
            happen;
        ErrorCode code;
    };
    const End ends[] = {
        {"closed",
            [](TestVault& place, const Actor& guest, const TicketId& ticket, const CredentialId&,
                const GrantId&) { REQUIRE(place->close(guest, ticket).has_value()); },
            ErrorCode::gone},
        {"closing",
            [](TestVault& place, const Actor& guest, const TicketId& ticket, const CredentialId&,
                const GrantId&) {
                REQUIRE(place
                        ->set_house_policy(place.console(),
                            tests::only(&PolicyChange::closing_grace_ms, 3'600'000))
                        .has_value());
                REQUIRE(place->close(guest, ticket)->closes_at.has_value());
            },
            ErrorCode::needs_grant},
        {"shredded",
            [](TestVault& place, const Actor& guest, const TicketId&,
                const CredentialId& credential, const GrantId&) {
                REQUIRE(place->shred(guest, credential, Cause::revoked).has_value());
            },
            ErrorCode::gone},
        {"revoked",
            [](TestVault& place, const Actor& guest, const TicketId&, const CredentialId&,
                const GrantId& grant) { REQUIRE(place->revoke(guest, grant).has_value()); },
            ErrorCode::needs_grant},
        {"grant over",
            [](TestVault& place, const Actor&, const TicketId&, const CredentialId&,
                const GrantId&) { place.clock.advance(31LL * 60 * 1000); },
            ErrorCode::needs_grant},
        {"expired",
            [](TestVault& place, const Actor&, const TicketId&, const CredentialId&,
                const GrantId&) { place.clock.advance(2LL * 3600 * 1000); },
            ErrorCode::gone},
    };
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const std::string bytes = pattern(2'000'000);
    for (const End& end : ends) {
        CAPTURE(end.name);
        const auto made = submit_with_file(place, bytes.size());
        REQUIRE(place->begin_upload(made.guest, made.file).has_value());
        REQUIRE(place->append_upload(made.file, bytes_of(bytes)).has_value());
        const auto whole = place->complete_sealed_whole(
            made.guest, made.file, "binary", original_of(place, made.file, 0));
        REQUIRE(whole.has_value());
        const tests::GuestTicket ticket{made.ticket, made.guest, {*whole->original}, {}};
        const GrantId grant = tests::approved_grant(*place, agent, ticket, *whole->original);
        std::size_t read = 0;
        const auto outcome =
            place->unseal_original(agent, grant, [&](std::span<const std::byte> part) {
                if (read == 0)
                    end.happen(place, made.guest, made.ticket, *whole->original, grant);
                read += part.size();
            });
        REQUIRE(!outcome.has_value());
        CHECK(outcome.error().code() == end.code);
        CHECK(read < bytes.size());
    }
}

TEST_CASE("Attachment: taken back, it leaves the ticket open to agents", "[vault][attachments]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto made = submit_with_file(place, 10);
    CHECK(place->read_ticket(agent, made.ticket).error().code() == ErrorCode::not_found);
    REQUIRE(place->abandon_attachment(made.guest, made.file).has_value());
    CHECK(place->read_ticket(agent, made.ticket)->row.state == TicketState::open);
    CHECK(place->abandon_attachment(made.guest, made.file).error().code() == ErrorCode::conflict);
}

TEST_CASE("Attachment: one that does not come is given up, and its ticket reaches the agents",
    "[vault][attachments]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto never = submit_with_file(place, 10);
    const auto begun = submit_with_file(place, 10);
    REQUIRE(place->begin_upload(begun.guest, begun.file).has_value());
    place.clock.advance(upload_wait_ms - 1);
    REQUIRE(place->run_due().has_value());
    CHECK(place->read_ticket(agent, never.ticket).error().code() == ErrorCode::not_found);
    place.clock.advance(1);
    REQUIRE(place->run_due().has_value());
    CHECK(place->read_ticket(agent, never.ticket)->row.state == TicketState::open);
    CHECK(place->begin_upload(never.guest, never.file).error().code() == ErrorCode::conflict);
    // One that is on its way is waited for, and its connection's end is not its own.
    CHECK(place->read_ticket(agent, begun.ticket).error().code() == ErrorCode::not_found);
    REQUIRE(place->append_upload(begun.file, bytes_of("1234567890")).has_value());
    place.clock.advance(upload_wait_ms);
    REQUIRE(place->run_due().has_value());
    place->drop_upload(begun.file);
    place.clock.advance(upload_wait_ms - 1);
    REQUIRE(place->run_due().has_value());
    CHECK(place->read_ticket(agent, begun.ticket).error().code() == ErrorCode::not_found);
    place.clock.advance(1);
    REQUIRE(place->run_due().has_value());
    CHECK(place->read_ticket(agent, begun.ticket)->row.state == TicketState::open);
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE(
    "Attachment: after a long rest, what was announced is given up at once", "[vault][attachments]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto made = submit_with_file(place, 10);
    REQUIRE(place->begin_upload(made.guest, made.file).has_value());
    place.close();
    place.clock.advance(upload_wait_ms);
    place.reopen();
    REQUIRE(place->run_due().has_value());
    CHECK(place->read_ticket(agent, made.ticket)->row.state == TicketState::open);
}

TEST_CASE("Attachment: one that was taken back leaves its place to another", "[vault][attachments]")
{
    TestVault place;
    const auto made = submit_with_file(place, 10);
    const auto announce = [&] {
        const auto id = AttachmentId::random(place.random);
        const auto done = place->announce_attachment(
            made.guest, made.ticket, {id, "debug.log", "text/plain", 10});
        return done ? std::optional{id} : std::nullopt;
    };
    std::size_t announced = 1;
    while (announce())
        ++announced;
    CHECK(announced == ticket_attachments_max);
    REQUIRE(place->abandon_attachment(made.guest, made.file).has_value());
    for (++announced; const auto id = announce(); ++announced)
        REQUIRE(place->abandon_attachment(made.guest, *id).has_value());
    CHECK(announced == ticket_announcements_max + 1);
}

TEST_CASE("Attachment: who reads while it is rewritten is cut off, never given two forms in one",
    "[vault][attachments]")
{
    TestVault place;
    constexpr std::size_t size = 3'000'000; // more than one slice of a reader
    const auto made = submit_with_file(place, size);
    REQUIRE(place->begin_upload(made.guest, made.file).has_value());
    REQUIRE(place->append_upload(made.file, bytes_of(pattern(size))).has_value());
    REQUIRE(place->complete_redacted(made.guest, made.file, pattern(size), {}).has_value());
    const std::string rewritten(size, 'r');
    bool done = false;
    std::string got;
    const auto read =
        place->read_attachment(made.guest, made.file, [&](std::span<const std::byte> bytes) {
            got += tests::text_of(bytes);
            if (!done) {
                done = true;
                NewMessage message{
                    made.ticket, MessageId::random(place.random), false, "It is here", {}};
                message.rewrites.files.push_back({made.file, rewritten});
                REQUIRE(place->add_message(made.guest, std::move(message)).has_value());
            }
        });
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code() == ErrorCode::conflict);
    CHECK(got == pattern(size).substr(0, got.size()));
    CHECK(read_back(place, made.guest, made.file) == rewritten);
}

TEST_CASE("Attachment: another ticket's is not rewritten", "[vault][attachments]")
{
    TestVault place;
    const auto made = submit_with_file(place, 4);
    REQUIRE(place->begin_upload(made.guest, made.file).has_value());
    REQUIRE(place->append_upload(made.file, bytes_of("text")).has_value());
    REQUIRE(place->complete_redacted(made.guest, made.file, "text", {}).has_value());
    const auto other = tests::submit_guest_ticket(*place, {{}});
    NewMessage message{other.id, MessageId::random(place.random), false, "Not mine", {}};
    message.rewrites.files.push_back({made.file, "gone"});
    message.rewrites.texts.push_back(
        {StoredText::Place::description, made.ticket.to_string(), "gone"});
    REQUIRE(place->add_message(other.guest, std::move(message)).has_value());
    CHECK(read_back(place, made.guest, made.file) == "text");
    CHECK(place->read_ticket(made.guest, made.ticket)->description != "gone");
}
