#include "rules/validators.h"

#include <cstdint>

#include "support/catch.h"
#include "text/base64.h"

namespace {

// The checksums are worked out here a second time, by table-free code of the test's own.
std::uint32_t crc32_of(std::string_view bytes)
{
    std::uint32_t crc = ~0U;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int i = 0; i < 8; ++i) {
            crc = (crc & 1U) != 0 ? (crc >> 1U) ^ 0xEDB88320U : crc >> 1U;
        }
    }
    return ~crc;
}

std::string written(std::uint32_t value, std::string_view digits, std::size_t width)
{
    std::string out;
    for (; out.size() < width; value /= static_cast<std::uint32_t>(digits.size())) {
        out.insert(out.begin(), digits[value % digits.size()]);
    }
    return out;
}

constexpr std::string_view digits62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits36 = digits62.substr(0, 10);
constexpr std::string_view body30 = "k3Vb9QxT7mZ2pLw8RcYn4HsJ6gDf1A";

bool holds(std::string_view validator, std::string_view value)
{
    const auto found = redactor::find_validator(validator);
    REQUIRE(found);
    return (*found)(value);
}

// True for the value and false for the value with its last character changed.
bool tells_apart(std::string_view validator, std::string value)
{
    const bool right = holds(validator, value);
    value.back() = value.back() == 'a' ? 'c' : 'a';
    return right && !holds(validator, value);
}

} // namespace

TEST_CASE("Validators: Luhn accepts a right check digit and refuses a wrong one", "[redactor]")
{
    CHECK(redactor::luhn_holds("4539 1488 0343 6467"));
    CHECK_FALSE(redactor::luhn_holds("4539 1488 0343 6468"));
    CHECK_FALSE(redactor::luhn_holds("0"));
}

TEST_CASE(
    "Validators: a card needs an issuer's range and length besides the check digit", "[redactor]")
{
    CHECK(holds("payment-card", "4539-1488-0343-6467"));
    CHECK(holds("payment-card", "378282246310005"));
    CHECK_FALSE(holds("payment-card", "4539-1488-0343-6468"));
    CHECK_FALSE(holds("payment-card", "9999999999999995")); // right digit, no issuer
    CHECK_FALSE(holds("payment-card", "37828224631000"));   // too short for its issuer
}

TEST_CASE("Validators: a JWT's header and payload must be JSON objects, the header with alg",
    "[redactor]")
{
    CHECK(redactor::jwt_holds("eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.x"));
    CHECK_FALSE(redactor::jwt_holds("eyJmb28iOiJiYXIifQ.eyJhIjoxfQ.x"));
    CHECK_FALSE(redactor::jwt_holds("eyJhbGciOiJIUzI1NiJ9.eyJhIjo.x"));
    CHECK_FALSE(redactor::jwt_holds("nothing"));
}

TEST_CASE("Validators: GitHub's and npm's last six characters are the CRC-32 of the thirty before",
    "[redactor]")
{
    const std::string sum = written(crc32_of(body30), digits62, 6);
    CHECK(tells_apart("base62-crc", "ghp_" + std::string(body30) + sum));
    CHECK(tells_apart("base62-crc", "npm_" + std::string(body30) + sum));
}

TEST_CASE(
    "Validators: GitLab's routable tokens end in the base36 CRC-32 of all before", "[redactor]")
{
    std::string digits(digits36);
    digits += "abcdefghijklmnopqrstuvwxyz";
    const std::string body = "glpat-" + std::string(body30) + ".01.0u";
    CHECK(tells_apart("gitlab-crc", body + written(crc32_of(body), digits, 7)));
}

TEST_CASE(
    "Validators: Grafana's tokens end in the CRC-32 of the secret, bytes reversed", "[redactor]")
{
    const std::string secret = std::string(body30) + "Zq";
    const std::uint32_t crc = crc32_of(secret);
    std::string sum;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        sum += written((crc >> shift) & 0xFFU, "0123456789abcdef", 2);
    }
    CHECK(tells_apart("grafana-crc", "glsa_" + secret + "_" + sum));
}

TEST_CASE("Validators: hex-crc wants the CRC-32 of what stands before the last eight digits",
    "[redactor]")
{
    const std::string body = "ATATT3xFf" + std::string(body30);
    const std::string sum = written(crc32_of(body), "0123456789ABCDEF", 8);
    CHECK(holds("hex-crc", body + "=" + sum));
    CHECK_FALSE(holds("hex-crc", body + "x=" + sum));
}

