// Keys that a service's own call or address holds, without a word for a key beside them.
#include <string>
#include <utility>
#include <vector>

#include "scanning.h"
#include "support/catch.h"

using redactor_tests::sealed_values;

namespace {

using Values = std::vector<std::string>;
using Cases = std::vector<std::pair<std::string, std::string>>;

} // namespace

TEST_CASE("Service call: what opens a session holds the key", "[redactor]")
{
    const std::string hex40 = "8c1f0ab37d52e94460bb1de27f53c8a90412d6ef";
    const std::string uuid = "7b0d41ce-52a8-4f3e-9c16-e8240f5da713";
    for (const auto& [text, value] : Cases{{"bitly.Bitly(\"" + hex40 + "\")", hex40},
             {"const dg = new Deepgram(\"" + hex40 + "\");", hex40},
             {"mail = postmark.ServerClient(\"" + uuid + "\")", uuid},
             {"var mail = require('postmark')('" + uuid + "');", uuid},
             {"coda = Coda('" + uuid + "')", uuid},
             {"const c = createClient(\"" + hex40 + "\"); // Deepgram, live", hex40}}) {
        INFO(text);
        CHECK(sealed_values(text) == Values{value});
    }
}

TEST_CASE("Service call: ids of things stay", "[redactor]")
{
    const std::string uuid = "7b0d41ce-52a8-4f3e-9c16-e8240f5da713";
    for (const std::string& text : Values{"postmark.getMessage(\"" + uuid + "\")",
             "coda.deleteDoc('" + uuid + "')", "const page = coda.findPage(\"" + uuid + "\");",
             "loadPage(\"" + uuid + "\"); // the page about postmark",
             "bitly.expand(\"https://bit.ly/3kXp2Qa\")", "Bitly(process.env.BITLY)"}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE("Service call: an argument of an address whose host is the service's", "[redactor]")
{
    const std::string hex32 = "41c07be2d95f3a8860e1bb7d24f6c093";
    for (const auto& [text, value] :
        Cases{{"https://api.walkscore.com/score?lat=1&wsapikey=" + hex32, hex32},
            {"https://api.walkscore.com/score?wsapikey=" + hex32 + "&lat=1", hex32},
            {"<a href=\"https://api.walkscore.com/score?lat=1&amp;wsapikey=" + hex32 + "\">",
                hex32}}) {
        INFO(text);
        CHECK(sealed_values(text) == Values{value});
    }
    for (const std::string& text : Values{"https://api.walkscore.com/score?id=" + hex32,
             "https://api.walkscore.com/score?key=", "https://api.walkscore.com/score?",
             "https://api.walkscore.com/score?wsapikey", "https://api.walkscore.com/score?key=&"}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE("Service key: what a rule's `unless` names is none", "[redactor]")
{
    for (const std::string text : {"stripe event: evt_1Nq7mXKZ0pRw4TbVy9LcD2sH",
             "style: 'mapbox://styles/olga/ccustcw5f8qlafrccvlu10kzx'"}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}
