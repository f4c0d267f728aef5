#include "rules/validators.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "text/base64.h"
#include "text/char_class.h"

namespace redactor {
namespace {

// CRC-32 of IEEE 802.3 (reflected, polynomial 0xEDB88320).
std::uint32_t crc32(std::string_view bytes)
{
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
        }
    }
    return ~crc;
}

std::string in_base(std::uint32_t value, std::string_view digits, std::size_t width)
{
    const auto base = static_cast<std::uint32_t>(digits.size());
    std::string out(width, '0');
    for (std::size_t i = width; i-- > 0 && value != 0;) {
        out[i] = digits[value % base];
        value /= base;
    }
    return out;
}

std::string base62(std::uint32_t value, std::size_t width)
{
    return in_base(value, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", width);
}

std::string base36(std::uint32_t value, std::size_t width)
{
    return in_base(value, "0123456789abcdefghijklmnopqrstuvwxyz", width);
}

std::string hex32(std::uint32_t value)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out(8, '0');
    for (std::size_t i = 8; i-- > 0;) {
        out[i] = digits[value & 0xFU];
        value >>= 4U;
    }
    return out;
}

// GitHub's and npm's tokens: prefix_, 30 random characters, then their CRC-32 in six base62 digits.
bool base62_crc_holds(std::string_view value)
{
    const std::size_t bar = value.find('_');
    if (bar == std::string_view::npos || value.size() - bar - 1 != 36) {
        return false;
    }
    const std::string_view body = value.substr(bar + 1, 30);
    return base62(crc32(body), 6) == value.substr(bar + 31);
}

// Grafana's service account tokens: glsa_<32 characters>_<CRC-32 in hex, bytes in little-endian order>.
bool grafana_crc_holds(std::string_view value)
{
    if (value.size() != 46 || value[37] != '_') {
        return false;
    }
    const std::uint32_t crc = crc32(value.substr(5, 32));
    const std::uint32_t swapped =
        (crc >> 24U) | ((crc >> 8U) & 0xFF00U) | ((crc << 8U) & 0xFF0000U) | (crc << 24U);
    return hex32(swapped) == value.substr(38) || hex32(crc) == value.substr(38);
}

// Tokens that end in the CRC-32, in hex, of all before it.
bool hex_crc_holds(std::string_view value)
{
    if (value.size() < 16) {
        return false;
    }
    std::string_view body = value.substr(0, value.size() - 8);
    const std::string tail = lower_copy(value.substr(value.size() - 8));
    if (!body.empty() && body.back() == '=') {
        body.remove_suffix(1);
    }
    return hex32(crc32(body)) == tail;
}

// The account id inside an AWS key id (characters 5 on, base32) is at most twelve digits long.
bool aws_key_id_holds(std::string_view value)
{
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    if (value.size() != 20) {
        return false;
    }
    std::uint64_t bits = 0;
    for (const char c : value.substr(4, 10)) {
        const std::size_t at = alphabet.find(c);
        if (at == std::string_view::npos) {
            return false;
        }
        bits = (bits << 5U) | at;
    }
    const std::uint64_t account = ((bits >> 2U) & 0x7fffffffff80U) >> 7U;
    return account > 0 && account < 1'000'000'000'000U;
}

// GitLab's routable tokens: …, two base36 digits of the payload's length, seven of the CRC-32 of all before them.
bool gitlab_crc_holds(std::string_view value)
{
    constexpr std::size_t digits = 7;
    if (value.size() < 4 * digits || value.find('.') == std::string_view::npos) {
        return false;
    }
    const std::size_t body = value.size() - digits;
    return base36(crc32(value.substr(0, body)), digits) == value.substr(body);
}

// SendGrid: SG. and the base64url of 16 and of 32 bytes.
bool sendgrid_holds(std::string_view value)
{
    constexpr std::size_t id_begin = 3;
    constexpr std::size_t id_bytes = 16;
    constexpr std::size_t secret_bytes = 32;
    const std::size_t dot = value.find('.', id_begin);
    if (!value.starts_with("SG.") || dot == std::string_view::npos) {
        return false;
    }
    const auto id = decode_base64(value.substr(id_begin, dot - id_begin));
    const auto secret = decode_base64(value.substr(dot + 1));
    return id && secret && id->size() == id_bytes && secret->size() == secret_bytes;
}

bool are_digits(std::string_view text, std::size_t least, std::size_t most)
{
    return text.size() >= least && text.size() <= most &&
           std::all_of(text.begin(), text.end(), is_digit);
}

