#include "service/chunked_body.h"

#include "support/catch.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace {

// Gives no more than `piece` bytes at a time, and then the connection is gone.
class Wire final : public cli::WireBytes {
public:
    Wire(std::string_view bytes, std::size_t piece) : left_{bytes}, piece_{piece} {}
    int next() override
    {
        if (left_.empty())
            return -1;
        const auto byte = static_cast<unsigned char>(left_.front());
        left_.remove_prefix(1);
        return byte;
    }
    int take(std::span<char> into) override
    {
        const auto count = std::min({piece_, into.size(), left_.size()});
        std::ranges::copy(left_.substr(0, count), into.begin());
        left_.remove_prefix(count);
        return static_cast<int>(count);
    }
    [[nodiscard]] std::string_view left() const { return left_; }

private:
    std::string_view left_;
    std::size_t piece_;
};

struct Got {
    std::string bytes;
    bool whole = false;
};

Got read_all(Wire& wire)
{
    cli::ChunkedBody body{wire};
    std::array<char, 7> into{};
    Got got;
    std::optional<std::size_t> count;
    while ((count = body.read(into)).value_or(0) != 0)
        got.bytes.append(into.data(), *count);
    got.whole = count.has_value();
    CHECK(body.read(into) == count); // and so it stays
    return got;
}

constexpr std::string_view whole_body =
    "5\r\nhello\r\nC;name=\"value\"\r\n, the world!\r\n0\r\nDigest: x\r\n\r\n";

} // namespace

TEST_CASE("ChunkedBody: the chunks come in order, and nothing behind them is touched", "[cli]")
{
    const std::string sent = std::string{whole_body} + "HTTP/1.1";
    for (const std::size_t piece : {1U, 3U, 100U}) {
        Wire wire{sent, piece};
        const Got got = read_all(wire);
        CHECK(got.bytes == "hello, the world!");
        CHECK(got.whole);
        CHECK(wire.left() == "HTTP/1.1");
    }
    Wire nothing{"0\r\n\r\n", 1};
    CHECK(read_all(nothing).whole);
}

TEST_CASE("ChunkedBody: a connection that ends anywhere before the end is no end", "[cli]")
{
    for (std::size_t size = 0; size < whole_body.size(); ++size) {
        INFO(size);
        Wire wire{whole_body.substr(0, size), 100};
        const Got got = read_all(wire);
        CHECK_FALSE(got.whole);
        CHECK(std::string_view{"hello, the world!"}.starts_with(got.bytes));
    }
}

TEST_CASE("ChunkedBody: what is no chunk is no body", "[cli]")
{
    for (const std::string_view sent :
        {"\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n",
            "5\r\nhello!\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n",
            "5.\r\nhello\r\n0\r\n\r\n", "10000000000000000\r\nhello\r\n0\r\n\r\n", "g\r\n\r\n",
            "0\r\nDigest: x\r\n", "0.\r\n\r\n"}) {
        INFO(sent);
        Wire wire{sent, 100};
        CHECK_FALSE(read_all(wire).whole);
    }
    const std::string endless = "5;" + std::string(100'000, 'x') + "\r\nhello\r\n0\r\n\r\n";
    Wire wire{endless, 100};
    CHECK_FALSE(read_all(wire).whole);
}
