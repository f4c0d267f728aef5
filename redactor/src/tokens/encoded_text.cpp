#include "tokens/encoded_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "text/base64.h"
#include "text/char_class.h"

namespace redactor {
namespace {

constexpr std::size_t run_bytes_max = 8192;
constexpr std::size_t run_bytes_min = 24;

bool is_base64(char c) { return is_alnum(c) || c == '+' || c == '/' || c == '-' || c == '_'; }

bool holds_password_address(std::string_view decoded)
{
    const std::size_t scheme = decoded.find("://");
    if (scheme == std::string_view::npos) {
        return false;
    }
    const std::size_t end = decoded.find_first_of(" \t\r\n\"'/", scheme + 3);
    const std::string_view authority =
        decoded.substr(scheme + 3, end == std::string_view::npos ? end : end - scheme - 3);
    const std::size_t sign = authority.rfind('@');
    const std::size_t colon = authority.find(':');
    return sign != std::string_view::npos && colon < sign && sign - colon > 3;
}

bool holds_assignment(std::string_view decoded)
{
    static constexpr std::array<std::string_view, 4> words = {
        "password", "secret", "passwd", "api_key"};
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        const std::size_t at = decoded.find(word);
        if (at == std::string_view::npos) {
            return false;
        }
        const std::size_t sign = decoded.find_first_of(":=", at + word.size());
        return sign != std::string_view::npos && sign - at < word.size() + 16 &&
               sign + 4 < decoded.size();
    });
}

void take_base64(SourceText& source, std::size_t at)
{
    std::size_t end = at;
    while (is_base64(source.at(end))) {
        ++end;
    }
    while (source.at(end) == '=') {
        ++end;
    }
    if (end - at >= 4) {
        source.add(Detector::authorization, at, end, Kind::password, Confidence::high);
    }
}

} // namespace

void parse_encoded(SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    if (at < source.encoded_end()) {
        return; // a further mark in a run that was decoded
    }
    std::size_t begin = at;
    while (begin > 0 && at - begin < run_bytes_max && is_base64(text[begin - 1])) {
        --begin;
    }
    std::size_t end = at;
    while (end < text.size() && end - at < run_bytes_max && is_base64(text[end])) {
        ++end;
    }
    source.remember_encoded(end);
    if (end - begin < run_bytes_min) {
        return;
    }
    const std::optional<std::string> decoded = decode_base64(text.substr(begin, end - begin));
    if (!decoded || !is_mostly_text(*decoded) ||
        (!holds_password_address(*decoded) && !holds_assignment(*decoded))) {
        return;
    }
    while (source.at(end) == '=') {
        ++end;
    }
    source.add(Detector::encoded, begin, end, Kind::other, Confidence::medium);
}

void parse_mail_login(SourceText& source, std::size_t at) { take_base64(source, at); }

void parse_mail_password(SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    if (text.substr(at - 12, 12) != "UGFzc3dvcmQ6") {
        return;
    }
    const std::size_t line = text.substr(0, std::min(text.size(), at + 40)).find('\n', at);
    if (line == std::string_view::npos) {
        return;
    }
    std::size_t end = source.line_end(line + 1);
    while (end > line && is_space(source.at(end - 1))) {
        --end;
    }
    std::size_t begin = end;
    while (begin > line + 1 && !is_space(source.at(begin - 1))) {
        --begin;
    }
    if (std::all_of(text.begin() + static_cast<std::ptrdiff_t>(begin),
            text.begin() + static_cast<std::ptrdiff_t>(end),
            [](char c) { return is_base64(c) || c == '='; })) {
        take_base64(source, begin);
    }
}

} // namespace redactor
