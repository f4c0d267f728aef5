#include "fake_examiner.h"
#include "made_archive.h"
#include "mail_encoding.h"
#include "mail_structure.h"
#include "opened.h"
#include "redactor/documents/document_format.h"
#include "support/catch.h"
#include "walk.h"

#include <string>

using namespace redactor;
using namespace redactor::parser;
using namespace redactor::parser::tests;

namespace {

const std::string top = "From: anna@customer.example\r\nMIME-Version: 1.0\r\n";

std::string single(const std::string& encoding, const std::string& body)
{
    return top + "Content-Transfer-Encoding: " + encoding + "\r\n\r\n" + body;
}

std::string multipart(const std::vector<std::string>& parts)
{
    std::string out = top + "Content-Type: multipart/mixed;\r\n boundary=\"-=x; y\"\r\n\r\n";
    for (const std::string& part : parts) {
        out += "---=x; y\r\n" + part + "\r\n";
    }
    return out + "---=x; y--\r\n";
}

} // namespace

TEST_CASE("Mail: it is told from other texts by its head", "[parser]")
{
    CHECK(format_of(top + "\r\nbody") == DocumentFormat::mail);
    CHECK(format_of("From x@y Thu Nov 26\nSubject: a\ncontent-type: text/plain\n\nb") ==
          DocumentFormat::mail);
    CHECK(format_of("Subject: no MIME, so it is its own text\n\nbody") == DocumentFormat::text);
    CHECK(format_of("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nFrom: x\r\n\r\n") ==
          DocumentFormat::text);
    CHECK(format_of("From: a\nContent-Type: b\nand now prose\n\n") == DocumentFormat::text);
    CHECK(format_of("From: a\n" + std::string(80'000, 'x')) == DocumentFormat::text);
}

TEST_CASE("Mail: a part comes back in its own encoding, everything else as it was", "[parser]")
{
    const Opened quoted =
        open(single("Quoted-Printable", "Gr=C3=BC=C3=9Fe, the word is SEC=\r\nRET=3D\r\n"));
    REQUIRE(quoted.rewritten);
    CHECK(quoted.examiner.saw("Grüße, the word is SECRET=\r\n"));
    CHECK(*quoted.rewritten ==
          single("Quoted-Printable", "Gr=C3=BC=C3=9Fe, the word is [gone]=3D\r\n"));

    const Opened coded = open(single("base64", "cGFzc3dvcmQg\r\nU0VDUkVU\r\n"));
    REQUIRE(coded.rewritten);
    CHECK(*coded.rewritten == single("base64", "cGFzc3dvcmQgW2dvbmVd\r\n"));

    const Opened plain = open(single("8bit", "a SECRET\r\n"));
    REQUIRE(plain.rewritten);
    CHECK(*plain.rewritten == single("8bit", "a [gone]\r\n"));

    CHECK(!open(single("base64", "cGFzc3dvcmQg\r\n")).rewritten);
}

TEST_CASE(
    "Mail: a text in a charset the mail names is read in it and written back in it", "[parser]")
{
    const auto in_charset = [](const std::string& charset, const std::string& body) {
        return top + "Content-Type: text/plain; charset=" + charset + "\r\n\r\n" + body;
    };
    struct Case {
        std::string charset, bytes, shown;
    };
    for (const Case& one : {Case{"ISO-8859-1", "Contrase\xF1\x61", "Contraseña"},
             Case{"\"windows-1251\"", "\xEF\xE0\xF0\xEE\xEB\xFC", "пароль"},
             Case{"windows-1252", "12 \x80", "12 €"}, Case{"UTF-8", "Straße", "Straße"},
             Case{"us-ascii", "key", "key"}}) {
        INFO(one.charset);
        const Opened opened = open(in_charset(one.charset, one.bytes + ": SECRET \r\n"));
        CHECK(opened.examiner.wholes.empty());
        CHECK(opened.examiner.saw(one.shown + ": SECRET \r\n"));
        REQUIRE(opened.rewritten);
        CHECK(*opened.rewritten == in_charset(one.charset, one.bytes + ": [gone] \r\n"));
    }
    // No table for it, bytes that are none of its characters, another than the mail says, and none said.
    for (const auto& [charset, bytes] :
        std::vector<std::pair<std::string, std::string>>{{"utf-7", "+AHAAdw- "},
            {"iso-2022-jp", "plain "}, {"us-ascii", "\xE9"}, {"utf-8", "\xE9"}, {"", "\xE9"}}) {
        INFO(charset);
        const Opened opened = open(in_charset(charset, bytes + "SECRET"));
        CHECK(!opened.rewritten);
        CHECK(opened.examiner.has(WholeReason::not_utf8));
        CHECK(opened.examiner.saw(bytes + "SECRET"));
    }
}

TEST_CASE("Mail: attachments are opened, mails in mails and archives too", "[parser]")
{
    const std::string zip = make_zip({{"deep.txt", "SECRET"}});
    const std::string mail = multipart({"\r\nSECRET one",
        "Content-Type: application/zip; name=wrong\r\nContent-Disposition: attachment; "
        "filename=\"in.zip\"\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n" +
            encode_mail(MailEncoding::base64, zip, "\r\n"),
        "Content-Type: message/rfc822\r\n\r\nSubject: SECRET\r\nContent-Transfer-Encoding: "
        "base64\r\n\r\nU0VDUkVU"});
    const Opened opened = open(mail);
    CHECK(opened.examiner.wholes.empty());
    REQUIRE(opened.rewritten);
    CHECK(opened.examiner.saw("SECRET one"));
    const MailStructure read = read_mail(*opened.rewritten);
    REQUIRE(read.leaves.size() == 3);
    const auto content = [&](std::size_t index) {
        const MailLeaf& leaf = read.leaves[index];
        return decode_mail(leaf.encoding, std::string_view{*opened.rewritten}.substr(
                                              leaf.range.begin, leaf.range.end - leaf.range.begin))
            .value();
    };
    CHECK(content(0) == "[gone] one");
    CHECK(read.leaves[1].name == "in.zip");
    CHECK(members_of(content(1))[0].bytes == "[gone]");
    CHECK(content(2) == "[gone]");
    CHECK(opened.rewritten->find("Subject: [gone]\r\n") != std::string::npos);
    CHECK(opened.rewritten->ends_with("\r\n---=x; y--\r\n"));
}

TEST_CASE("Mail: a head is read as it is shown, folded lines and coded words", "[parser]")
{
    const Opened folded = open(top + "Subject: see\r\n SECRET\r\n\r\n");
    REQUIRE(folded.rewritten);
    CHECK(folded.examiner.saw("Subject: see SECRET"));
    CHECK(*folded.rewritten == top + "Subject: see\r\n [gone]\r\n\r\n");

    // "Zugänge SEC" and "RET da", a blank between the words that nobody sees.
    const Opened coded =
        open(top + "Subject: =?UTF-8?Q?Zug=C3=A4nge_SEC?=\r\n =?utf-8?b?UkVUIGRh?= =?no\r\n\r\n");
    REQUIRE(coded.rewritten);
    CHECK(coded.examiner.saw("Subject: Zugänge SECRET da =?no"));
    // base64 of "Zugänge [gone]" and of " da".
    CHECK(*coded.rewritten == top + "Subject: =?UTF-8?B?WnVnw6RuZ2UgW2dvbmVd?=\r\n "
                                    "=?utf-8?B?IGRh?= =?no\r\n\r\n");
}

TEST_CASE("Mail: what stands around the parts is examined, too", "[parser]")
{
    std::string mail = multipart({"\r\nfirst"}) + "footer SECRET\r\n";
    mail.insert(mail.find("---=x; y\r\n"), "preamble SECRET\r\n");
    const Opened opened = open(mail);
    REQUIRE(opened.rewritten);
    CHECK(opened.rewritten->find("preamble [gone]\r\n---=x; y\r\n") != std::string::npos);
    CHECK(opened.rewritten->ends_with("footer [gone]\r\n"));
}

TEST_CASE("Mail: each mail of an mbox has parts of its own", "[parser]")
{
    const std::string one = "From a@b Thu Nov 26\nSubject: x\nMIME-Version: 1.0\n"
                            "Content-Transfer-Encoding: base64\n\nU0VDUkVU\n\n";
    const Opened opened = open(one + one + one);
    REQUIRE(opened.rewritten);
    CHECK(opened.rewritten->find("U0VDUkVU") == std::string::npos);
    CHECK(read_mail(*opened.rewritten).leaves.size() == 3);
}

TEST_CASE("Mail: what two readers could read in two ways is kept whole", "[parser]")
{
    const std::vector<std::string> mails{single("base64", "U0VDUkVU but SECRET in clear\r\n"),
        single("base64", "U0VDUkVUU"), single("quoted-printable", "a =ZZ SECRET"),
        single("base64", "U0VD\r\n") + single("base64", ""),
        top + "Content-Transfer-Encoding: 7bit\r\n" +
            "Content-Transfer-Encoding: base64\r\n\r\nU0VDUkVU\r\n",
        top + "Content-Type: multipart/mixed; boundary*0=x\r\n\r\n--x\r\n\r\nSECRET\r\n--x--\r\n",
        top + "Content-Type: multipart/mixed; boundary=x\r\nContent-Transfer-Encoding: "
              "base64\r\n\r\n--x\r\n\r\n"
              "SECRET\r\n--x--\r\n"};
    for (const std::string& mail : mails) {
        INFO(mail);
        const Opened opened = open(mail);
        CHECK(!opened.rewritten);
        CHECK(opened.examiner.has(WholeReason::damaged));
    }
    CHECK(open(
        top + "Content-Type: multipart/encrypted; boundary=x\r\n\r\n--x\r\n\r\nSECRET\r\n--x--\r\n")
            .examiner.has(WholeReason::encrypted));
}

TEST_CASE("Mail: nesting and counting have an end", "[parser]")
{
    std::string deep = "\r\nSECRET";
    for (int i = 0; i < 40; ++i) {
        const std::string boundary = "b" + std::to_string(i) + "-";
        deep = "Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n--" + boundary +
               "\r\n" + deep + "\r\n--" + boundary + "--\r\n";
    }
    const Opened nested = open(top + deep);
    CHECK(!nested.rewritten);
    CHECK(nested.examiner.has(WholeReason::too_deep));

    DocumentLimits few;
    few.members_max = 3;
    CHECK(open(multipart({"\r\na", "\r\nb", "\r\nc", "\r\nd"}), few)
            .examiner.has(WholeReason::too_many_members));
}

TEST_CASE("Mail: cut at any place it is a mail without the secret, or kept whole", "[parser]")
{
    const std::string mail = multipart({"\r\nSECRET one",
        "Content-Transfer-Encoding: base64\r\n\r\nU0VDUkVUU0VDUkVU", "\r\nSECRET"});
    for (std::size_t size = top.size(); size <= mail.size(); ++size) {
        const Opened opened = open(mail.substr(0, size));
        if (opened.rewritten && opened.examiner.wholes.empty()) {
            INFO(*opened.rewritten);
            CHECK(opened.rewritten->find("SECRET") == std::string::npos);
            CHECK(opened.rewritten->find("U0VDUkVU") == std::string::npos);
        }
    }
}
