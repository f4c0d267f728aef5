#include "intake/redaction.h"
#include "redactor/rewrite.h"
#include "redactor/rule_set.h"
#include "support/bytes.h"
#include "support/catch.h"
#include "support/fixed_random.h"

#include <string>
#include <vector>

using namespace server::intake;

namespace {

const std::string token_a = "ghp_0123456789abcdefghijABCDEFGHIJ4WoTs1";
const std::string token_b = "xK9#mQ2vLp7Z";

// What a scanner would have found, so that only what is done with it is tested here.
ScanResult finds(std::string_view text, std::initializer_list<std::string_view> values,
    redactor::Kind kind = redactor::Kind::password)
{
    std::vector<redactor::Finding> findings;
    for (const std::string_view value : values) {
        for (std::size_t at = text.find(value); at != std::string_view::npos;
            at = text.find(value, at + value.size())) {
            findings.push_back(
                {at, at + value.size(), "test-rule", kind, redactor::Confidence::high});
        }
    }
    std::ranges::sort(findings, {}, &redactor::Finding::begin);
    return findings;
}

Redaction run(const std::vector<Part>& parts, const std::vector<ScanResult>& scans,
    const std::vector<KnownValue>& entered = {}, std::size_t max = 50)
{
    tests::FixedRandom random;
    return redact(parts, scans, entered,
        {.expires_at = {1000}, .credentials_max = max, .attachment = std::nullopt, .known_ids = {}},
        random);
}

std::size_t count(std::string_view text, std::string_view what)
{
    std::size_t times = 0;
    for (std::size_t at = text.find(what); at != std::string_view::npos;
        at = text.find(what, at + 1)) {
        ++times;
    }
    return times;
}

} // namespace

TEST_CASE("redact: equal values share one credential and one placeholder", "[server]")
{
    const std::string first = "use " + token_b + " or " + token_b;
    const std::string second = "again " + token_b;
    const auto done = run({{first, Treatment::seal, 1000}, {second, Treatment::seal, 1000}},
        {finds(first, {token_b}), finds(second, {token_b})});
    REQUIRE(done.found.size() == 1);
    CHECK(tests::text_of(done.found[0].value) == token_b);
    CHECK(done.found[0].source == vault::Source::found);
    CHECK(done.found[0].rule == "test-rule");
    CHECK(done.found[0].expires_at == vault::Instant{1000});
    const std::string placeholder =
        redactor::placeholder(redactor::Kind::password, done.found[0].id.to_string());
    CHECK(done.texts[0] == "use " + placeholder + " or " + placeholder);
    CHECK(done.texts[1] == "again " + placeholder);
}

TEST_CASE("redact: a value confirmed in one part is sealed in the others", "[server]")
{
    const std::string labelled = "password: " + token_b;
    const std::string bare = "I typed " + token_b + " there";
    const auto done = run({{labelled, Treatment::seal, 1000}, {bare, Treatment::seal, 1000}},
        {finds(labelled, {token_b}), ScanResult{}});
    CHECK(done.texts[1].find(token_b) == std::string::npos);
    CHECK(done.found.size() == 1);
}

TEST_CASE("redact: a copy of an entered value gets a credential of its own", "[server]")
{
    const std::string text = "I typed " + token_b + " there";
    const auto done =
        run({{text, Treatment::seal, 1000}}, {ScanResult{}}, {{token_b, redactor::Kind::password}});
    CHECK(done.texts[0].find(token_b) == std::string::npos);
    REQUIRE(done.found.size() == 1);
    CHECK(done.found[0].rule == "copy");
    CHECK(tests::text_of(done.found[0].value) == token_b);
}

