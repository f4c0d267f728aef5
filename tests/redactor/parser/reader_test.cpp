#include "fake_examiner.h"
#include "opened.h"
#include "support/catch.h"
#include "walk.h"

#include <sqlite3.h>

#include <memory>

using namespace redactor;
using namespace redactor::parser;
using namespace redactor::parser::tests;

namespace {

std::string make_database(const std::string& sql)
{
    sqlite3* opened = nullptr;
    REQUIRE(sqlite3_open(":memory:", &opened) == SQLITE_OK);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(opened, sqlite3_close);
    REQUIRE(sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_int64 size = 0;
    unsigned char* bytes = sqlite3_serialize(database.get(), "main", &size, 0);
    const std::string out(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    sqlite3_free(bytes);
    return out;
}

// One page that shows `text`; the offsets of the table are left for the reader to mend, as they are in many real files.
std::string make_pdf(const std::string& text)
{
    const std::string content = "BT /F1 12 Tf 72 720 Td (" + text + ") Tj ET";
    return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
           "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
           "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
           "/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
           "4 0 obj<</Length " +
           std::to_string(content.size()) + ">>stream\n" + content +
           "\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
           "trailer<</Root 1 0 R>>\n%%EOF\n";
}

} // namespace

TEST_CASE("UTF-16: a text comes back in its byte order, characters of four bytes too", "[parser]")
{
    using namespace std::string_literals;
    // "é😀 SECRET" and a line end.
    const std::string little = "\xFF\xFE\xE9\0\x3D\xD8\0\xDE \0S\0E\0C\0R\0E\0T\0\n\0"s;
    const std::string little_out = "\xFF\xFE\xE9\0\x3D\xD8\0\xDE \0[\0g\0o\0n\0e\0]\0\n\0"s;
    const auto swapped = [](std::string bytes) {
        for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
            std::swap(bytes[at], bytes[at + 1]);
        }
        return bytes;
    };
    for (const bool big : {false, true}) {
        const Opened opened = open(big ? swapped(little) : little);
        CHECK(opened.examiner.saw("\xC3\xA9\xF0\x9F\x98\x80 SECRET\n"));
        CHECK(opened.examiner.wholes.empty());
        REQUIRE(opened.rewritten);
        CHECK(*opened.rewritten == (big ? swapped(little_out) : little_out));
    }
    CHECK(!open("\xFF\xFEn\0o\0"s).rewritten);
}

TEST_CASE("UTF-16: what is no text behind its mark is examined as bytes and kept whole", "[parser]")
{
    using namespace std::string_literals;
    for (const std::string& bytes :
        {"\xFF\xFES\0E\0C\0R\0E\0T\0x"s, "\xFF\xFES\0E\0C\0R\0E\0T\0\0\xD8x\0"s,
            "\xFF\xFES\0E\0C\0R\0E\0T\0\0\0"s, "\xFF\xFE\0\0S\0\0\0"s}) {
        const Opened opened = open(bytes);
        CHECK(!opened.rewritten);
        CHECK(opened.examiner.has(WholeReason::binary));
    }
}

TEST_CASE("RTF: text between control words is read and rewritten in place", "[parser]")
{
    const Opened opened = open("{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\f0 user \\b anna\\b0\\par "
                               "pass\\'77ord: SEC\\u82?ET\\par}");
    CHECK(opened.examiner.saw("user anna\npassword: SECRET\n"));
    CHECK(!opened.examiner.seen[0].second.starts_with("Arial"));
    REQUIRE(opened.rewritten);
    CHECK(*opened.rewritten == "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\f0 user \\b anna\\b0\\par "
                               "pass\\'77ord: [gone]\\par}");
}

TEST_CASE("RTF: an edit that would make other text appear keeps the document whole", "[parser]")
{
    const Opened opened = open("{\\rtf1 x \\bSSSECRETSEC\\u82?ET}");
    CHECK(!opened.rewritten);
    CHECK(opened.examiner.has(WholeReason::not_rewritable));
}

TEST_CASE("RTF: any bytes end", "[parser]")
{
    for (const std::string_view broken :
        {"{\\rtf", "{\\rtf1\\", "{\\rtf1\\'", "{\\rtf1\\'g", "{\\rtf1\\u", "{\\rtf1}}}}",
            "{\\rtf1{{{{", "{\\rtf1\\u99999999999999 x", "{\\rtf1\\uc9999\\u65"}) {
        CHECK(open(std::string(broken)).examiner.wholes.empty());
    }
}

TEST_CASE("SQLite: rows are read under their columns and rewritten in their cells", "[parser]")
{
    const Opened opened = open(make_database(
        "CREATE TABLE users(name TEXT, password TEXT, note BLOB, age INT);"
        "INSERT INTO users "
        "VALUES('anna','SECRET',x'61','7'),('ben',NULL,'a'||char(10)||'SECRET',8);"
        "CREATE INDEX by_password ON users(password);"
        "CREATE TABLE \"odd \"\"name\"(x); INSERT INTO \"odd \"\"name\" VALUES('y SECRET z');"));
    CHECK(opened.examiner.saw("name\tpassword\tnote\tage\nanna\tSECRET\ta\t7\nben\t\t-\t8\n"));
    CHECK(opened.examiner.saw("x\ny SECRET z\n"));
    CHECK(opened.examiner.saw("CREATE TABLE users"));
    CHECK(opened.examiner.wholes.empty());
    REQUIRE(opened.rewritten);
    CHECK(opened.rewritten->find("SECRET") == std::string::npos);
    const Opened again = open(*opened.rewritten);
    CHECK(again.examiner.saw("anna\t[gone]\ta\t7\nben\t\t-\t8\n"));
    CHECK(again.examiner.saw("a\n[gone]"));
    CHECK(again.examiner.saw("x\ny [gone] z\n"));
}

TEST_CASE("SQLite: what was deleted from a file does not come back", "[parser]")
{
    const std::string file =
        make_database("PRAGMA secure_delete=OFF; CREATE TABLE t(v);"
                      "INSERT INTO t VALUES('the SECRET of old'); DELETE FROM t;");
    REQUIRE(file.find("the SECRET of old") != std::string::npos);
    const Opened opened = open(file);
    CHECK(opened.examiner.wholes.empty());
    REQUIRE(opened.rewritten);
    CHECK(opened.rewritten->find("SECRET") == std::string::npos);
}

TEST_CASE("SQLite: what a cell cannot take keeps the file whole", "[parser]")
{
    for (const char* sql :
        {"CREATE TABLE t(k TEXT PRIMARY KEY) WITHOUT ROWID; INSERT INTO t VALUES('SECRET');",
            "CREATE TABLE t(a, b AS (a || 'RET')); INSERT INTO t VALUES('SEC');",
            "CREATE TABLE t(v UNIQUE); INSERT INTO t VALUES('SECRET'),('[gone]');",
            "CREATE TABLE t(SECRET); INSERT INTO t VALUES('a');",
            "CREATE TABLE t(v DEFAULT 'SECRET');",
            "CREATE TABLE t(_rowid_); INSERT INTO t VALUES('SECRET');"}) {
        INFO(sql);
        CHECK(open(make_database(sql)).examiner.has(WholeReason::not_rewritable));
    }
}

TEST_CASE("SQLite: a damaged file is examined as bytes and kept whole", "[parser]")
{
    std::string file = make_database("CREATE TABLE t(v); INSERT INTO t VALUES('a SECRET value');");
    for (std::size_t at = 100; at < 400; ++at) {
        file[at] = '\xFF';
    }
    const Opened opened = open(file);
    CHECK(opened.examiner.saw("a SECRET value"));
    CHECK(opened.examiner.has(WholeReason::damaged));
}

TEST_CASE("PDF: the text of a page is read, and the file is kept whole", "[parser]")
{
    const Opened opened = open(make_pdf("password: SECRET"));
    CHECK(opened.examiner.saw("password: SECRET"));
    CHECK(opened.examiner.has(WholeReason::not_rewritable));
    CHECK(!opened.rewritten);
}

TEST_CASE("PDF: what is none is kept whole as damaged", "[parser]")
{
    CHECK(open("%PDF-1.4 and nothing more").examiner.has(WholeReason::damaged));
}
