#include "redactor/stream_scanner.h"

#include <string>
#include <vector>

#include "scan/window_scan.h"
#include "scanning.h"
#include "support/catch.h"

using redactor::Finding;
using redactor::ScanError;
using redactor::Scanner;
using redactor::StreamScanner;

namespace {

using Found = std::expected<std::vector<Finding>, ScanError>;

// Numerical Recipes' LCG: the seed is printed with a failure.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::size_t below(std::size_t bound)
    {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::size_t>(state_ >> 33U) % bound;
    }

private:
    std::uint64_t state_;
};

constexpr std::string_view pieces[] = {"The printer in the second room stopped again. ", "\n",
    "DB_PASSWORD=Tundra77pine\n", "password: Kormoran!Fjord9, thanks\n",
    "postgres://olga:rooft0p#x@db.arlen.test/shop ", "ghp_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX ",
    "{\"api_key\": \"q8Zr2LmT0vXc5Bn7\"}, ", "Das Passwort lautet Gletscher#71 und nicht mehr. ",
    "-----BEGIN RSA PRIVATE KEY-----\n", "密码是Sakura_2291。", "user / pass: arlen / Wolke!42x\n",
    "\xF0\x9F\x94\x91\xC3", "token = [sealed:password:crd_1]\n", "key value pass "};

std::string random_text(Random& random, std::size_t size)
{
    std::string text;
    while (text.size() < size) {
        text += pieces[random.below(std::size(pieces))];
        if (random.below(4) != 0) {
            text.append(random.below(200), "ab \n"[random.below(4)]);
        }
    }
    return text;
}

// Long enough for several windows, with secrets around their borders and plain lines between.
std::string long_text(Random& random)
{
    std::string text;
    for (std::size_t window = 1; window <= 2; ++window) {
        const std::size_t border = window * redactor::scan_window_bytes;
        while (text.size() + 200'000 < border) {
            text += "2026-03-02 10:11:12 INFO nothing of interest happened in this minute either\n";
        }
        text += random_text(random, border + 20'000 - text.size());
    }
    return text;
}

Found streamed(Scanner& scanner, std::string_view text, Random& random, std::size_t piece_max)
{
    StreamScanner stream(scanner);
    std::vector<Finding> all;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t size = std::min(text.size() - at, 1 + random.below(piece_max));
        const std::size_t settled = stream.settled();
        const Found found = stream.write(text.substr(at, size));
        if (!found) {
            return found;
        }
        for (const Finding& finding : *found) {
            CHECK(finding.begin >= settled);
        }
        all.insert(all.end(), found->begin(), found->end());
        at += size;
    }
    const Found found = stream.finish();
    if (!found) {
        return found;
    }
    all.insert(all.end(), found->begin(), found->end());
    return all;
}

void check_same(const Found& a, const Found& b)
{
    REQUIRE(a.has_value() == b.has_value());
    if (!a) {
        CHECK(a.error() == b.error());
        return;
    }
    REQUIRE(a->size() == b->size());
    for (std::size_t i = 0; i < a->size(); ++i) {
        CHECK((*a)[i].begin == (*b)[i].begin);
        CHECK((*a)[i].end == (*b)[i].end);
        CHECK((*a)[i].rule == (*b)[i].rule);
        CHECK((*a)[i].kind == (*b)[i].kind);
    }
}

// The whole text as one window: what a scan without windows would find.
Found in_one_window(Scanner& scanner, std::string_view text)
{
    const redactor::RuleSet::Impl& set = scanner.rules().impl();
    const redactor::Scratch scratch = redactor::make_scratch(set.databases());
    redactor::FoundPlaces places;
    redactor::WindowScan scan(set, scratch.get(), places, {});
    std::vector<Finding> out;
    const auto done = scan.scan({text, 0, 0, text.size(), true}, out);
    return done ? Found(out) : std::unexpected(done.error());
}

} // namespace

TEST_CASE("StreamScanner: a stream cut anywhere gives the findings of the whole text", "[redactor]")
{
    Scanner scanner(redactor_tests::rules());
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        CAPTURE(seed);
        Random random(seed);
        const std::string text = random_text(random, 3000);
        const Found whole = scanner.scan(text);
        check_same(whole, streamed(scanner, text, random, 1 + random.below(400)));
    }
}

TEST_CASE(
    "StreamScanner: over several windows the findings are those of the whole text", "[redactor]")
{
    Scanner scanner(redactor_tests::rules());
    for (const std::uint64_t seed : {11U, 12U}) {
        CAPTURE(seed);
        Random random(seed);
        const std::string text = long_text(random);
        const Found whole = scanner.scan(text);
        REQUIRE(whole);
        CHECK(whole->size() > 200);
        check_same(whole, streamed(scanner, text, random, 150'000));
        check_same(whole, in_one_window(scanner, text));
    }
}

TEST_CASE(
    "StreamScanner: a private key over the border of two windows is one finding", "[redactor]")
{
    std::string text(redactor::scan_window_bytes - 700, ' ');
    text += "-----BEGIN PRIVATE KEY-----\n";
    const std::size_t begin = text.size() - 28;
    for (int line = 0; line < 40; ++line) {
        text += "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n";
    }
    text += "-----END PRIVATE KEY-----\n";
    text.append(redactor::scan_right_bytes + 100, ' ');
    Scanner scanner(redactor_tests::rules());
    const Found found = scanner.scan(text);
    REQUIRE(found);
    REQUIRE(found->size() == 1);
    CHECK(found->front().begin == begin);
}

TEST_CASE("StreamScanner: rows of a table are read in every window they fill", "[redactor]")
{
    std::string text = "id,name,password,city\n";
    std::size_t rows = 0;
    while (text.size() < redactor::scan_window_bytes + 2 * redactor::scan_right_bytes) {
        text += std::to_string(rows) + ",arlen" + std::to_string(rows) + ",";
        // Few of the rows hold one, so that their number stays below scan_findings_max.
        text += rows % 40 == 0 ? "Kranich#" + std::to_string(10'000 + rows) : std::string();
        text += ",the town behind the long and quiet river of the north\n";
        ++rows;
    }
    Scanner scanner(redactor_tests::rules());
    const Found whole = in_one_window(scanner, text);
    REQUIRE(whole);
    REQUIRE(whole->size() == (rows + 39) / 40);
    check_same(whole, scanner.scan(text));
}

TEST_CASE("StreamScanner: an error of one write is the answer to all later ones", "[redactor]")
{
    Scanner scanner(redactor_tests::rules());
    StreamScanner stream(scanner);
    std::string flood;
    while (flood.size() < redactor::scan_window_bytes + 2 * redactor::scan_right_bytes) {
        flood += "password token secret key ";
    }
    const Found first = stream.write(flood);
    REQUIRE_FALSE(first);
    CHECK(first.error() == ScanError::budget);
    CHECK_FALSE(stream.write("x"));
    CHECK_FALSE(stream.finish());
}

TEST_CASE("StreamScanner: an empty stream has no findings", "[redactor]")
{
    Scanner scanner(redactor_tests::rules());
    StreamScanner stream(scanner);
    const Found found = stream.finish();
    REQUIRE(found);
    CHECK(found->empty());
}
