#include "support/bytes.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include <functional>

using namespace vault;
using tests::TestVault;

namespace {

std::optional<ErrorCode> code_of(const auto& result)
{
    return result ? std::nullopt : std::optional{result.error().code()};
}

} // namespace

TEST_CASE("Ownership: somebody else's objects look like unknown ones, for every method",
    "[vault][access]")
{
    TestVault place;
    Vault& v = *place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    auto mine = tests::new_guest_ticket(v, {{}});
    const AttachmentId file = AttachmentId::random(place.random);
    const AttachmentId waiting = AttachmentId::random(place.random);
    mine.attachments = {
        {file, "notes.txt", "text/plain", 4}, {waiting, "later.txt", "text/plain", 4}};
    const TicketId ticket = mine.id;
    const CredentialId credential = mine.credentials[0].id;
    const Actor owner{mine.guest->id, Role::guest, Authn::link, {}};
    REQUIRE(v.submit(owner, std::move(mine)).has_value());
    REQUIRE(v.begin_upload(owner, file).has_value());
    REQUIRE(v.append_upload(file, tests::bytes_of("text")).has_value());
    REQUIRE(v.complete_redacted(owner, file, "text", {}).has_value());
    CHECK(code_of(v.read_ticket(agent, ticket)) == ErrorCode::not_found); // still being received
    REQUIRE(v.begin_upload(owner, waiting).has_value());

    const auto stranger = tests::submit_guest_ticket(v, {{}});
    const auto grant_of_owner = [&] {
        const AttachmentId other = waiting;
        v.drop_upload(other);
        REQUIRE(v.abandon_attachment(owner, other).has_value());
        const auto grant = v.request_grant(agent, tests::new_grant(credential));
        REQUIRE(grant.has_value());
        return grant->id;
    }();
    const auto attempts = [&](const TicketId& t, const CredentialId& c, const GrantId& g,
                              const AttachmentId& a) {
        const Actor by = stranger.guest;
        const auto nothing = [](std::span<const std::byte>) { FAIL("bytes left"); };
        return std::vector<std::optional<ErrorCode>>{code_of(v.read_ticket(by, t)),
            code_of(
                v.add_message(by, {t, MessageId::random(place.random), false, "hello there", {}})),
            code_of(v.add_credentials(by, t, {})), code_of(v.stored_texts(by, t)),
            code_of(v.receipt(by, t)), code_of(v.close(by, t)),
            code_of(
                v.announce_attachment(by, t, {AttachmentId::random(place.random), "x.txt", "", 1})),
            code_of(v.begin_upload(by, a)), code_of(v.abandon_attachment(by, a)),
            code_of(v.find_attachment(by, a)), code_of(v.read_attachment(by, a, nothing)),
            code_of(v.find_credential(by, c)), code_of(v.shred(by, c, Cause::revoked)),
            code_of(v.certificate(by, c)), code_of(v.request_grant(by, tests::new_grant(c))),
            code_of(v.list_grants(by, {}, t, {})), code_of(v.find_grant(by, g)),
            code_of(v.approve(by, g)), code_of(v.refuse(by, g)), code_of(v.revoke(by, g)),
            code_of(v.give_back(by, g)), code_of(v.unseal(by, g)),
            code_of(v.unseal_original(by, g, nothing)),
            code_of(v.audit_entries(by, {.ticket = t,
                                            .credential = {},
                                            .actor = {},
                                            .event = "",
                                            .since = {},
                                            .until = {}}))};
    };
    const auto foreign = attempts(ticket, credential, grant_of_owner, file);
    const auto unknown =
        attempts(TicketId::random(place.random), CredentialId::random(place.random),
            GrantId::random(place.random), AttachmentId::random(place.random));
    for (std::size_t i = 0; i < foreign.size(); ++i) {
        CAPTURE(i);
        CHECK(foreign[i] == ErrorCode::not_found);
        CHECK(unknown[i] == ErrorCode::not_found);
    }
    CHECK(v.list_tickets(stranger.guest, {})->rows.size() == 1);
    CHECK(v.list_grants(stranger.guest, {}, {}, {})->rows.empty());
    CHECK(v.list_grants(owner, {}, {}, {})->rows.size() == 1);
}

TEST_CASE("Ownership: auditors and admins see that a ticket is there, and none of its texts",
    "[vault][access]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const Actor auditor{PersonId::random(place.random), Role::auditor, Authn::local, {}};
    for (const Actor& who : {auditor, place.console()}) {
        const auto view = place->read_ticket(who, ticket.id);
        REQUIRE(view.has_value());
        CHECK(view->row.subject.empty());
        CHECK(view->description.empty());
        CHECK(view->customer.name.empty());
        CHECK(view->credentials.at(0).label.user.empty());
        CHECK(place->close(who, ticket.id).error().code() == ErrorCode::forbidden);
        CHECK(place
                  ->add_message(
                      who, {ticket.id, MessageId::random(place.random), false, "hello there", {}})
                  .error()
                  .code() == ErrorCode::forbidden);
    }
    CHECK(place->shred(auditor, ticket.credentials[0], Cause::requested).error().code() ==
          ErrorCode::forbidden);
}

