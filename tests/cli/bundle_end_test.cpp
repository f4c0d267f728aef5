#include "audit/bundle_end.h"

#include "support/catch.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

TEST_CASE("BundleEnd: only a signed line with its end is the end, however it arrives", "[cli]")
{
    constexpr std::array<std::pair<std::string_view, bool>, 9> bundles{{
        {"", false},
        {"title\n{}\n", false},
        {"title\n{}\nsigned abc\n", true},
        {"title\n{}\nsigned abc", false},
        {"signed \n", true},
        {"title\nsigned abc\n\n", false},
        {"title\nsigned abc\nx", false},
        {"title\nunsigned abc\n", false},
        {"title\nsigned\n", false},
    }};
    for (const auto& [bundle, is_signed] : bundles)
        for (std::size_t piece = 1; piece <= bundle.size() + 1; ++piece) {
            INFO(bundle << " by " << piece);
            cli::BundleEnd end;
            for (auto left = bundle; !left.empty();
                left.remove_prefix(std::min(piece, left.size())))
                end.take(left.substr(0, piece));
            CHECK(end.is_signed() == is_signed);
        }
}
