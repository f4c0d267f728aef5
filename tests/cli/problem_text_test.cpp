#include "problem_text.h"

#include "support/catch.h"

#include <string>

TEST_CASE("Problem: the detail becomes a sentence with what to do", "[cli]")
{
    const auto fault = cli::describe_problem(403,
        R"({"type":"urn:ticket-vault:problem:permission-required","title":"Permission required","detail":"no grant allows this"})",
        "");
    REQUIRE(fault.code == cli::ExitCode::failed);
    REQUIRE(fault.sentence == "no grant allows this; ask with 'ticketvault grant request' and wait "
                              "for the customer's answer");
}

TEST_CASE("Problem: an unavailable server is unreachable, and says when to come back", "[cli]")
{
    const auto fault = cli::describe_problem(503,
        R"({"type":"urn:ticket-vault:problem:unavailable","title":"Unavailable","request_id":"r1"})",
        "5");
    REQUIRE(fault.code == cli::ExitCode::unreachable);
    REQUIRE(fault.sentence == "unavailable; try again in 5 s (request r1)");
}

TEST_CASE("Problem: what is no problem document is told by its status alone", "[cli]")
{
    for (const char* body : {"", "<html>hello</html>", "[]", "null", "{\"title\":5}"}) {
        CAPTURE(body);
        REQUIRE(
            cli::describe_problem(404, body, "").sentence == "the server answered with status 404");
    }
}

TEST_CASE("Problem: a server cannot send control characters to the terminal", "[cli]")
{
    const auto fault = cli::describe_problem(400, R"({"title":"\u001b[2J","detail":"x"})", "1\r\n");
    REQUIRE(fault.sentence.find('\x1b') == std::string::npos);
    REQUIRE(fault.sentence.find("try again") == std::string::npos);
}
