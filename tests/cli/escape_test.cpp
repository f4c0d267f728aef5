#include "text/escape.h"

#include "support/catch.h"

#include <string>

using cli::escape_text;

TEST_CASE("Escape: a ticket cannot send control characters to a terminal", "[cli]")
{
    struct Row {
        std::string text;
        std::string shown;
    };
    for (const Row& row : {Row{"\x1b[2J\x1b]0;owned\x07", "\\x1b[2J\\x1b]0;owned\\x07"},
             Row{std::string{"a\0b", 3}, "a\\x00b"}, Row{"del\x7f", "del\\x7f"},
             Row{"c1 \xc2\x9b"
                 "31m",
                 "c1 \\u{009b}31m"},
             Row{"rtl \xe2\x80\xae"
                 "gpj.exe",
                 "rtl \\u{202e}gpj.exe"},
             Row{"zero\xe2\x80\x8b", "zero\\u{200b}"},
             Row{"\xef\xbb\xbf"
                 "bom",
                 "\\u{feff}bom"},
             Row{"line\nfeed", "line\\nfeed"}, Row{"back\r", "back\\x0d"}}) {
        CAPTURE(row.shown);
        REQUIRE(escape_text(row.text) == row.shown);
    }
}

TEST_CASE("Escape: broken UTF-8 becomes visible bytes", "[cli]")
{
    struct Row {
        std::string text;
        std::string shown;
    };
    for (const Row& row : {Row{"\xff", "\\xff"}, Row{"a\xc3", "a\\xc3"},
             Row{"\xc0\xaf", "\\xc0\\xaf"}, Row{"\xed\xa0\x80", "\\xed\\xa0\\x80"},
             Row{"\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80"}, Row{"\xe2\x82", "\\xe2\\x82"}}) {
        CAPTURE(row.shown);
        REQUIRE(escape_text(row.text) == row.shown);
    }
}

TEST_CASE("Escape: ordinary text of any language stays as it is", "[cli]")
{
    for (const char* text : {"plain", "Grüße aus Köln", "日本語", "🎉 done", "back\\slash", "🇩🇪"})
        REQUIRE(escape_text(text) == text);
}

TEST_CASE("Escape: lines are kept where asked, a lone carriage return never", "[cli]")
{
    REQUIRE(escape_text("a\n\tb\r\nc\rd", cli::Lines::kept) == "a\n\tb\nc\\x0dd");
}

TEST_CASE("Escape: JSON means the same and shows what is in it", "[cli]")
{
    struct Row {
        const char* json;
        const char* shown;
    };
    for (const Row row : {Row{"{\"a\": \"x\u202egpj\"}", "{\"a\": \"x\\u202egpj\"}"},
             Row{"\"\u2066\u200b\u0085\x7f\"", "\"\\u2066\\u200b\\u0085\\u007f\""},
             Row{"\"\U000e0041\"", "\"\\udb40\\udc41\""},
             Row{"[\n  \"K\u00f6ln\"\n]", "[\n  \"K\u00f6ln\"\n]"},
             Row{"\"\U0001f389 \u65e5\"", "\"\U0001f389 \u65e5\""}}) {
        CAPTURE(row.shown);
        REQUIRE(cli::escape_json(row.json) == row.shown);
    }
}

TEST_CASE("Escape: columns count what a terminal shows", "[cli]")
{
    REQUIRE(cli::text_columns("abc") == 3);
    REQUIRE(cli::text_columns("Köln") == 4);
    REQUIRE(cli::text_columns("日本") == 4);
    REQUIRE(cli::text_columns("e\xcc\x81") == 1);
    REQUIRE(cli::cut_to_columns("abcdef", 4) == "abc…");
    REQUIRE(cli::cut_to_columns("日本語", 4) == "日…");
    REQUIRE(cli::cut_to_columns("abcd", 4) == "abcd");
}

TEST_CASE("Escape: no CSV field is a formula", "[cli]")
{
    struct Row {
        const char* text;
        const char* field;
    };
    for (const Row row : {Row{"=1+1", "'=1+1"}, Row{"+1", "'+1"}, Row{"-1", "'-1"},
             Row{"@x", "'@x"}, Row{"a,b", "\"a,b\""}, Row{"say \"x\"", "\"say \"\"x\"\"\""},
             Row{"=\"a\"", "\"'=\"\"a\"\"\""}, Row{"\tcmd", "\\tcmd"}, Row{"plain", "plain"},
             Row{"", ""},
             // behind what another spreadsheet, or another language's, cuts at
             Row{"a;=1+1", "\"a;'=1+1\""}, Row{"a,@x;-1", "\"a,'@x;'-1\""},
             Row{"a; \"=1\"", "\"a;' \"\"=1\"\"\""}, Row{"a=1;b", "\"a=1;b\""},
             Row{"a\t=1", "a\\t=1"}, Row{"a\n=1", "a\\n=1"},
             // behind blanks, which some leave out
             Row{" =1", "\"' =1\""}, Row{"\u00a0=1", "'\u00a0=1"}, Row{"\u3000+1", "'\u3000+1"},
             Row{" a", "\" a\""}, Row{"a ", "\"a \""}, Row{" ", "\" \""},
             // in full width, which some take for the sign
             Row{"\uff1d1", "'\uff1d1"}, Row{"\uff0b1", "'\uff0b1"}, Row{"\uff0d1", "'\uff0d1"},
             Row{"\uff20x", "'\uff20x"}, Row{"a;\uff1d1", "\"a;'\uff1d1\""}}) {
        CAPTURE(row.text);
        REQUIRE(cli::csv_field(row.text) == row.field);
    }
}
