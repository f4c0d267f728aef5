#include "scan/long_values.h"

#include <string>
#include <utility>
#include <vector>

#include "redactor/stream_scanner.h"
#include "scanning.h"
#include "support/catch.h"

using redactor::Finding;
using redactor::ScanError;
using redactor::Scanner;
using redactor::StreamScanner;

namespace {

// Text before a value, text behind it.
using Form = std::pair<std::string, std::string>;

const std::vector<Form>& forms()
{
    static const std::vector<Form> all = {{"password: ", ""}, {"{\"password\": \"", "\"}"},
        {"API_KEY=", "\n"}, {"{\"access_token\":\"", "\",\"x\":1}"}, {"the password is ", "."},
        {"Authorization: Bearer ", "\r\n"}, {"Cookie: a=1; sessionid=", "; b=2\n"},
        {"Set-Cookie: token=", "; Path=/\n"}, {"https://arlen.test/?access_token=", "&x=1"},
        {"https://olga:", "@arlen.test/"}, {"ghp_", " "}, {"<password>", "</password>"},
        {"<string name=\"api_key\">", "</string>"}, {"curl -u olga:", " https://arlen.test"},
        {"password\n", "\nthanks"}, {"name,password\nolga,", "\n"}, {"IDENTIFIED BY '", "';"},
        {"\"name\":\"sessionid\",\"value\":\"", "\"}"}, {"mysql -p", " shop"},
        {"eyJhbGciOiJIUzI1NiJ9.eyJ", ".c2lnbmF0dXJl "},
        {"-----BEGIN PRIVATE KEY-----\n", "\n-----END PRIVATE KEY-----\n"}};
    return all;
}

// Letters and digits of a small generator, so that no filler word stands in them.
std::string token(std::size_t bytes)
{
    std::string out;
    unsigned state = 7;
    while (out.size() < bytes) {
        state = state * 1664525U + 1013904223U;
        out += "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwyz23456789"[(state >> 16U) % 55];
    }
    return out;
}

std::expected<std::vector<Finding>, ScanError> in_pieces(std::string_view text, std::size_t bytes)
{
    Scanner scanner(redactor_tests::rules());
    StreamScanner stream(scanner);
    std::vector<Finding> all;
    for (std::size_t at = 0; at < text.size(); at += bytes) {
        auto found = stream.write(text.substr(at, bytes));
        if (!found) {
            return found;
        }
        all.insert(all.end(), found->begin(), found->end());
    }
    auto found = stream.finish();
    if (found) {
        all.insert(all.end(), found->begin(), found->end());
        return all;
    }
    return found;
}

// Bytes of [begin, end) that no finding covers.
std::size_t in_clear(const std::vector<Finding>& findings, std::size_t begin, std::size_t end)
{
    std::size_t clear = 0;
    std::size_t at = begin;
    for (const Finding& finding : findings) {
        clear += finding.begin > at ? std::min(finding.begin, end) - at : 0;
        at = std::max(at, std::min(finding.end, end));
    }
    return clear + (end > at ? end - at : 0);
}

} // namespace

TEST_CASE("LongValues: no length of a value leaves a byte of it in clear", "[redactor]")
{
    for (const auto& [before, behind] : forms()) {
        for (const std::size_t bytes :
            {300U, 1100U, 4090U, 4200U, 8300U, 33'000U, 97'000U, 99'000U, 150'000U}) {
            const std::string text = before + token(bytes) + behind;
            Scanner scanner(redactor_tests::rules());
            const auto findings = scanner.scan(text);
            INFO(before << " " << bytes << " bytes");
            if (findings) {
                CHECK(in_clear(*findings, before.size(), before.size() + bytes) == 0);
            } else {
                CHECK(bytes + before.size() >= redactor::scan_value_bytes_max);
            }
        }
    }
}

TEST_CASE(
    "LongValues: at the border of a window a stream says what the whole text says", "[redactor]")
{
    for (const std::size_t bytes : {5'000U, 90'000U, 150'000U}) {
        for (const auto& [before, behind] : forms()) {
            std::string text(redactor::scan_window_bytes - before.size() - 2'500, '\n');
            const std::size_t begin = text.size() + before.size();
            text += before + token(bytes) + behind + std::string(200'000, '\n');
            INFO(before << " " << bytes << " bytes");
            Scanner scanner(redactor_tests::rules());
            const auto whole = scanner.scan(text);
            const auto stream = in_pieces(text, 65'536);
            REQUIRE(whole.has_value() == stream.has_value());
            if (whole) {
                CHECK(in_clear(*whole, begin, begin + bytes) == 0);
                CHECK(in_clear(*stream, begin, begin + bytes) == 0);
            }
        }
    }
}