// Slack's bot and user tokens: prefix, two or three numbers of workspace and user, then 24 or more letters and digits.
bool slack_holds(std::string_view value)
{
    std::size_t numbers = 0;
    std::size_t at = value.find('-');
    while (at != std::string_view::npos) {
        const std::size_t next = value.find('-', at + 1);
        const std::string_view part = value.substr(at + 1, next - at - 1);
        if (next == std::string_view::npos) {
            return numbers >= 2 && part.size() >= 24 &&
                   std::all_of(part.begin(), part.end(), is_alnum);
        }
        if (!are_digits(part, 9, 14)) {
            return false;
        }
        ++numbers;
        at = next;
    }
    return false;
}

// Stripe's keys of today: sk_live_51, the account's 14 characters, then 24 to 90 random ones.
bool stripe_holds(std::string_view value)
{
    const std::size_t bar = value.rfind('_');
    return bar != std::string_view::npos && value.substr(bar + 1).starts_with("51") &&
           value.size() - bar - 1 >= 40;
}

// Discord's bot tokens: the first part is the base64 of the bot's id, a decimal number.
bool discord_holds(std::string_view value)
{
    const auto id = decode_base64(value.substr(0, value.find('.')));
    return id && are_digits(*id, 17, 20);
}

// Azure's annotated keys: 84 characters with JQQJ99 at place 52.
bool azure_annotated_holds(std::string_view value)
{
    return value.size() == 84 && value.substr(52, 6) == "JQQJ99";
}

// Bech32 (BIP 173): the checksum of age identities, without its constant bits when it holds.
bool bech32_holds(std::string_view value)
{
    static constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    static constexpr std::array<std::uint32_t, 5> generator = {
        0x3b6a57b2U, 0x26508e6dU, 0x1ea119faU, 0x3d4233ddU, 0x2a1462b3U};
    const std::string lower = lower_copy(value);
    const std::size_t one = lower.rfind('1');
    if (one == std::string::npos || one == 0 || lower.size() - one < 8) {
        return false;
    }
    std::uint32_t state = 1;
    const auto feed = [&state](std::uint32_t symbol) {
        const std::uint32_t top = state >> 25U;
        state = ((state & 0x1ffffffU) << 5U) ^ symbol;
        for (std::size_t i = 0; i < generator.size(); ++i) {
            state ^= ((top >> i) & 1U) != 0 ? generator[i] : 0U;
        }
    };
    for (std::size_t i = 0; i < one; ++i) {
        feed(static_cast<unsigned char>(lower[i]) >> 5U);
    }
    feed(0);
    for (std::size_t i = 0; i < one; ++i) {
        feed(static_cast<unsigned char>(lower[i]) & 31U);
    }
    for (std::size_t i = one + 1; i < lower.size(); ++i) {
        const std::size_t symbol = alphabet.find(lower[i]);
        if (symbol == std::string_view::npos) {
            return false;
        }
        feed(static_cast<std::uint32_t>(symbol));
    }
    return state == 1;
}

std::optional<std::string> decode_base32(std::string_view text)
{
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const std::size_t digit = alphabet.find(c);
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        bits = (bits << 5U) | static_cast<std::uint32_t>(digit);
        count += 5;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>((bits >> count) & 0xFFU);
        }
    }
    return out;
}

// NATS seeds: base32 whose last two bytes are the CRC-16 (XMODEM, least significant byte first) of the others.
bool nkey_crc_holds(std::string_view value)
{
    const auto bytes = decode_base32(value);
    if (!bytes || bytes->size() < 8) {
        return false;
    }
    std::uint32_t crc = 0;
    for (std::size_t i = 0; i + 2 < bytes->size(); ++i) {
        crc ^= static_cast<std::uint32_t>(static_cast<unsigned char>((*bytes)[i])) << 8U;
        for (int bit = 0; bit < 8; ++bit) {
            crc = ((crc << 1U) ^ ((crc & 0x8000U) != 0 ? 0x1021U : 0U)) & 0xFFFFU;
        }
    }
    const auto low = static_cast<unsigned char>((*bytes)[bytes->size() - 2]);
    const auto high = static_cast<unsigned char>(bytes->back());
    return crc == (static_cast<std::uint32_t>(high) << 8U | low);
}

