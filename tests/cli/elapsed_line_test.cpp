#include "terminal/elapsed_line.h"

#include "support/catch.h"
#include "test_context.h"

#include <chrono>
#include <thread>

namespace {

// What stands on err behind a wait of a tenth of a second.
std::string shown(bool terminal, std::chrono::milliseconds quiet)
{
    tests::CommandOutside outside;
    outside.context.err_is_terminal = terminal;
    {
        const cli::ElapsedLine line{outside.context, "verifying", quiet};
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    return outside.err.str();
}

} // namespace

TEST_CASE(
    "Elapsed line: who waits at a terminal sees for how long, and nothing afterwards", "[cli]")
{
    REQUIRE(shown(true, std::chrono::milliseconds{1}) == "\rverifying \u2026 0 s\r\x1b[K");
    REQUIRE(shown(true, std::chrono::seconds{60}).empty()); // and nobody waits for the minute
    REQUIRE(shown(false, std::chrono::milliseconds{1}).empty());
}
