#include "fake_examiner.h"
#include "made_archive.h"
#include "mapped_text.h"
#include "office_text.h"
#include "support/catch.h"
#include "walk.h"
#include "xml_reader.h"

using namespace redactor;
using namespace redactor::parser;
using namespace redactor::parser::tests;

namespace {

const MadeMember types{"[Content_Types].xml", "<?xml version=\"1.0\"?><Types/>"};

std::string member(const std::vector<MadeMember>& members, const std::string& path)
{
    for (const MadeMember& one : members) {
        if (one.path == path) {
            return one.bytes;
        }
    }
    return {};
}

struct Opened {
    FakeExaminer examiner;
    std::vector<MadeMember> members;
};

Opened open(const std::vector<MadeMember>& members)
{
    Opened out;
    const std::string file = make_zip(members);
    Walk walk(out.examiner, {}, file.size());
    const Rewritten rewritten = walk.open({}, file);
    out.members = rewritten ? members_of(*rewritten) : std::vector<MadeMember>{};
    return out;
}

} // namespace

TEST_CASE("Office: a word cut into runs is read whole and taken away whole", "[parser]")
{
    const Opened opened = open(
        {types, {"word/document.xml",
                    "<w:document><w:p><w:r><w:t>password: SE</w:t></w:r><w:r><w:rPr><w:b/></w:rPr>"
                    "<w:t>CR</w:t></w:r><w:r><w:t>ET &amp; more</w:t></w:r></w:p></w:document>"}});
    CHECK(opened.examiner.saw("password: SECRET & more\n"));
    CHECK(member(opened.members, "word/document.xml") ==
          "<w:document><w:p><w:r><w:t>password: [gone]</w:t></w:r><w:r><w:rPr><w:b/></w:rPr>"
          "<w:t></w:t></w:r><w:r><w:t> &amp; more</w:t></w:r></w:p></w:document>");
}

TEST_CASE("Office: a row of a table is one line with tabs", "[parser]")
{
    const std::string_view xml =
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>user</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>anna</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    CHECK(read_office_text(xml, 0).text() == "user \tanna \t\n");
}

TEST_CASE("Office: shared strings are read where the cells show them", "[parser]")
{
    const Opened opened = open({types,
        {"xl/sharedStrings.xml",
            "<sst><si><t>SECRET</t></si><si><r><t>pass</t></r><r><t>word</t></r></si></sst>"},
        {"xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c>"
            "<c r=\"B1\" t=\"s\"><v>0</v></c><c r=\"C1\"><v>42</v></c></row></sheetData>"
            "</worksheet>"}});
    CHECK(opened.examiner.saw("password\tSECRET\t42\t\n"));
    CHECK(opened.examiner.wholes.empty());
    CHECK(member(opened.members, "xl/sharedStrings.xml") ==
          "<sst><si><t>[gone]</t></si><si><r><t>pass</t></r><r><t>word</t></r></si></sst>");
}

TEST_CASE("Office: a secret that is a number in a cell keeps the document whole", "[parser]")
{
    class Digits : public FakeExaminer {
    public:
        std::optional<std::vector<Edit>> examine(
            std::string_view at, std::string_view text) override
        {
            static_cast<void>(FakeExaminer::examine(at, text));
            const std::size_t found = text.find("8154");
            return found == std::string_view::npos
                       ? std::vector<Edit>{}
                       : std::vector<Edit>{{found, found + 4, "[gone]"}};
        }
    } digits;
    const std::string file = make_zip({types,
        {"xl/worksheets/sheet1.xml",
            "<worksheet><row><c t=\"inlineStr\"><is><t>PIN</t></is></c><c><v>8154</v></c></row>"
            "</worksheet>"}});
    Walk walk(digits, {}, file.size());
    walk.open({}, file);
    CHECK(digits.has(WholeReason::not_rewritable));
}

TEST_CASE("Office: links in attributes and relations are examined", "[parser]")
{
    const Opened opened = open({types,
        {"word/document.xml", "<w:document><w:hyperlink w:anchor='go &quot;SECRET'/></w:document>"},
        {"word/_rels/document.xml.rels",
            "<Relationships><Relationship Target=\"https://u:SECRET@h/\"/></Relationships>"}});
    CHECK(member(opened.members, "word/document.xml") ==
          "<w:document><w:hyperlink w:anchor='go &quot;[gone]'/></w:document>");
    CHECK(member(opened.members, "word/_rels/document.xml.rels").find("u:[gone]@h") !=
          std::string::npos);
}

TEST_CASE("Office: OpenDocument keeps its first member uncompressed", "[parser]")
{
    const Opened opened = open({{"mimetype", "application/vnd.oasis.opendocument.text"},
        {"content.xml", "<office:text><text:p>my <text:span>SEC</text:span>RET</text:p>"
                        "</office:text>"}});
    REQUIRE(opened.members.size() == 2);
    CHECK(opened.members[0].path == "mimetype");
    CHECK(member(opened.members, "content.xml") ==
          "<office:text><text:p>my <text:span>[gone]</text:span></text:p></office:text>");
}

TEST_CASE("XmlReader: what is no XML comes out as text and ends", "[parser]")
{
    for (const std::string_view broken : {"<", "<a", "a<b>c", "<a b=\"", "<!--", "<![CDATA[x", "</",
             "&", "&;", "&#x;", "&#xD800;", "<a b='>'>t"}) {
        INFO(broken);
        XmlReader reader(broken);
        std::size_t at = 0;
        while (reader.next() != XmlToken::end) {
            CHECK(reader.begin() == at);
            CHECK(reader.end() > at);
            at = reader.end();
        }
        CHECK(at == broken.size());
        CHECK(read_office_text(broken, 0).text().size() <= broken.size() + 3);
    }
}

TEST_CASE(
    "MappedText: an edit over several pieces replaces the first and empties the rest", "[parser]")
{
    MappedText text;
    text.add_plain("ab", 10);
    text.add_joint("\t");
    text.add_decoded("&", 20, 25);
    text.add_plain("cd", 30);
    SourceEdits edits(1);
    REQUIRE(text.to_source({{1, 5, "X"}}, edits));
    REQUIRE(edits[0].size() == 3);
    CHECK((edits[0][0].begin == 11 && edits[0][0].end == 12 && edits[0][0].with == "X"));
    CHECK((edits[0][1].begin == 20 && edits[0][1].end == 25 && edits[0][1].with.empty()));
    CHECK((edits[0][2].begin == 30 && edits[0][2].end == 31 && edits[0][2].with.empty()));
}

TEST_CASE("MappedText: overlapping edits of one source become one", "[parser]")
{
    std::vector<Edit> edits{{5, 9, "B"}, {3, 7, ""}, {20, 21, "C"}};
    settle(edits);
    REQUIRE(edits.size() == 2);
    CHECK((edits[0].begin == 3 && edits[0].end == 9 && edits[0].with == "B"));
}
