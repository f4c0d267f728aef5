#include <string>
#include <vector>

#include "rules/rule_set_impl.h"
#include "scan/find_places.h"
#include "scan/label_parsers.h"
#include "scanning.h"
#include "support/catch.h"
#include "values/source_text.h"

namespace {

constexpr std::size_t flood_bytes = std::size_t{1} << 20;

std::string flood(std::string_view piece)
{
    std::string text;
    while (text.size() < flood_bytes) {
        text += piece;
    }
    return text;
}

} // namespace

TEST_CASE("Floods: what parsers read is bounded by the text's length", "[redactor]")
{
    const redactor::RuleSet::Impl& set = redactor_tests::rules()->impl();
    const redactor::Scratch scratch = redactor::make_scratch(set.databases());
    for (const std::string_view piece :
        {"password=", "password='", "\\\"password\\\":", "%22password%22%3A%22", "<password>",
            "cookie:sid=aB3dE6gH9", "authorization: bearer aB3dE6gH9:", "eyJhbGciOiJIUzI1NiJ9-",
            "[sealed:password:", "{\"a\":\"{\\\"password\\\":\\\"", "password\xE3\x80"}) {
        const std::string text = flood(piece);
        redactor::FoundPlaces places;
        REQUIRE(redactor::find_places(text, set, scratch.get(), places));
        std::vector<redactor::Candidate> found;
        redactor::SourceText source(text, set, found);
        const auto done = redactor::run_label_parsers(source, places.labels, found);
        INFO(piece << (done ? " was read" : " was given up"));
        constexpr std::size_t read_factor_max = redactor::label_budget_factor + 4;
        CHECK(source.read_bytes() <= read_factor_max * text.size());
    }
}

TEST_CASE(
    "Floods: labels whose surroundings are read in vain are given up, heads of keys cost nothing",
    "[redactor]")
{
    const redactor::RuleSet::Impl& set = redactor_tests::rules()->impl();
    const redactor::Scratch scratch = redactor::make_scratch(set.databases());
    const auto given_up = [&](std::string_view piece, std::size_t& read) {
        const std::string text = flood(piece);
        redactor::FoundPlaces places;
        REQUIRE(redactor::find_places(text, set, scratch.get(), places));
        std::vector<redactor::Candidate> found;
        redactor::SourceText source(text, set, found);
        const auto done = redactor::run_label_parsers(source, places.labels, found);
        read = source.read_bytes();
        return !done;
    };
    std::size_t read = 0;
    CHECK(given_up("\xC3\xFFpasswort\xE5\x80 ist \xF0\x9F ende ", read));
    CHECK_FALSE(given_up("-----BEGIN RSA PRIVATE KEY-----", read));
    CHECK(read < flood_bytes / 8);
}
