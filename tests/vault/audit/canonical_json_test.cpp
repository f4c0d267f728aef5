#include "audit/canonical_json.h"
#include "audit/event.h"

#include "support/bytes.h"
#include "support/canonicalize.h"
#include "support/catch.h"

#include <string>
#include <vector>

using tests::canonicalize;

namespace {

std::string escaped(std::string_view text)
{
    std::string out;
    vault::append_json_string(out, text);
    return out;
}

vault::EntryFields minimal(vault::Event event)
{
    vault::EntryFields fields{};
    fields.event = event;
    fields.time = {1234};
    fields.boot = "boo_0123456789abcdefghjkmnpqrs";
    fields.role = vault::Role::admin;
    fields.authn = vault::Authn::local;
    return fields;
}

} // namespace

TEST_CASE("Canonical JSON: strings are escaped as RFC 8785 section 3.2.2.2 says", "[vault]")
{
    CHECK(escaped("plain /\u20ac\U0001f600\x7f") == "\"plain /\u20ac\U0001f600\x7f\"");
    CHECK(escaped("\"\\\b\f\n\r\t") == R"("\"\\\b\f\n\r\t")");
    CHECK(escaped(std::string_view{"\x00\x0f\x1f", 3}) == R"("\u0000\u000f\u001f")");
}

TEST_CASE("Canonical JSON: what is canonical stays as it is", "[vault]")
{
    for (const std::string text :
        {R"({})", R"([])", R"({"a":1,"b":[true,false,{"c":"x"}]})", R"({"":0,"-":-1})",
            R"({"n":9007199254740991})", R"({"n":-9007199254740991})", R"("\u000f")"}) {
        INFO(text);
        CHECK(canonicalize(text) == text);
    }
}

TEST_CASE("Canonical JSON: order, white space and escapes have one form", "[vault]")
{
    CHECK(canonicalize(R"( { "b" : 1 , "a" : [ 1 , 2 ] } )") == R"({"a":[1,2],"b":1})");
    CHECK(canonicalize(R"({"a":"\u0041\/\u00e9\u001F"})") == "{\"a\":\"A/\u00e9\\u001f\"}");
    CHECK(canonicalize(R"({"a":-0})") == R"({"a":0})");
    CHECK(canonicalize(R"({"A":1,"a":2,"B":3})") == R"({"A":1,"B":3,"a":2})");
}

TEST_CASE("Canonical JSON: names sort by UTF-16 code units", "[vault]")
{
    // The example of RFC 8785 section 3.2.3, with its values left out. U+1F600 is D83D DE00 in UTF-16 and comes before U+FB33.
    CHECK(
        canonicalize("{\"\u20ac\":1,\"\\r\":2,\"\ufb33\":3,\"1\":4,\"\U0001f600\":5,\"\u0080\":6,"
                     "\"\u00f6\":7}") ==
        "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"\u00f6\":7,\"\u20ac\":1,\"\U0001f600\":5,\"\ufb33\":3}");
}

TEST_CASE("Canonical JSON: what no entry may hold is refused", "[vault]")
{
    const std::vector<std::string> refused{"", "{", "{}x", "{} {}", R"({"a":1.0})", R"({"a":1e2})",
        R"({"a":9007199254740992})", R"({"a":-9007199254740992})",
        R"({"a":123456789012345678901234567890})", R"({"a":null})", R"({"a":1,"a":1})",
        R"({"a":1,"\u0061":2})", R"({"a":01})", R"({"a":+1})", R"({'a':1})", R"({"a":1,})",
        R"({"a":NaN})", "{\"a\":\"\xff\"}", R"({"a":"\ud800"})", "{\"a\":\"\n\"}",
        R"([[[[[[[[[1]]]]]]]]])", "\xef\xbb\xbf{}"};
    for (const auto& text : refused) {
        INFO(text);
        CHECK((!canonicalize(text).has_value() || canonicalize(text) != text));
    }
    CHECK_FALSE(canonicalize(R"({"a":1,"a":1})").has_value());
    CHECK_FALSE(canonicalize(R"({"a":1.0})").has_value());
}

TEST_CASE("Audit entry: a small one has exactly these bytes", "[vault]")
{
    CHECK(
        vault::canonical_entry(7, minimal(vault::Event::vault_created)) ==
        R"({"authn":"local","boot":"boo_0123456789abcdefghjkmnpqrs","event":"vault.created","outcome":"ok","seq":7,"time":1234,"v":1})");
}

TEST_CASE("Audit entry: a full one is its own canonical form", "[vault]")
{
    auto fields = minimal(vault::Event::credential_unsealed);
    fields.actor = vault::PersonId::parse("per_0123456789abcdefghjkmnpqrs");
    fields.person = fields.actor;
    fields.ticket = vault::TicketId::parse("tkt_0123456789abcdefghjkmnpqrs");
    fields.credential = vault::CredentialId::parse("crd_0123456789abcdefghjkmnpqrs");
    fields.grant = vault::GrantId::parse("grt_0123456789abcdefghjkmnpqrs");
    fields.attachment = vault::AttachmentId::parse("att_0123456789abcdefghjkmnpqrs");
    fields.refused = true;
    fields.why = "used \"up\"";
    fields.commitment = "AAAA";
    fields.unseals_left = 0;
    fields.expires_at = vault::Instant{99};
    const auto box = tests::bytes_of("box");
    fields.privates.push_back(
        {"address", "per_0123456789abcdefghjkmnpqrs", {box.begin(), box.end()}});
    fields.privates.push_back(
        {"reason", "tkt_0123456789abcdefghjkmnpqrs", {box.begin(), box.end()}});
    const std::string json = vault::canonical_entry(0, fields);
    CHECK(canonicalize(json) == json);
    CHECK(
        json.find(
            R"("private":[{"box":"Ym94","field":"address","subject":"per_0123456789abcdefghjkmnpqrs"},{)") !=
        std::string::npos);
    CHECK(json.find(R"("outcome":"refused")") != std::string::npos);
    CHECK(json.find(R"("unseals_left":0)") != std::string::npos);
}

TEST_CASE("Audit event: every event has a name of its own", "[vault]")
{
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i <= static_cast<std::size_t>(vault::Event::credential_matched); ++i)
        names.push_back(vault::to_string(static_cast<vault::Event>(i)));
    std::ranges::sort(names);
    CHECK(std::ranges::adjacent_find(names) == names.end());
    CHECK(std::ranges::all_of(
        names, [](std::string_view name) { return name.find('.') != std::string_view::npos; }));
    CHECK(vault::to_string(vault::Event::credential_unsealed) == "credential.unsealed");
}
