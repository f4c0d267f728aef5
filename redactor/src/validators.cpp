#include "validators.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "base64.h"
#include "char_class.h"

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

std::string base62(std::uint32_t value, std::size_t width)
{
    static constexpr std::string_view digits =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string out(width, '0');
    for (std::size_t i = width; i-- > 0 && value != 0;) {
        out[i] = digits[value % 62];
        value /= 62;
    }
    return out;
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

constexpr std::array<Entry, 9> entries = {
    {{"base62-crc", base62_crc_holds}, {"grafana-crc", grafana_crc_holds},
        {"hex-crc", hex_crc_holds}, {"aws-key-id", aws_key_id_holds},
        {"64-bytes", decodes_to_64_bytes}, {"macaroon", starts_as_macaroon},
        {"openai-marker", has_openai_marker}, {"luhn", luhn_holds}, {"jwt", jwt_holds}}};

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
    const auto header = decode_base64(value.substr(0, dot));
    return header && header->front() == '{' && header->find("\"alg\"") != std::string::npos;
}

} // namespace redactor
