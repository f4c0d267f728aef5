#include "http/request_head.h"
#include "support/catch.h"

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace server::http;

std::expected<RequestHead, HeadFault> parse_target(const std::string& target)
{
    return parse_request_head("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

} // namespace

TEST_CASE("RequestHead: views stay valid when the head moves", "[server][http]")
{
    auto parsed = parse_request_head("PUT /a?b=c HTTP/1.1\r\nHost: example.org:8443\r\nX-Key:  v w "
                                     "\t\r\nContent-Length: 12\r\n\r\n");
    REQUIRE(parsed.has_value());
    const RequestHead head = std::move(*parsed);
    parsed = std::unexpected(HeadFault::bad_header);
    CHECK(head.method == "PUT");
    CHECK(head.path == "/a");
    CHECK(head.query.at(0).name == "b");
    CHECK(head.query.at(0).value == "c");
    CHECK(head.header("host") == "example.org:8443");
    CHECK(head.header("x-key") == "v w");
    CHECK(!head.header("absent"));
    CHECK(head.content_length == 12);
    CHECK(head.keep_alive);
}

TEST_CASE("RequestHead: queries are decoded, and double names stay visible", "[server][http]")
{
    struct Row {
        const char* query;
        std::vector<std::pair<std::string, std::string>> pairs;
    };
    const std::vector<Row> rows{
        {"a=1&b=2", {{"a", "1"}, {"b", "2"}}},
        {"a=1&a=2", {{"a", "1"}, {"a", "2"}}},
        {"a", {{"a", ""}}},
        {"a=", {{"a", ""}}},
        {"=b", {{"", "b"}}},
        {"a=b=c", {{"a", "b=c"}}},
        {"a=b+c%2Bd", {{"a", "b c+d"}}},
        {"%61=%2F%3F", {{"a", "/?"}}},
        {"a=1&&b=2&", {{"a", "1"}, {"b", "2"}}},
        {"", {}},
        {"q=[x]|{y}", {{"q", "[x]|{y}"}}},
    };
    for (const Row& row : rows) {
        INFO(row.query);
        const auto head = parse_target(std::string("/?") + row.query);
        REQUIRE(head.has_value());
        std::vector<std::pair<std::string, std::string>> found;
        for (const QueryPair& pair : head->query) {
            found.emplace_back(pair.name, pair.value);
        }
        CHECK(found == row.pairs);
    }
}

TEST_CASE(
    "RequestHead: escapes that two readers could take differently are refused", "[server][http]")
{
    for (const char* target : {"/%", "/%4", "/%4g", "/%00", "/%0a", "/%7f", "/%2f", "/%5C",
             "/%c0%af", "/%ed%a0%80", "/%f4%90%80%80", "/%e4", "/a/.", "/a/..", "/./a", "/%2e",
             "/a\"b", "/a<b", "/a{b", "/?a=%", "/?a=%0d", "/?a=%ff", "/?a=\"", "/?a=<"}) {
        INFO(target);
        const auto head = parse_target(target);
        REQUIRE(!head.has_value());
        CHECK(head.error() == HeadFault::bad_target);
    }
    for (const char* target : {"/", "/a/", "/...", "/.a", "/a..b", "/%C3%A4", "/%F0%9F%98%80",
             "/a%25b", "/a:b@c", "//a"}) {
        INFO(target);
        CHECK(parse_target(target).has_value());
    }
}

TEST_CASE("RequestHead: more than 100 query parameters are refused", "[server][http]")
{
    std::string query;
    for (int count = 0; count < 100; ++count) {
        query += "a=b&";
    }
    CHECK(parse_target("/?" + query).has_value());
    CHECK(parse_target("/?" + query + "a=b").error() == HeadFault::too_many_query_pairs);
}

TEST_CASE("RequestHead: bytes behind the empty line are not part of a head", "[server][http]")
{
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    CHECK(parse_request_head(head).has_value());
    CHECK(!parse_request_head(head + "x").has_value());
    CHECK(!parse_request_head(head.substr(0, head.size() - 1)).has_value());
    CHECK(!parse_request_head("").has_value());
}

TEST_CASE("RequestHead: the largest head is taken and one byte more is not", "[server][http]")
{
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nA: ";
    const std::string full =
        start + std::string(head_bytes_max - start.size() - 4, 'x') + "\r\n\r\n";
    REQUIRE(full.size() == head_bytes_max);
    CHECK(parse_request_head(full).has_value());
    HeadScanner scanner;
    CHECK(scanner.scan(full) == head_bytes_max);
    const std::string longer =
        start + std::string(head_bytes_max - start.size() - 3, 'x') + "\r\n\r\n";
    CHECK(parse_request_head(longer).error() == HeadFault::head_too_long);
    HeadScanner second;
    CHECK(second.scan(longer).error() == HeadFault::head_too_long);
}

TEST_CASE(
    "HeadScanner: the end is found at the same place however the bytes come", "[server][http]")
{
    const std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /next";
    for (std::size_t split = 0; split <= bytes.size(); ++split) {
        HeadScanner scanner;
        auto size = scanner.scan(std::string_view(bytes).substr(0, split));
        REQUIRE(size.has_value());
        if (*size == 0) {
            size = scanner.scan(bytes);
        }
        CHECK(size == 27);
    }
}

TEST_CASE("HeadScanner: a bare line feed is refused before the line behind it", "[server][http]")
{
    HeadScanner scanner;
    CHECK(scanner.scan("GET / HTTP/1.1") == 0);
    CHECK(scanner.scan("GET / HTTP/1.1\n").error() == HeadFault::bare_line_feed);
}

TEST_CASE("RequestHead: a refused head is named by what is wrong with it", "[server][http]")
{
    const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n";
    const std::vector<std::pair<std::string, HeadFault>> rows{
        {get + "A: b\r\n c\r\n\r\n", HeadFault::folded_header},
        {get + "A : b\r\n\r\n", HeadFault::bad_header},
        {get + "A: b\rc\r\n\r\n", HeadFault::forbidden_byte},
        {get + "Host: a\r\n\r\n", HeadFault::repeated_header},
        {get + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            HeadFault::length_and_transfer_encoding},
        {get + "Transfer-Encoding: chunked\r\n\r\n", HeadFault::transfer_encoding},
        {get + "Content-Length: 1234567890123456\r\n\r\n", HeadFault::content_too_long},
        {get + "Content-Length: 1,1\r\n\r\n", HeadFault::bad_content_length},
        {get + "Expect: nothing\r\n\r\n", HeadFault::unknown_expectation},
        {"GET / HTTP/1.1\r\n\r\n", HeadFault::missing_host},
        {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", HeadFault::bad_host},
        {"GET / HTTP/3.0\r\n\r\n", HeadFault::unsupported_version},
        {"GET / HTTP/x\r\n\r\n", HeadFault::bad_version},
        {"GET / HTTP/1.1\n\r\n", HeadFault::bare_line_feed},
    };
    for (const auto& [bytes, fault] : rows) {
        INFO(bytes);
        const auto head = parse_request_head(bytes);
        REQUIRE(!head.has_value());
        CHECK(head.error() == fault);
    }
}

TEST_CASE("HeadFault: every fault has a client or server error status and words", "[server][http]")
{
    for (int fault = 0; fault <= static_cast<int>(HeadFault::unknown_expectation); ++fault) {
        CHECK(head_fault_status(static_cast<HeadFault>(fault)) >= 400);
        CHECK(!head_fault_detail(static_cast<HeadFault>(fault)).text().empty());
    }
}
