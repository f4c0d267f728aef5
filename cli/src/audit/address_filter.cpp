#include "audit/address_filter.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <climits>
#include <span>
#include <string>
#include <system_error>

namespace cli {

namespace {

constexpr unsigned bits_of_ipv6 = 128;
constexpr unsigned bits_of_ipv4 = 32;

std::optional<unsigned> parse_bits(std::string_view text, unsigned most)
{
    unsigned bits = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && bits <= most ? std::optional{bits} : std::nullopt;
}

} // namespace

std::optional<AddressFilter::Address> AddressFilter::read(std::string_view text)
{
    // A zone ("%eth0") means something on one machine only; an IPv4 address has none.
    const auto zone = text.find('%');
    const std::string plain{text.substr(0, zone)};
    if (plain.find('\0') != std::string::npos || zone == text.size() - 1)
        return std::nullopt;
    Address address;
    if (::inet_pton(AF_INET6, plain.c_str(), address.bytes.data()) == 1)
        return Address{address.bytes, bits_of_ipv6};
    constexpr auto mark = std::byte{0xff}; // RFC 4291, section 2.5.5.2
    address = {};
    address.bytes[10] = address.bytes[11] = mark;
    if (zone == std::string_view::npos &&
        ::inet_pton(AF_INET, plain.c_str(), &address.bytes[12]) == 1)
        return Address{address.bytes, bits_of_ipv4};
    return std::nullopt;
}

std::optional<AddressFilter> AddressFilter::parse(std::string_view text)
{
    const auto slash = text.find('/');
    const auto address = read(text.substr(0, slash));
    if (!address)
        return std::nullopt;
    if (slash == std::string_view::npos)
        return AddressFilter{address->bytes, bits_of_ipv6};
    const auto bits = parse_bits(text.substr(slash + 1), address->family_bits);
    if (!bits)
        return std::nullopt;
    return AddressFilter{address->bytes, bits_of_ipv6 - address->family_bits + *bits};
}

bool AddressFilter::matches(std::string_view address) const
{
    const auto other = read(address);
    if (!other)
        return false;
    const std::size_t whole = bits_ / CHAR_BIT;
    const unsigned rest = bits_ % CHAR_BIT;
    if (!std::ranges::equal(std::span{bytes_}.first(whole), std::span{other->bytes}.first(whole)))
        return false;
    const auto differs = rest == 0 ? std::byte{} : bytes_[whole] ^ other->bytes[whole];
    return (differs >> (CHAR_BIT - rest)) == std::byte{};
}

} // namespace cli
