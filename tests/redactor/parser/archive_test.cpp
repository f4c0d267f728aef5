#include "fake_examiner.h"
#include "made_archive.h"
#include "opened.h"
#include "support/catch.h"
#include "walk.h"

#include <archive.h>
#include <archive_entry.h>

#include <string>

using namespace redactor;
using namespace redactor::parser;
using namespace redactor::parser::tests;

TEST_CASE("Archive: every container comes back in its own format without the secret", "[parser]")
{
    struct Kind {
        const char* name;
        int format;
        std::vector<int> filters;
    };
    const std::vector<Kind> kinds{{"zip", ARCHIVE_FORMAT_ZIP, {}}, {"tar", ARCHIVE_FORMAT_TAR, {}},
        {"cpio", ARCHIVE_FORMAT_CPIO, {}}, {"tar.gz", ARCHIVE_FORMAT_TAR, {ARCHIVE_FILTER_GZIP}},
        {"tar.bz2", ARCHIVE_FORMAT_TAR, {ARCHIVE_FILTER_BZIP2}},
        {"tar.xz", ARCHIVE_FORMAT_TAR, {ARCHIVE_FILTER_XZ}},
        {"tar.lzma", ARCHIVE_FORMAT_TAR, {ARCHIVE_FILTER_LZMA}},
        {"tar.zst", ARCHIVE_FORMAT_TAR, {ARCHIVE_FILTER_ZSTD}},
        {"tar.gz.xz", ARCHIVE_FORMAT_TAR, {ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_GZIP}}};
    for (const Kind& kind : kinds) {
        INFO(kind.name);
        const std::string archive = make_archive(kind.format, kind.filters,
            {{"config/.env", "A=1\nB=SECRET\n"}, {"notes.txt", "nothing here\n"}});
        const Opened opened = open(archive);
        CHECK(opened.examiner.wholes.empty());
        REQUIRE(opened.rewritten);
        CHECK(opened.rewritten->substr(0, 2) == archive.substr(0, 2));
        const auto members = members_of(*opened.rewritten);
        REQUIRE(members.size() == 2);
        CHECK(members[0].path == "config/.env");
        CHECK(members[0].bytes == "A=1\nB=[gone]\n");
        CHECK(members[1].bytes == "nothing here\n");
    }
}

namespace {

// With libarchive itself, since ours are not written.
std::string make_7z(const char* name, std::string_view bytes)
{
    std::string out(64 * 1024, '\0');
    std::size_t size = 0;
    archive* const writer = archive_write_new();
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    REQUIRE(archive_write_set_format_7zip(writer) == ARCHIVE_OK);
    REQUIRE(archive_write_open_memory(writer, out.data(), out.size(), &size) == ARCHIVE_OK);
    REQUIRE(archive_write_header(writer, entry) == ARCHIVE_OK);
    REQUIRE(archive_write_data(writer, bytes.data(), bytes.size()) ==
            static_cast<la_ssize_t>(bytes.size()));
    REQUIRE(archive_write_close(writer) == ARCHIVE_OK);
    archive_entry_free(entry);
    archive_write_free(writer);
    out.resize(size);
    return out;
}

} // namespace

TEST_CASE("Archive: a 7z is examined and sealed whole", "[parser]")
{
    const Opened opened = open(make_7z(".env", "B=SECRET\n"));
    CHECK_FALSE(opened.rewritten);
    CHECK(opened.examiner.seen[0].second == "B=SECRET\n");
    REQUIRE(opened.examiner.wholes.size() == 1);
    CHECK(opened.examiner.wholes[0].second == WholeReason::not_rewritable);
}

TEST_CASE("Archive: a single compressed file comes back compressed", "[parser]")
{
    for (const int filter : {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2, ARCHIVE_FILTER_XZ,
             ARCHIVE_FILTER_LZMA, ARCHIVE_FILTER_ZSTD}) {
        const std::string file =
            make_archive(ARCHIVE_FORMAT_RAW, {filter}, {{"data", "password=SECRET\n"}});
        const Opened opened = open(file);
        REQUIRE(opened.rewritten);
        CHECK(members_of(*opened.rewritten)[0].bytes == "password=[gone]\n");
        CHECK(opened.examiner.seen[0].first.empty());
    }
}

TEST_CASE("Archive: comments and what stands behind the members do not come back", "[parser]")
{
    std::string zip = make_zip({{"a.txt", "nothing"}});
    zip[zip.size() - 2] = 14; // length of the comment
    zip += "SECRET comment";
    const std::string tar =
        make_archive(ARCHIVE_FORMAT_TAR, {}, {{"a.txt", "nothing"}}) + "SECRET behind the end";
    std::string gzip =
        make_archive(ARCHIVE_FORMAT_RAW, {ARCHIVE_FILTER_GZIP}, {{"data", "nothing"}});
    gzip[3] = 8; // a name follows the head
    gzip.insert(10, std::string("SECRET.log") + '\0');
    for (const std::string& archive : {zip, tar, gzip}) {
        const Opened opened = open(archive);
        CHECK(opened.examiner.wholes.empty());
        REQUIRE(opened.rewritten);
        CHECK(opened.rewritten->find("SECRET") == std::string::npos);
        CHECK(members_of(*opened.rewritten)[0].bytes == "nothing");
    }
}

TEST_CASE("Archive: a secret in a link or an owner keeps it whole", "[parser]")
{
    ArchiveFile file;
    file.format = ARCHIVE_FORMAT_TAR;
    ArchiveMember link;
    link.entry.reset(archive_entry_new());
    link.path = "current";
    archive_entry_set_pathname(link.entry.get(), "current");
    archive_entry_set_filetype(link.entry.get(), AE_IFLNK);
    archive_entry_set_symlink(link.entry.get(), "releases/SECRET");
    file.members.push_back(std::move(link));
    const Opened opened = open(write_archive(file).value());
    CHECK(opened.examiner.has(WholeReason::not_rewritable));
}

