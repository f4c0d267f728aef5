#include "http/body_reader.h"
#include "support/catch.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace {

using namespace server::http;

// Gives `text` in pieces of three bytes and then the fault.
class TextSource : public ByteSource {
public:
    TextSource(std::string text, BodyFault fault) : text_(std::move(text)), fault_(fault) {}

    std::expected<std::size_t, BodyFault> pull(std::span<std::byte> into) override
    {
        ++pulls;
        if (text_.empty()) {
            return std::unexpected(fault_);
        }
        const std::size_t count = std::min({into.size(), text_.size(), std::size_t{3}});
        std::memcpy(into.data(), text_.data(), count);
        text_.erase(0, count);
        return count;
    }

    int pulls = 0;

private:
    std::string text_;
    BodyFault fault_;
};

} // namespace

TEST_CASE("BodyReader: it ends after the announced bytes and leaves what follows", "[server][http]")
{
    TextSource source("hello world", BodyFault::truncated);
    BodyReader reader(source, 5);
    const auto all = reader.read_all(5);
    REQUIRE(all.has_value());
    CHECK(all->text() == "hello");
    CHECK(reader.remaining() == 0);
    std::byte more{};
    CHECK(reader.read({&more, 1}) == 0);
    CHECK(!reader.fault());
}

TEST_CASE("BodyReader: a broken body is an error for good", "[server][http]")
{
    for (const BodyFault fault : {BodyFault::truncated, BodyFault::timed_out}) {
        TextSource source("hello", fault);
        BodyReader reader(source, 9);
        CHECK(reader.read_all(100).error() == fault);
        CHECK(reader.remaining() == 4);
        const int pulls = source.pulls;
        std::byte more{};
        CHECK(reader.read({&more, 1}).error() == fault);
        CHECK(reader.read_all(100).error() == fault);
        CHECK(source.pulls == pulls);
        CHECK(reader.fault() == fault);
    }
}

TEST_CASE("BodyReader: too large is told before a byte is read", "[server][http]")
{
    TextSource source("hello", BodyFault::truncated);
    BodyReader reader(source, 5);
    CHECK(reader.read_all(4).error() == BodyFault::too_large);
    CHECK(source.pulls == 0);
    CHECK(!reader.fault());
    CHECK(reader.read_all(5)->text() == "hello");
}

TEST_CASE(
    "WipedBytes: bytes taken from the front leave nothing of themselves behind", "[server][http]")
{
    WipedBytes bytes("password123");
    const std::byte* memory = bytes.bytes().data();
    bytes.consume_front(8);
    CHECK(bytes.text() == "123");
    CHECK(
        std::all_of(memory + 3, memory + 11, [](std::byte byte) { return byte == std::byte{0}; }));
    bytes.append(std::as_bytes(std::span("4567890", 7)));
    CHECK(bytes.text() == "1234567890");
    bytes.clear();
    CHECK(bytes.empty());
}

TEST_CASE("WipedBytes: moving leaves the source empty", "[server][http]")
{
    WipedBytes from("abc");
    WipedBytes to("x");
    to = std::move(from);
    CHECK(to.text() == "abc");
    CHECK(from.empty()); // NOLINT(bugprone-use-after-move): that is the claim
}
