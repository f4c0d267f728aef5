#include "text/line_numbers.h"

#include "support/catch.h"

TEST_CASE("LineNumbers: an offset's line is the same whatever was forgotten before it", "[cli]")
{
    cli::LineNumbers lines;
    lines.add("one\ntw");
    lines.add("o\n\nfour");
    CHECK(lines.line_of(0) == 1);
    CHECK(lines.line_of(3) == 1); // the line's own end
    CHECK(lines.line_of(4) == 2);
    lines.forget_before(8);
    CHECK(lines.line_of(8) == 3);
    CHECK(lines.line_of(9) == 4);
    lines.add("\n");
    CHECK(lines.line_of(14) == 5);
}
