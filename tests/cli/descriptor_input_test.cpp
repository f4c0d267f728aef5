#include "terminal/descriptor_input.h"

#include "support/catch.h"
#include "terminal/text_file.h"
#include "test_context.h"

#include <array>
#include <fcntl.h>
#include <istream>
#include <string>
#include <unistd.h>

namespace {

// A pipe whose far end is closed after `text` was put into it.
int pipe_holding(std::string_view text)
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    REQUIRE(::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    ::close(ends[1]);
    return ends[0];
}

// Gives `text`, then fails as a disk or a network does.
class BreakingInput final : public std::streambuf {
public:
    explicit BreakingInput(std::string text) : text_{std::move(text)}
    {
        setg(text_.data(), text_.data(), text_.data() + text_.size());
    }

protected:
    int_type underflow() override { throw std::runtime_error{"broken"}; }

private:
    std::string text_;
};

} // namespace

TEST_CASE("DescriptorInput: a pipe is read to its end, by bytes and by blocks", "[cli]")
{
    const int file = pipe_holding("one\ntwo three");
    {
        cli::DescriptorInput buffer{file};
        std::istream in{&buffer};
        std::string line;
        REQUIRE(std::getline(in, line));
        CHECK(line == "one");
        CHECK(in.peek() == 't');
        std::array<char, 64> rest{};
        CHECK_FALSE(in.read(rest.data(), rest.size()));
        CHECK(std::string(rest.data(), static_cast<std::size_t>(in.gcount())) == "two three");
        CHECK(in.eof());
        CHECK_FALSE(in.bad());
    }
    ::close(file);
}

TEST_CASE(
    "DescriptorInput: nothing behind a line is taken, so that another reader finds it", "[cli]")
{
    const int file = pipe_holding("secret\nrest");
    {
        cli::DescriptorInput buffer{file};
        std::istream in{&buffer};
        std::string line;
        REQUIRE(std::getline(in, line));
    }
    std::array<char, 16> rest{};
    CHECK(::read(file, rest.data(), rest.size()) == 4);
    ::close(file);
}

TEST_CASE("DescriptorInput: a read that fails is bad, not the end", "[cli]")
{
    const int folder = ::open("/", O_RDONLY | O_DIRECTORY);
    for (const int file : {folder, -1}) {
        cli::DescriptorInput buffer{file};
        std::istream by_byte{&buffer};
        CHECK(by_byte.get() == std::istream::traits_type::eof());
        CHECK(by_byte.bad());
        std::istream by_block{&buffer};
        std::array<char, 16> bytes{};
        CHECK_FALSE(by_block.read(bytes.data(), bytes.size()));
        CHECK(by_block.bad());
    }
    ::close(folder);
}

TEST_CASE("read_text_file: text whose reading broke off is refused, not cut", "[cli]")
{
    tests::CommandOutside outside;
    BreakingInput broken{"half a description"};
    outside.in.std::istream::rdbuf(&broken);
    CHECK_FALSE(cli::read_text_file(outside.context, "-", "the description", 1024));
}

TEST_CASE("read_secret_file: half a secret is refused", "[cli]")
{
    tests::CommandOutside outside;
    BreakingInput broken{"half"};
    outside.in.std::istream::rdbuf(&broken);
    CHECK_FALSE(cli::read_secret_file(outside.context, "-", "the password"));
}
