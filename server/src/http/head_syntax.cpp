#include "http/head_syntax.h"

#include <algorithm>
#include <array>

namespace server::http {

namespace {

using ByteSet = std::array<bool, 256>;

constexpr ByteSet alphanumeric_and(std::string_view others)
{
    ByteSet set{};
    for (char letter = '0'; letter <= '9'; ++letter) {
        set[static_cast<unsigned char>(letter)] = true;
    }
    for (char letter = 'a'; letter <= 'z'; ++letter) {
        set[static_cast<unsigned char>(letter)] = true;
        set[static_cast<unsigned char>(letter - 'a' + 'A')] = true;
    }
    for (const char letter : others) {
        set[static_cast<unsigned char>(letter)] = true;
    }
    return set;
}

constexpr ByteSet token_bytes = alphanumeric_and("!#$%&'*+-.^_`|~");
constexpr ByteSet host_bytes = alphanumeric_and("-._~:[]");
// RFC 3986 §3.3: pchar and the slash.
constexpr ByteSet path_bytes = alphanumeric_and("-._~!$&'()*+,;=:@/%");
// Wider than RFC 3986 §3.4, because browsers leave these bare in a query; nothing is decided by
// them.
constexpr ByteSet query_bytes = alphanumeric_and("-._~!$&'()*+,;=:@/%?[]{}|\\^`");

bool all_in(std::string_view text, const ByteSet& set)
{
    return std::ranges::all_of(
        text, [&](char letter) { return set[static_cast<unsigned char>(letter)]; });
}

int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    const char small = lower_case(digit);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

bool is_control(unsigned char byte) { return byte < 0x20 || byte == 0x7f; }

// The size of the UTF-8 sequence at the front of `text`, or 0 when there is none. RFC 3629 §4.
std::size_t utf8_sequence(std::string_view text)
{
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const auto continues = [&](std::size_t at) {
        return at < text.size() && (byte(at) & 0xc0) == 0x80;
    };
    const unsigned char first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xc2 && first <= 0xdf) {
        return continues(1) ? 2 : 0;
    }
    if (first >= 0xe0 && first <= 0xef && continues(1) && continues(2)) {
        const bool overlong = first == 0xe0 && byte(1) < 0xa0;
        const bool surrogate = first == 0xed && byte(1) > 0x9f;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xf0 && first <= 0xf4 && continues(1) && continues(2) && continues(3)) {
        const bool overlong = first == 0xf0 && byte(1) < 0x90;
        const bool beyond = first == 0xf4 && byte(1) > 0x8f;
        return overlong || beyond ? 0 : 4;
    }
    return 0;
}

} // namespace

char lower_case(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_token(std::string_view text) { return !text.empty() && all_in(text, token_bytes); }

bool is_printable_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](char letter) { return letter >= 0x20 && letter < 0x7f; });
}

bool is_field_value(std::string_view text)
{
    return std::ranges::none_of(text, [](char letter) {
        return letter != '\t' && is_control(static_cast<unsigned char>(letter));
    });
}

bool is_host(std::string_view text) { return !text.empty() && all_in(text, host_bytes); }

bool is_utf8(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t size = utf8_sequence(text);
        if (size == 0) {
            return false;
        }
        text.remove_prefix(size);
    }
    return true;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case_text)
{
    return std::ranges::equal(text, lower_case_text, {}, lower_case);
}

std::string_view trim_blanks(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool list_holds(std::string_view list, std::string_view token)
{
    while (true) {
        const auto comma = list.find(',');
        if (equals_ignoring_case(trim_blanks(list.substr(0, comma)), token)) {
            return true;
        }
        if (comma == std::string_view::npos) {
            return false;
        }
        list.remove_prefix(comma + 1);
    }
}

std::optional<std::uint64_t> parse_digits(std::string_view text, std::size_t digits_max)
{
    if (text.empty() || text.size() > std::min<std::size_t>(digits_max, 18)) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') {
            return std::nullopt;
        }
        value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    return value;
}

std::optional<std::size_t> decode_in_place(std::span<char> text, TargetPart part)
{
    const ByteSet& allowed = part == TargetPart::path ? path_bytes : query_bytes;
    std::size_t written = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        char letter = text[at];
        if (!allowed[static_cast<unsigned char>(letter)]) {
            return std::nullopt;
        }
        if (letter == '+' && part == TargetPart::query) {
            letter = ' ';
        } else if (letter == '%') {
            if (text.size() - at < 3) {
                return std::nullopt;
            }
            const int high = hex_value(text[at + 1]);
            const int low = hex_value(text[at + 2]);
            if (high < 0 || low < 0) {
                return std::nullopt;
            }
            const auto byte = static_cast<unsigned char>(high * 16 + low);
            if (is_control(byte) || (part == TargetPart::path && (byte == '/' || byte == '\\'))) {
                return std::nullopt;
            }
            letter = static_cast<char>(byte);
            at += 2;
        }
        text[written++] = letter;
    }
    if (!is_utf8({text.data(), written})) {
        return std::nullopt;
    }
    return written;
}

bool has_dot_segment(std::string_view path)
{
    while (!path.empty()) {
        path.remove_prefix(1); // the slash in front of the segment
        const std::string_view segment = path.substr(0, path.find('/'));
        if (segment == "." || segment == "..") {
            return true;
        }
        path.remove_prefix(segment.size());
    }
    return false;
}

} // namespace server::http
