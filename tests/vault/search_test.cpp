#include "support/bytes.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include "crypto/base64.h"
#include "engine/folder_pair.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace vault;
using tests::TestVault;

namespace {

namespace fs = std::filesystem;

// The ways in which a text might lie in a file: as it is, hex in both cases, base64 at its three offsets, UTF-16.
std::vector<std::string> spellings(const std::string& text)
{
    std::vector<std::string> all{text};
    for (const char* digits : {"0123456789abcdef", "0123456789ABCDEF"}) {
        std::string& hex = all.emplace_back();
        for (const char c : text) {
            hex += digits[static_cast<unsigned char>(c) >> 4U];
            hex += digits[static_cast<unsigned char>(c) & 15U];
        }
    }
    for (std::size_t skip = 0; skip < 3; ++skip) {
        const std::size_t whole =
            (text.size() - skip) / 3 * 3; // only full groups: no padding, no neighbours' bits
        all.push_back(to_base64(tests::bytes_of(std::string_view{text}.substr(skip, whole))));
    }
    std::string& wide = all.emplace_back();
    for (const char c : text)
        (wide += c) += '\0';
    return all;
}

std::vector<std::string> hits(const fs::path& folder, const std::vector<std::string>& markers)
{
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        if (!entry.is_regular_file())
            continue;
        std::ifstream in{entry.path(), std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        for (const std::string& marker : markers)
            for (const std::string& spelling : spellings(marker))
                if (bytes.find(spelling) != std::string::npos)
                    found.push_back(entry.path().filename().string() + ": " + marker);
    }
    return found;
}

// The root's record as it lies in its slot; the other slot must be empty.
std::string root_record(const TestVault& place)
{
    std::ifstream in{place.folders().keys / "root.slots", std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    std::string record;
    for (std::size_t at = 0; at + 4096 <= bytes.size(); at += 4096)
        if (bytes.find_first_not_of('\0', at) < at + 4096) {
            REQUIRE(record.empty());
            record = bytes.substr(at, 107);
        }
    return record;
}

} // namespace

TEST_CASE("Search: no text of any field lies readable in any file, alive or after the end",
    "[vault][search]")
{
    TestVault place;
    const std::vector<std::string> markers{"mark-subject-7Q2x", "mark-description-7Q2x",
        "mark-environment-7Q2x", "mark-value-7Q2x", "mark-site-7Q2x", "mark-user-7Q2x",
        "mark-note-7Q2x", "mark-name-7Q2x", "mark-email-7Q2x", "mark-file-7Q2x", "mark-media-7Q2x",
        "mark-upload-7Q2x", "mark-redacted-7Q2x", "mark-message-7Q2x", "mark-reason-7Q2x",
        "mark-address-7Q2x", "mark-login-7Q2x", "mark-password-7Q2x", "mark-link-7Q2x"};
    const auto agent_user = place->create_user(place.console(), Role::agent, markers[16],
        {markers[7], markers[8]}, Secret::copy_of(std::string_view{markers[17]}));
    REQUIRE(agent_user.has_value());
    const Actor agent{agent_user->id, Role::agent, Authn::password, markers[15]};
    std::string link = markers[18];
    link.resize(32, '.');
    const AttachmentId file = AttachmentId::random(place.random);
    NewTicket ticket{TicketId::random(place.random),
        NewGuest{PersonId::random(place.random), {markers[7], markers[8]},
            Secret::copy_of(std::string_view{link})},
        markers[0], markers[1], markers[2], {},
        {{file, markers[5], markers[10], markers[11].size()}}};
    NewCredential credential = tests::new_credential(*place, {.value = markers[3]});
    credential.label = {markers[4], markers[5], markers[6], 21};
    const CredentialId id = credential.id;
    ticket.credentials.push_back(std::move(credential));
    const Actor guest{ticket.guest->id, Role::guest, Authn::link, markers[15]};
    const TicketId ticket_id = ticket.id;
    REQUIRE(place->submit(guest, std::move(ticket)).has_value());
    REQUIRE(place->begin_upload(guest, file).has_value());
    REQUIRE(place->append_upload(file, tests::bytes_of(markers[11])).has_value());
    REQUIRE(place->complete_redacted(guest, file, markers[12], {}).has_value());
    REQUIRE(place
            ->add_message(
                guest, {ticket_id, MessageId::random(place.random), false, markers[13], {}})
            .has_value());
    auto request = tests::new_grant(id);
    request.reason = markers[14];
    const auto grant = place->request_grant(agent, request);
    REQUIRE(place->approve(guest, grant->id).has_value());
    REQUIRE(place->unseal(agent, grant->id).has_value());
    CHECK(hits(place.folder.path(), markers).empty()); // with the write-ahead log as it stands

    const std::string old_root = root_record(place);
    const auto live = place->live_keys().value();
    CHECK(hits(place.folder.path(), {old_root}).size() == 1);
    REQUIRE(place->close(guest, ticket_id).has_value());
    CHECK(place->live_keys().value() == live - 1);
    CHECK(hits(place.folder.path(), {old_root}).empty()); // what wraps the old root is in no file
    place.close();
    CHECK(hits(place.folder.path(), markers).empty());
    std::ofstream{place.folders().data / "planted"} << "see "
                                                    << to_base64(tests::bytes_of("x" + markers[3]));
    CHECK(hits(place.folder.path(), markers).size() == 1); // the search can find
}
