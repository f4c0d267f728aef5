#include "redactor/documents/text_check.h"
#include "support/catch.h"

#include <cstdint>
#include <string>
#include <vector>

using namespace redactor;

namespace {

std::string bytes_of(std::uint32_t scalar)
{
    const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
    const auto tail = [&](unsigned shift) { return byte(0x80U | ((scalar >> shift) & 0x3FU)); };
    if (scalar < 0x80) {
        return {byte(scalar)};
    }
    if (scalar < 0x800) {
        return {byte(0xC0U | (scalar >> 6)), tail(0)};
    }
    if (scalar < 0x10000) {
        return {byte(0xE0U | (scalar >> 12)), tail(6), tail(0)};
    }
    return {byte(0xF0U | (scalar >> 18)), tail(12), tail(6), tail(0)};
}

const std::vector<std::string> ill_formed{"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF",
    "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC3",
    "\xE2\x82", "\xC3(", "\xE2\x82(", "\xF0\x9F\x98("};

} // namespace

TEST_CASE("Text check: takes every scalar value and nothing else", "[redactor]")
{
    for (std::uint32_t scalar = 1; scalar <= 0x10FFFF; scalar += 7) {
        if (scalar >= 0xD800 && scalar <= 0xDFFF) {
            continue;
        }
        const std::string sequence = bytes_of(scalar);
        REQUIRE(is_utf8(sequence));
        REQUIRE_FALSE(text_fault(sequence));
        if (sequence.size() > 1) {
            REQUIRE_FALSE(is_utf8(sequence.substr(0, sequence.size() - 1)));
            REQUIRE_FALSE(is_utf8(sequence.substr(1)));
        }
    }
    // Wherever the fault stands among plain letters, which are read eight at a time.
    for (const std::string& wrong : ill_formed) {
        for (std::size_t before = 0; before <= 9; ++before) {
            for (const std::size_t behind : {0U, 1U, 8U, 20U}) {
                const std::string text =
                    std::string(before, 'a') + wrong + std::string(behind, '\x01');
                INFO(before << ' ' << behind);
                REQUIRE_FALSE(is_utf8(text));
                REQUIRE(text_fault(text) == WholeReason::not_utf8);
            }
        }
    }
}

TEST_CASE("Text check: a NUL anywhere makes a text binary, in another charset too", "[redactor]")
{
    for (std::size_t at = 0; at < 30; ++at) {
        std::string text(30, 'x');
        text[at] = '\0';
        CHECK(text_fault(text) == WholeReason::binary);
        CHECK(is_utf8(text));
        CHECK(text_fault("\xFC" + text) == WholeReason::binary);
        CHECK(text_fault(text + "\xFC") == WholeReason::binary);
    }
}

TEST_CASE("Text check: pieces may cut characters anywhere", "[redactor]")
{
    const std::string text = "Grüße, 12 € für ein 😀 und noch etwas Text ohne Zeichen";
    for (const std::string& whole : {text, text + "\xE2\x82", "\xFC" + text}) {
        for (std::size_t first = 0; first <= whole.size(); ++first) {
            TextCheck check;
            check.add(std::string_view{whole}.substr(0, first));
            check.add({});
            check.add(std::string_view{whole}.substr(first));
            CHECK(check.fault() == text_fault(whole));
        }
    }
    CHECK_FALSE(text_fault(text));
    CHECK_FALSE(text_fault(""));
}