TEST_CASE("Validators: an age identity carries a bech32 checksum", "[redactor]")
{
    static constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const std::string prefix = "age-secret-key-";
    std::vector<std::uint32_t> symbols;
    for (const char c : prefix) {
        symbols.push_back(static_cast<std::uint32_t>(c) / 32);
    }
    symbols.push_back(0);
    for (const char c : prefix) {
        symbols.push_back(static_cast<std::uint32_t>(c) % 32);
    }
    std::string value = "AGE-SECRET-KEY-1";
    const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
    for (std::uint32_t i = 0; i < 52; ++i) {
        symbols.push_back((i * 7 + 3) % 32);
        value += upper(alphabet[symbols.back()]);
    }
    // BIP 173: the checksum makes the polynomial of everything leave 1.
    std::uint32_t state = 1;
    for (std::size_t i = 0; i < symbols.size() + 6; ++i) {
        const std::uint32_t top = state >> 25;
        state = (state & 0x1ffffff) << 5 ^ (i < symbols.size() ? symbols[i] : 0);
        const std::uint32_t terms[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
        for (unsigned bit = 0; bit < 5; ++bit) {
            state ^= (top >> bit & 1) != 0 ? terms[bit] : 0;
        }
    }
    state ^= 1;
    for (int i = 0; i < 6; ++i) {
        value += upper(alphabet[state >> (5 * (5 - i)) & 31]);
    }
    CHECK(holds("bech32", value));
    value[20] = value[20] == 'Q' ? 'P' : 'Q';
    CHECK_FALSE(holds("bech32", value));
}

TEST_CASE("Validators: a NATS seed ends in the CRC-16 of its bytes", "[redactor]")
{
    std::string bytes = "\x92\x08";
    for (char c = 1; c <= 31; ++c) {
        bytes += c;
    }
    std::uint32_t crc = 0;
    for (const char c : bytes) {
        for (int bit = 7; bit >= 0; --bit) {
            const std::uint32_t in = (static_cast<unsigned char>(c) >> bit) & 1U;
            const std::uint32_t out = (crc >> 15) & 1U;
            crc = (crc << 1 & 0xFFFF) ^ ((in ^ out) != 0 ? 0x1021U : 0U);
        }
    }
    bytes += static_cast<char>(crc & 0xFF);
    bytes += static_cast<char>(crc >> 8);
    std::string value;
    std::uint64_t bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(c);
        for (count += 8; count >= 5; count -= 5) {
            value += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[bits >> (count - 5) & 31];
        }
    }
    CHECK(holds("nkey-crc", value));
    value[10] = value[10] == 'A' ? 'B' : 'A';
    CHECK_FALSE(holds("nkey-crc", value));
}

TEST_CASE("Validators: structure of SendGrid, Slack, Stripe, Discord and Azure keys", "[redactor]")
{
    const std::string text(64, 'q');
    CHECK(holds("sendgrid", "SG." + text.substr(0, 22) + "." + text.substr(0, 43)));
    CHECK_FALSE(holds("sendgrid", "SG." + text.substr(0, 20) + "." + text.substr(0, 43)));
    CHECK(holds("slack", "xoxb-123456789012-1234567890123-" + text.substr(0, 24)));
    CHECK_FALSE(holds("slack", "xoxb-123456789012-" + text.substr(0, 24)));
    CHECK_FALSE(holds("slack", "xoxb-12-34-" + text.substr(0, 24)));
    CHECK(holds("stripe", "sk_live_51" + text));
    CHECK_FALSE(holds("stripe", "sk_live_" + text));
    CHECK(holds("discord", redactor::encode_base64("123456789012345678") + ".Gx1234." + text));
    CHECK_FALSE(
        holds("discord", redactor::encode_base64("not a number at all") + ".Gx1234." + text));
    CHECK(holds("azure-annotated", text.substr(0, 52) + "JQQJ99" + text.substr(0, 26)));
    CHECK_FALSE(holds("azure-annotated", text.substr(0, 52) + "JQQJ98" + text.substr(0, 26)));
}

TEST_CASE("Validators: an unknown name is nothing", "[redactor]")
{
    CHECK_FALSE(redactor::find_validator("no-such"));
    CHECK(redactor::find_validator("luhn"));
}

TEST_CASE("Validators: none reads beyond a short value", "[redactor]")
{
    for (const char* name : {"base62-crc", "grafana-crc", "hex-crc", "gitlab-crc", "aws-key-id",
             "64-bytes", "macaroon", "openai-marker", "luhn", "jwt", "sendgrid", "slack", "stripe",
             "discord", "azure-annotated", "bech32", "nkey-crc", "payment-card"}) {
        for (const char* value : {"", "_", "a", "ghp_", "AgEI", ".", "-", "1", "SG.", "SG.."}) {
            INFO(name << " of " << value);
            CHECK_FALSE(holds(name, value));
        }
    }
}

TEST_CASE("Base64: what is encoded decodes again, in both alphabets", "[redactor]")
{
    CHECK(redactor::decode_base64(redactor::encode_base64("Copper+Lantern")) == "Copper+Lantern");
    CHECK(redactor::decode_base64("_-8=") == redactor::decode_base64("/+8="));
    CHECK_FALSE(redactor::decode_base64("a*b"));
}
