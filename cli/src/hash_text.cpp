#include "hash_text.h"

namespace cli {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

} // namespace

std::string hash_text(const vault::Hash& hash)
{
    std::string out;
    for (std::size_t i = 0; i < hash.size(); i += 3) {
        const auto byte = [&](std::size_t at) {
            return at < hash.size() ? std::to_integer<unsigned>(hash[at]) : 0U;
        };
        const unsigned group = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
        for (unsigned shift = 24; shift > 0;) {
            shift -= 6;
            out += alphabet[group >> shift & 63U];
        }
    }
    out.back() = '='; // 32 bytes leave one place of the last group empty
    return out;
}

std::optional<vault::Hash> parse_hash(std::string_view text)
{
    vault::Hash hash{};
    if (text.size() != 44 || text.back() != '=')
        return std::nullopt;
    unsigned bits = 0;
    unsigned held = 0;
    std::size_t out = 0;
    for (const char letter : text.substr(0, 43)) {
        const std::size_t value = alphabet.find(letter);
        if (value == std::string_view::npos)
            return std::nullopt;
        bits = bits << 6U | static_cast<unsigned>(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            hash[out++] = static_cast<std::byte>(bits >> held & 0xFFU);
        }
    }
    // Spare bits set would be a second spelling.
    return hash_text(hash) == text ? std::optional{hash} : std::nullopt;
}

} // namespace cli
