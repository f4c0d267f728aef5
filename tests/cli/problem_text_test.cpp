#include "text/problem_text.h"

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

TEST_CASE("Problem: the sentence says where in the request the fault is", "[cli]")
{
    const auto fault = cli::describe_problem(422,
        R"({"type":"urn:ticket-vault:problem:invalid","title":"Unprocessable","detail":"unknown member","pointer":"/credentials/0"})",
        "");
    REQUIRE(fault.sentence == "unknown member (at /credentials/0)");
    REQUIRE(fault.http_status == 422);
    REQUIRE(fault.type == "invalid");
}

TEST_CASE("Problem: what is gone is named in the command that proves it", "[cli]")
{
    const std::string_view gone =
        R"({"type":"urn:ticket-vault:problem:gone","detail":"it is gone")";
    REQUIRE(
        cli::describe_problem(410, std::string{gone} + R"(,"credential":"crd_1"})", "").sentence ==
        "it is gone; 'ticketvault certificate show crd_1' gives the proof");
    REQUIRE(cli::describe_problem(410, std::string{gone} + "}", "").sentence ==
            "it is gone; 'ticketvault certificate show' gives the proof");
}

TEST_CASE("Problem: the place says what it would have taken", "[cli]")
{
    const auto sentence = [](const char* bounds) {
        return cli::describe_problem(422,
            std::string{R"({"detail":"this is too long","pointer":"/subject")"} + bounds + "}", "")
            .sentence;
    };
    CHECK(sentence("") == "this is too long (at /subject)");
    CHECK(sentence(R"(,"maximum":200)") == "this is too long (at /subject, at most 200)");
    CHECK(sentence(R"(,"minimum":1)") == "this is too long (at /subject, at least 1)");
    CHECK(sentence(R"(,"minimum":1,"maximum":9)") == "this is too long (at /subject, 1 to 9)");
    CHECK(sentence(R"(,"maximum":"a lot")") == "this is too long (at /subject)");
}