TEST_CASE("Archive: archives inside archives are opened and named by their way", "[parser]")
{
    const std::string inner = make_zip({{"deep.txt", "SECRET"}});
    const std::string outer = make_archive(
        ARCHIVE_FORMAT_TAR, {ARCHIVE_FILTER_GZIP}, {{"in.zip", inner}, {"b.txt", "x"}});
    const Opened opened = open(outer);
    REQUIRE(opened.rewritten);
    CHECK(opened.examiner.seen[0].first == "in.zip/deep.txt");
    CHECK(members_of(members_of(*opened.rewritten)[0].bytes)[0].bytes == "[gone]");
}

TEST_CASE("Archive: a text in a charset nobody named is examined and kept whole", "[parser]")
{
    const Opened opened = open(make_zip({{"a.txt", "Schl\xFCssel SECRET"}}));
    CHECK(opened.examiner.saw("Schl\xFCssel SECRET"));
    CHECK(opened.examiner.has(WholeReason::not_utf8));
}

TEST_CASE("Archive: a secret in a member's name is taken away", "[parser]")
{
    const Opened opened = open(make_zip({{"a.txt", "x"}, {"backup SECRET.txt", "y"}}));
    REQUIRE(opened.rewritten);
    const auto members = members_of(*opened.rewritten);
    CHECK(members[0].path == "a.txt");
    CHECK(members[1].path == "backup [gone].txt");
    CHECK(members[1].bytes == "y");
}

TEST_CASE("Archive: each limit ends the walk with its own reason", "[parser]")
{
    DocumentLimits few;
    few.members_max = 3;
    std::vector<MadeMember> many;
    for (int i = 0; i < 5; ++i) {
        many.push_back({std::to_string(i), "x"});
    }
    CHECK(open(make_zip(many), few).examiner.has(WholeReason::too_many_members));

    DocumentLimits tight;
    tight.decoded_bytes_free = 1000;
    const std::string zeros(4'000'000, '0');
    CHECK(open(make_zip({{"bomb", zeros}}), tight).examiner.has(WholeReason::too_large));

    DocumentLimits small;
    small.decoded_bytes_max = 10'000;
    CHECK(open(make_zip({{"a", std::string(9'000, 'a')}, {"b", std::string(9'000, 'b')}}), small)
            .examiner.has(WholeReason::too_large));

    std::string nested = make_zip({{"x.txt", "SECRET"}});
    for (int i = 0; i < 7; ++i) {
        nested = make_zip({{"n.zip", nested}});
    }
    const Opened deep = open(nested);
    CHECK(deep.examiner.has(WholeReason::too_deep));
    CHECK(!deep.rewritten);

    DocumentLimits hurried;
    hurried.wall_ms_max = 0;
    CHECK(open(make_zip({{"a", "b"}}), hurried).examiner.has(WholeReason::too_slow));
}

TEST_CASE("Archive: names that climb out of their folder are refused", "[parser]")
{
    for (const char* path : {"../up.txt", "a/../../b", "/etc/passwd", "a\\..\\b"}) {
        INFO(path);
        CHECK(open(make_zip({{path, "x"}})).examiner.has(WholeReason::unsafe_path));
    }
    CHECK(open(make_zip({{"a..b/..c", "x"}})).examiner.wholes.empty());
}

TEST_CASE("Archive: what is cut at any place is kept whole, never half rewritten", "[parser]")
{
    const std::string archive = make_archive(ARCHIVE_FORMAT_TAR, {ARCHIVE_FILTER_GZIP},
        {{"a.txt", "one SECRET"}, {"b.txt", "two SECRET"}});
    for (std::size_t size = 20; size < archive.size(); size += 7) {
        const Opened opened = open(archive.substr(0, size));
        CHECK(!opened.rewritten);
        CHECK(!opened.examiner.wholes.empty());
    }
}

TEST_CASE("Archive: members in front of the damage are still examined", "[parser]")
{
    std::string archive = make_archive(
        ARCHIVE_FORMAT_TAR, {}, {{"a.txt", "one SECRET"}, {"b.txt", std::string(4000, 'b')}});
    archive.resize(2000);
    const Opened opened = open(archive);
    CHECK(opened.examiner.saw("one SECRET"));
    CHECK(opened.examiner.has(WholeReason::damaged));
}

TEST_CASE("Archive: a text that starts like an archive is a text", "[parser]")
{
    const Opened opened = open("070701 is a number, SECRET is none\n");
    REQUIRE(opened.rewritten);
    CHECK(*opened.rewritten == "070701 is a number, [gone] is none\n");
}

TEST_CASE("Walk: a picture or an unknown format keeps the whole document", "[parser]")
{
    using namespace std::string_literals;
    const std::string picture = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0comment SECRET here"s;
    const Opened opened = open(make_zip({{"a.txt", "x"}, {"shot.png", picture}}));
    CHECK(opened.examiner.saw("comment SECRET here"));
    CHECK(opened.examiner.has(WholeReason::image));
    CHECK(open("\0\1\2binary S\0E\0C\0R\0E\0T\0 \0x\0"s).examiner.saw("SECRET"));
}

TEST_CASE("Walk: a text that cannot be examined keeps the whole document", "[parser]")
{
    FakeExaminer examiner;
    examiner.refuses = true;
    const std::string zip = make_zip({{"a.txt", "x"}});
    Walk walk(examiner, {}, zip.size());
    walk.open({}, zip);
    CHECK(examiner.has(WholeReason::not_examined));
}
