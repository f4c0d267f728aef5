#include "text/table.h"

#include "support/catch.h"

#include <sstream>

TEST_CASE("Table: columns line up whatever the cells hold", "[cli]")
{
    cli::Table table{{{"ID"}, {"NAME", 6}, {"N", 0, true}}};
    table.add({"a", "Köln", "7"});
    table.add({"bbb", "日本語日本語", "123"});
    table.add({"c", "\x1b[31m", ""});
    std::ostringstream out;
    table.print(out, false);
    REQUIRE(out.str() == "ID   NAME      N\n"
                         "a    Köln      7\n"
                         "bbb  日本…   123\n"
                         "c    \\x1b[…\n");
}

TEST_CASE("Table: colour is only where it is asked for", "[cli]")
{
    cli::Table table{{{"ID"}}};
    table.add({"x"});
    std::ostringstream plain;
    std::ostringstream coloured;
    table.print(plain, false);
    table.print(coloured, true);
    REQUIRE(plain.str().find('\x1b') == std::string::npos);
    REQUIRE(coloured.str().find("\x1b[1mID\x1b[0m") != std::string::npos);
}

TEST_CASE("FactList: names are padded and empty values left out", "[cli]")
{
    cli::FactList facts;
    facts.add("a", "1");
    facts.add("missing", "");
    facts.add("long", "line\nbreak");
    std::ostringstream out;
    facts.print(out, false);
    REQUIRE(out.str() == "a     1\nlong  line\\nbreak\n");
}