TEST_CASE("Tickets: internal notes are for agents", "[vault][tickets]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {});
    REQUIRE(place
            ->add_message(agent,
                {ticket.id, MessageId::random(place.random), true, "looks like the cache", {}})
            .has_value());
    REQUIRE(place
            ->add_message(
                agent, {ticket.id, MessageId::random(place.random), false, "we are on it", {}})
            .has_value());
    CHECK(place
              ->add_message(ticket.guest,
                  {ticket.id, MessageId::random(place.random), true, "my own note", {}})
              .error()
              .code() == ErrorCode::forbidden);
    const auto all = place->read_ticket(agent, ticket.id);
    REQUIRE(all->messages.size() == 2);
    CHECK(all->messages[0].body ==
          "looks like the cache"); // in the order of arrival, also within one millisecond
    const auto seen = place->read_ticket(ticket.guest, ticket.id);
    REQUIRE(seen->messages.size() == 1);
    CHECK(seen->messages[0].body == "we are on it");
}

TEST_CASE("Tickets: pages go from the newest down and end", "[vault][tickets]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    std::vector<TicketId> made;
    for (int i = 0; i < 5; ++i)
        made.push_back(tests::submit_guest_ticket(*place, {}).id);
    std::vector<TicketId> seen;
    Page page{.limit = 2, .cursor = ""};
    for (int pages = 0; pages < 4; ++pages) {
        const auto rows = place->list_tickets(agent, page);
        REQUIRE(rows.has_value());
        for (const TicketRow& row : rows->rows)
            seen.push_back(row.id);
        page.cursor = rows->next_cursor;
        if (page.cursor.empty())
            break;
    }
    CHECK(seen == std::vector<TicketId>(made.rbegin(), made.rend()));
    CHECK(place->list_tickets(agent, {.limit = 2, .cursor = "x"}).error().code() ==
          ErrorCode::invalid);
    CHECK(place->list_tickets(agent, {.limit = 201, .cursor = ""}).error().code() ==
          ErrorCode::invalid);
}

TEST_CASE("Tickets: a ticket outside the limits leaves nothing", "[vault][tickets]")
{
    TestVault place;
    const auto check = [&](ErrorCode expected, const std::function<void(NewTicket&)>& spoil) {
        auto ticket = tests::new_guest_ticket(*place, {{}});
        spoil(ticket);
        const Actor guest{ticket.guest->id, Role::guest, Authn::link, {}};
        const TicketId id = ticket.id;
        const auto live = place->live_keys().value();
        const auto done = place->submit(guest, std::move(ticket));
        REQUIRE_FALSE(done.has_value());
        CHECK(done.error().code() == expected);
        CHECK(place->live_keys().value() == live);
        CHECK(place->read_ticket(guest, id).error().code() == ErrorCode::not_found);
    };
    check(ErrorCode::invalid, [](NewTicket& t) { t.subject.clear(); });
    check(ErrorCode::invalid, [](NewTicket& t) { t.subject = "two\nlines"; });
    check(ErrorCode::invalid,
        [](NewTicket& t) { t.description = std::string(text_bytes_max + 1, 'x'); });
    check(ErrorCode::invalid,
        [](NewTicket& t) { t.environment = std::string(environment_bytes_max + 1, 'x'); });
    check(
        ErrorCode::invalid, [&](NewTicket& t) { t.credentials[0].expires_at = place.clock.now(); });
    check(ErrorCode::invalid, [&](NewTicket& t) {
        t.credentials[0].expires_at = place.clock.now() + credential_expiry_ms_max + 1;
    });
    check(ErrorCode::invalid, [](NewTicket& t) { t.credentials[0].value = Secret{}; });
    check(ErrorCode::invalid, [](NewTicket& t) { t.credentials[0].label.user = "a\nb"; });
    check(ErrorCode::too_many, [&](NewTicket& t) {
        for (int i = 0; i < 50; ++i)
            t.credentials.push_back(tests::new_credential(*place, {}));
    });
    check(ErrorCode::conflict, [&](NewTicket& t) {
        t.credentials.push_back(tests::new_credential(*place, {}));
        t.credentials.back().id = t.credentials.front().id;
    });
}

TEST_CASE("Access: only the customer allows every opening in advance", "[vault][access]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const auto add = [&](const Actor& by, Consent consent) {
        std::vector<NewCredential> one;
        one.push_back(tests::new_credential(*place, {.consent = consent}));
        return code_of(place->add_credentials(by, ticket.id, std::move(one)));
    };
    CHECK(add(agent, Consent::while_open) == ErrorCode::forbidden);
    CHECK(add(agent, Consent::ask) == std::nullopt);
    CHECK(add(ticket.guest, Consent::while_open) == std::nullopt);
}