TEST_CASE("redact: a part that could not be scanned is sealed whole, however long", "[server]")
{
    std::string text;
    while (text.size() < 200'000) {
        text += "\xC3\xA9\xE2\x82\xAC unscanned ";
    }
    const auto done =
        run({{text, Treatment::seal, 300'000}}, {std::unexpected{redactor::ScanError::budget}});
    CHECK(std::ranges::count(done.sealed_whole, true) == 1);
    CHECK(done.texts[0].find("unscanned") == std::string::npos);
    REQUIRE(done.found.size() == 4);
    std::string together;
    for (const auto& credential : done.found) {
        CHECK(credential.source == vault::Source::unscanned);
        CHECK(credential.value.size() <= vault::credential_value_bytes_max);
        CHECK(done.texts[0].find(credential.id.to_string()) != std::string::npos);
        together += tests::text_of(credential.value);
    }
    CHECK(together == text);
}

TEST_CASE(
    "redact: the part with the most values is sealed whole when there are too many", "[server]")
{
    std::string full;
    std::vector<redactor::Finding> findings;
    for (int i = 0; i < 40; ++i) {
        const std::string value = "Value#" + std::to_string(1000 + i);
        findings.push_back({full.size(), full.size() + value.size(), "test-rule",
            redactor::Kind::password, redactor::Confidence::high});
        full += value + "\n";
    }
    const std::string other = "token " + token_b;
    const auto done = run({{other, Treatment::seal, 1000}, {full, Treatment::seal, 10'000}},
        {finds(other, {token_b}), findings}, {}, 20);
    CHECK(done.found.size() == 2);
    CHECK(std::ranges::count(done.sealed_whole, true) == 1);
    CHECK(done.texts[0].starts_with("token [sealed:password:"));
    CHECK(done.texts[1].starts_with("[sealed:other:"));
}

TEST_CASE("redact: a part whose redacted form is too long is sealed whole and leaves no credential "
          "unnamed",
    "[server]")
{
    const std::string text = "pw " + token_b + " " + token_a;
    const auto done = run({{text, Treatment::seal, 60}}, {finds(text, {token_b, token_a})});
    REQUIRE(done.found.size() == 1);
    CHECK(done.found[0].source == vault::Source::unscanned);
    CHECK(tests::text_of(done.found[0].value) == text);
    CHECK(done.texts[0].size() <= 60);
}

TEST_CASE("redact: card numbers and short fields are masked and not kept", "[server]")
{
    const std::string card = "card 4111111111111111 please";
    const std::string name = "dump-" + token_b + ".txt";
    const auto done = run({{card, Treatment::seal, 1000}, {name, Treatment::mask, 255}},
        {finds(card, {"4111111111111111"}, redactor::Kind::payment_card), finds(name, {token_b})});
    CHECK(done.found.empty());
    CHECK(done.texts[0] == "card [masked:payment-card] please");
    CHECK(done.texts[1] == "dump-[masked:password].txt");
}

TEST_CASE("redact: what looks like a placeholder of ours but is not is escaped", "[server]")
{
    const std::string text = "[sealed:password:crd_00000000000000000000000000]";
    const auto done = run({{text, Treatment::seal, 1000}}, {ScanResult{}});
    CHECK(count(done.texts[0], "[sealed:") == 0);
}

TEST_CASE(
    "ScanPool: one more job than it takes is refused, and every taken one is answered", "[server]")
{
    const auto rules = redactor::RuleSet::builtin();
    REQUIRE(rules);
    std::vector<std::future<std::vector<ScanResult>>> taken;
    bool refused = false;
    const std::string text(2'000'000, 'x');
    const std::string labelled = "password: " + token_b;
    {
        ScanPool pool{*rules, 1, 2};
        for (int job = 0; job < 10; ++job) {
            if (auto future = pool.submit({{text, labelled}, {}})) {
                taken.push_back(std::move(*future));
            } else {
                refused = true;
            }
        }
    }
    CHECK(refused);
    CHECK(taken.size() >= 2);
    for (auto& future : taken) {
        const auto results = future.get();
        REQUIRE(results.size() == 2);
        CHECK(results[0].has_value());
    }
}
