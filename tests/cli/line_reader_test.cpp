#include "terminal/line_reader.h"

#include "support/catch.h"

#include <sstream>

TEST_CASE("LineReader: every line comes once, also the last without an end", "[cli]")
{
    std::istringstream in{"one\n\n" + std::string(70'000, 'x') + "\nlast"};
    cli::LineReader lines{in, 100'000};
    std::string line;
    for (const std::string& expected :
        {std::string{"one"}, std::string{}, std::string(70'000, 'x'), std::string{"last"}}) {
        REQUIRE(lines.next(line) == cli::LineReader::Step::line);
        CHECK(line == expected);
        CHECK(lines.is_open() == (expected == "last"));
    }
    CHECK(lines.next(line) == cli::LineReader::Step::end);
}

TEST_CASE("LineReader: a line beyond the bound is told before it is whole", "[cli]")
{
    std::istringstream in{"short\n" + std::string(200'000, 'x')};
    cli::LineReader lines{in, 1000};
    std::string line;
    CHECK(lines.next(line) == cli::LineReader::Step::line);
    CHECK(lines.next(line) == cli::LineReader::Step::too_long);
    CHECK(line.size() <= 1000);
}
