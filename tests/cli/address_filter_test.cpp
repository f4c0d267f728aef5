#include "audit/address_filter.h"

#include "support/catch.h"

#include <array>
#include <string_view>

namespace {

struct Looked {
    std::string_view filter;
    std::string_view address; // as it stands in the log
    bool found;
};

} // namespace

TEST_CASE("AddressFilter: an address is found in whatever way it is spelt", "[cli]")
{
    constexpr std::array<Looked, 19> table{{
        {"127.0.0.1", "127.0.0.1", true},
        {"127.0.0.1", "127.0.0.10", false},
        {"::ffff:127.0.0.1", "127.0.0.1", true},
        {"127.0.0.1", "::ffff:127.0.0.1", true},
        {"::FFFF:7f00:1", "127.0.0.1", true},
        {"2001:DB8::1", "2001:db8::1", true},
        {"2001:db8:0:0:0:0:0:1", "2001:db8::1", true},
        {"2001:db8::1", "2001:db8::2", false},
        {"fe80::1", "fe80::1%2", true},
        {"10.0.0.0/8", "10.200.3.4", true},
        {"10.0.0.0/8", "11.0.0.1", false},
        {"10.9.9.9/8", "10.200.3.4", true},
        {"192.0.2.128/25", "192.0.2.129", true},
        {"192.0.2.128/25", "192.0.2.127", false},
        {"192.0.2.1/32", "192.0.2.1", true},
        {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"10.0.0.0/8", "no address", false},
    }};
    for (const auto& [text, address, found] : table) {
        INFO(text << " in " << address);
        const auto filter = cli::AddressFilter::parse(text);
        REQUIRE(filter);
        CHECK(filter->matches(address) == found);
    }
}

TEST_CASE("AddressFilter: what is no address is not looked for", "[cli]")
{
    using namespace std::string_view_literals;
    for (const std::string_view text :
        {""sv, "127.0.0"sv, "localhost"sv, "999.1.1.1"sv, "127.0.0.1 "sv, " 127.0.0.1"sv,
            "127.0.0.1\0"sv, "127.0.0.01x"sv, "10.0.0.0/"sv, "10.0.0.0/33"sv, "10.0.0.0/-1"sv,
            "10.0.0.0/8x"sv, "10.0.0.0/8/8"sv, "/8"sv, "::/129"sv, "2001:db8"sv, "%eth0"sv,
            "127.0.0.1%/8"sv, "10.0.0.1%x"sv, "fe80::1%"sv, "127.0.0.1:443"sv, "[::1]"sv}) {
        INFO(text);
        CHECK_FALSE(cli::AddressFilter::parse(text));
    }
}
