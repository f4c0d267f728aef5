#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace cli {

// One network address, or all of a network ("10.0.0.0/8"). Compared by value: an address has many spellings, and the log one of them.
class AddressFilter {
public:
    // Nothing where the text is no IPv4 or IPv6 address, or has no number of bits behind its slash that such an address has.
    [[nodiscard]] static std::optional<AddressFilter> parse(std::string_view text);
    [[nodiscard]] bool matches(std::string_view address) const;

private:
    using Bytes = std::array<std::byte, 16>; // of IPv6; IPv4 as ::ffff:a.b.c.d

    struct Address {
        Bytes bytes{};
        unsigned family_bits = 0; // 32 or 128, as it was spelt
    };
    static std::optional<Address> read(std::string_view text);
    AddressFilter(const Bytes& bytes, unsigned bits) : bytes_{bytes}, bits_{bits} {}

    Bytes bytes_;
    unsigned bits_;
};

} // namespace cli
