#include "support/catch.h"
#include "support/fixed_random.h"

#include "vault/error.h"
#include "vault/id.h"

#include <vector>

using vault::IdBytes;
using vault::TicketId;

TEST_CASE("Id: text and bytes convert both ways", "[vault]")
{
    tests::FixedRandom random;
    for (int i = 0; i < 1000; ++i) {
        const auto id = TicketId::random(random);
        const auto text = id.to_string();
        REQUIRE(text.size() == 30);
        REQUIRE(text.starts_with("tkt_"));
        const auto parsed = TicketId::parse(text);
        REQUIRE(parsed.has_value());
        REQUIRE(parsed->bytes() == id.bytes());
    }
}

TEST_CASE("Id: the extremes have the spelling the format gives them", "[vault]")
{
    IdBytes ones{};
    ones.fill(std::byte{0xff});
    CHECK(vault::encode_id("tkt_", IdBytes{}) == "tkt_00000000000000000000000000");
    CHECK(vault::encode_id("tkt_", ones) == "tkt_7zzzzzzzzzzzzzzzzzzzzzzzzz");
    CHECK(vault::decode_id("tkt_", "tkt_7zzzzzzzzzzzzzzzzzzzzzzzzz") == ones);
}

TEST_CASE("Id: every other spelling is refused", "[vault]")
{
    const std::vector<std::string> wrong{
        "",
        "tkt_",
        "tkt_0123456789abcdefghjkmnpqr",   // short
        "tkt_0123456789abcdefghjkmnpqrst", // long
        "tkt_0123456789ABCDEFGHJKMNPQRS",  // upper case
        "tkt_0123456789abcdefghjkmnpqri",  // i is not of the alphabet
        "tkt_0123456789abcdefghjkmnpqrl",  // nor l
        "tkt_0123456789abcdefghjkmnpqro",  // nor o
        "tkt_0123456789abcdefghjkmnpqru",  // nor u
        "tkt_8123456789abcdefghjkmnpqrs",  // spare bits set
        "tkt_z123456789abcdefghjkmnpqrs",
        "crd_0123456789abcdefghjkmnpqrs", // another tag
        " tkt_0123456789abcdefghjkmnpqrs",
        "tkt_0123456789abcdefghjkmnpqr ",
        std::string{"tkt_0123456789abcdefghjkmnpqr\0", 30},
    };
    for (const auto& text : wrong) {
        INFO(text);
        CHECK_FALSE(TicketId::parse(text).has_value());
    }
    CHECK(TicketId::parse("tkt_0123456789abcdefghjkmnpqrs").has_value());
}

TEST_CASE("Error: an id stands behind the text", "[vault]")
{
    const auto error = vault::Error{vault::ErrorCode::not_found, "no such ticket"}.with_id(
        "tkt_0123456789abcdefghjkmnpqrs");
    CHECK(error.to_string() == "no such ticket (tkt_0123456789abcdefghjkmnpqrs)");
}
