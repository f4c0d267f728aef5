#include <cstring>
#include <string>

#include "rules/hyperscan.h"
#include "scan/find_places.h"
#include "scanning.h"
#include "support/catch.h"

// Scanner's header says that the engine's scratch holds no bytes of the text: this looks at all of it.
TEST_CASE("Scanner: the engine's scratch keeps no byte of the text", "[redactor]")
{
    const auto& set = redactor_tests::rules()->impl();
    const redactor::Scratch scratch = redactor::make_scratch(set.databases());
    REQUIRE(scratch);
    redactor::FoundPlaces places;
    const std::string secret =
        "ghp_Zq7Wm2Xv9Kp4Rt6Yb1Nc8Ls3Df5Gh0JkQwEr password: Vulkan!Eisberg77";
    for (const std::size_t padding : {std::size_t{0}, std::size_t{7}, std::size_t{100'000}}) {
        const std::string text = std::string(padding, ' ') + secret + std::string(padding, '.');
        REQUIRE(redactor::find_places(text, set, scratch.get(), places));
        REQUIRE_FALSE(places.labels.empty());
        std::size_t size = 0;
        REQUIRE(hs_scratch_size(scratch.get(), &size) == HS_SUCCESS);
        constexpr std::size_t alignment = 64; // the engine aligns the pointer within what it counts
        constexpr std::size_t piece = 6;
        for (std::size_t at = 0; at + piece <= secret.size(); ++at) {
            CAPTURE(at);
            CHECK(memmem(scratch.get(), size - alignment, secret.data() + at, piece) == nullptr);
        }
    }
}