struct IssuerRange {
    unsigned first = 0; // of the first four digits
    unsigned last = 0;
    std::size_t digits_min = 16;
    std::size_t digits_max = 16;
};

// The issuers' ranges and lengths (ISO/IEC 7812): Visa, Mastercard, American Express, Diners, JCB, Discover, UnionPay.
constexpr std::array<IssuerRange, 10> issuer_ranges = {{{4000, 4999, 13, 19}, {5100, 5599, 16, 16},
    {2221, 2720, 16, 16}, {3400, 3499, 15, 15}, {3700, 3799, 15, 15}, {3000, 3059, 14, 14},
    {3600, 3699, 14, 14}, {3528, 3589, 16, 16}, {6011, 6011, 16, 19}, {6200, 6599, 16, 19}}};

bool payment_card_holds(std::string_view value)
{
    std::string digits(value);
    std::erase_if(digits, [](char c) { return !is_digit(c); });
    if (digits.size() < 13 || !luhn_holds(digits)) {
        return false;
    }
    unsigned first_four = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        first_four = first_four * 10 + static_cast<unsigned>(digits[i] - '0');
    }
    return std::any_of(issuer_ranges.begin(), issuer_ranges.end(), [&](const IssuerRange& range) {
        return first_four >= range.first && first_four <= range.last &&
               digits.size() >= range.digits_min && digits.size() <= range.digits_max;
    });
}

bool decodes_to_64_bytes(std::string_view value)
{
    const auto bytes = decode_base64(value);
    return bytes && bytes->size() == 64;
}

bool starts_as_macaroon(std::string_view value)
{
    const std::size_t dash = value.find("AgEI");
    const auto bytes =
        dash == std::string_view::npos ? std::nullopt : decode_base64(value.substr(dash));
    return bytes && bytes->find("pypi") != std::string::npos;
}

bool has_openai_marker(std::string_view value)
{
    return value.find("T3BlbkFJ") != std::string_view::npos;
}

struct Entry {
    std::string_view name;
    Validator validator;
};

constexpr std::array<Entry, 18> entries = {{{"base62-crc", base62_crc_holds},
    {"grafana-crc", grafana_crc_holds}, {"hex-crc", hex_crc_holds},
    {"gitlab-crc", gitlab_crc_holds}, {"aws-key-id", aws_key_id_holds},
    {"64-bytes", decodes_to_64_bytes}, {"macaroon", starts_as_macaroon},
    {"openai-marker", has_openai_marker}, {"luhn", luhn_holds}, {"jwt", jwt_holds},
    {"sendgrid", sendgrid_holds}, {"slack", slack_holds}, {"stripe", stripe_holds},
    {"discord", discord_holds}, {"azure-annotated", azure_annotated_holds},
    {"bech32", bech32_holds}, {"nkey-crc", nkey_crc_holds}, {"payment-card", payment_card_holds}}};

} // namespace

std::optional<Validator> find_validator(std::string_view name)
{
    const auto* found = std::find_if(
        entries.begin(), entries.end(), [&](const Entry& entry) { return entry.name == name; });
    if (found == entries.end()) {
        return std::nullopt;
    }
    return found->validator;
}

std::string validator_names()
{
    std::string out;
    for (const Entry& entry : entries) {
        out.append(out.empty() ? "" : ", ").append(entry.name);
    }
    return out;
}

bool luhn_holds(std::string_view value)
{
    unsigned sum = 0;
    std::size_t count = 0;
    for (std::size_t i = value.size(); i-- > 0;) {
        if (!is_digit(value[i])) {
            continue;
        }
        unsigned digit = static_cast<unsigned>(value[i] - '0');
        if (count % 2 == 1) {
            digit = digit > 4 ? digit * 2 - 9 : digit * 2;
        }
        sum += digit;
        ++count;
    }
    return count >= 12 && sum % 10 == 0;
}

bool jwt_holds(std::string_view value)
{
    const std::size_t dot = value.find('.');
    if (dot == std::string_view::npos) {
        return false;
    }
    const auto is_object = [](const std::optional<std::string>& bytes) {
        return bytes && bytes->size() >= 2 && bytes->front() == '{' && bytes->back() == '}';
    };
    const auto header = decode_base64(value.substr(0, dot));
    const std::size_t second = value.find('.', dot + 1);
    const auto payload = decode_base64(value.substr(dot + 1, second - dot - 1));
    return is_object(header) && is_object(payload) && header->find("\"alg\"") != std::string::npos;
}

} // namespace redactor
