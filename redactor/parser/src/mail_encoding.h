#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace redactor::parser {

// How the bytes of a mail's part are written (RFC 2045, section 6).
enum class MailEncoding : std::uint8_t {
    identity, // 7bit, 8bit, binary, or nothing said
    base64,
    quoted_printable,
    unknown,
};

// The value of a Content-Transfer-Encoding field.
MailEncoding mail_encoding_of(std::string_view word);

// Nothing when the text is not wholly of its encoding: what a lenient reader would skip is what a person may still read.
std::optional<std::string> decode_mail(MailEncoding encoding, std::string_view text);

// Lines of at most 76 characters, ended as `line_end` says ("\n" or "\r\n"). What is identity or unknown comes back as it is.
std::string encode_mail(MailEncoding encoding, std::string_view bytes, std::string_view line_end);

// One line of base64, without an end.
std::string base64_line(std::string_view bytes);

} // namespace redactor::parser
