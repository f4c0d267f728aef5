#include "mail_encoding.h"

#include "ascii_case.h"

#include <array>

namespace redactor::parser {
namespace {

constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view hex_digits = "0123456789ABCDEF";
constexpr std::size_t base64_line_bytes = 57;      // 76 characters
constexpr std::size_t quoted_line_characters = 75; // and the "=" of a soft line break

constexpr std::array<signed char, 256> base64_values = [] {
    std::array<signed char, 256> out{};
    out.fill(-1);
    for (std::size_t i = 0; i < base64_alphabet.size(); ++i) {
        out[static_cast<unsigned char>(base64_alphabet[i])] = static_cast<signed char>(i);
    }
    return out;
}();

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::optional<std::string> decode_base64(std::string_view text)
{
    std::string out;
    out.reserve(text.size() / 4 * 3);
    std::uint32_t bits = 0;
    unsigned count = 0; // characters of the present group of four
    bool padded = false;
    bool line_ended = false; // a blank inside a line would make prose of it
    for (const char c : text) {
        if (is_blank(c)) {
            line_ended = line_ended || c == ' ' || c == '\t';
            line_ended = line_ended && c != '\n';
            continue;
        }
        if (c == '=') {
            padded = true;
            continue;
        }
        const signed char value = base64_values[static_cast<unsigned char>(c)];
        if (value < 0 || padded || line_ended) {
            return std::nullopt;
        }
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        ++count;
        if (count > 1) {
            out += static_cast<char>((bits >> (8 - 2 * count)) & 0xFF);
        }
        count %= 4;
    }
    return count == 1 ? std::nullopt : std::optional{std::move(out)};
}

int hex_value(char c)
{
    const std::size_t at = hex_digits.find(c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::optional<std::string> decode_quoted(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '=') {
            out += text[at];
            continue;
        }
        // A soft line break may have blanks behind its "=", put there on the way.
        std::size_t end = at + 1;
        while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) {
            ++end;
        }
        if (end == text.size() || text[end] == '\n' || text.substr(end).starts_with("\r\n")) {
            at = end == text.size() || text[end] == '\n' ? end : end + 1;
            continue;
        }
        if (at + 2 >= text.size() || hex_value(text[at + 1]) < 0 || hex_value(text[at + 2]) < 0) {
            return std::nullopt;
        }
        out += static_cast<char>(hex_value(text[at + 1]) * 16 + hex_value(text[at + 2]));
        at += 2;
    }
    return out;
}

std::string encode_base64_lines(std::string_view bytes, std::string_view line_end)
{
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += base64_line_bytes) {
        out += at == 0 ? std::string_view{} : line_end;
        out += base64_line(bytes.substr(at, base64_line_bytes));
    }
    return out;
}

std::string encode_quoted(std::string_view bytes, std::string_view line_end)
{
    const bool text = bytes.find('\0') == std::string_view::npos;
    std::string out;
    std::size_t column = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const std::string_view rest = bytes.substr(at);
        if (text && (rest.front() == '\n' || rest.starts_with("\r\n"))) {
            at += rest.front() == '\n' ? 0U : 1U;
            out += line_end;
            column = 0;
            continue;
        }
        const char c = rest.front();
        const bool line_ends = rest.size() == 1 || rest[1] == '\n' || rest[1] == '\r';
        const bool plain = (c > ' ' && c <= '~' && c != '=') ||
                           (is_blank(c) && c != '\r' && c != '\n' && !line_ends);
        const std::size_t width = plain ? 1 : 3;
        if (column + width > quoted_line_characters) {
            out += '=';
            out += line_end;
            column = 0;
        }
        if (plain) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += {'=', hex_digits[byte >> 4], hex_digits[byte & 15]};
        }
        column += width;
    }
    return out;
}

} // namespace

MailEncoding mail_encoding_of(std::string_view word)
{
    struct Word {
        std::string_view word;
        MailEncoding encoding;
    };
    static constexpr std::array words{Word{"", MailEncoding::identity},
        Word{"7bit", MailEncoding::identity}, Word{"8bit", MailEncoding::identity},
        Word{"binary", MailEncoding::identity}, Word{"base64", MailEncoding::base64},
        Word{"quoted-printable", MailEncoding::quoted_printable}};
    for (const Word& known : words) {
        if (same_word(known.word, word)) {
            return known.encoding;
        }
    }
    return MailEncoding::unknown;
}

std::optional<std::string> decode_mail(MailEncoding encoding, std::string_view text)
{
    switch (encoding) {
    case MailEncoding::identity:
        return std::string{text};
    case MailEncoding::base64:
        return decode_base64(text);
    case MailEncoding::quoted_printable:
        return decode_quoted(text);
    case MailEncoding::unknown:
        return std::nullopt;
    }
    return std::nullopt;
}

std::string encode_mail(MailEncoding encoding, std::string_view bytes, std::string_view line_end)
{
    switch (encoding) {
    case MailEncoding::base64:
        return encode_base64_lines(bytes, line_end);
    case MailEncoding::quoted_printable:
        return encode_quoted(bytes, line_end);
    case MailEncoding::identity:
    case MailEncoding::unknown:
        return std::string{bytes};
    }
    return std::string{bytes};
}

std::string base64_line(std::string_view bytes)
{
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view group = bytes.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            bits = (bits << 8) | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            out += i <= group.size() ? base64_alphabet[(bits >> (18 - 6 * i)) & 63] : '=';
        }
    }
    return out;
}

} // namespace redactor::parser
