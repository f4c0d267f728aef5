#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace redactor {

// What a file is, by its first bytes; never by its name, which anybody may choose.
enum class DocumentFormat : std::uint8_t {
    text,  // no NUL byte
    utf16, // a text that begins with a byte order mark of UTF-16
    mail,  // a text with a head of fields as RFC 5322 and MIME name them
    archive, // zip (Office and OpenDocument files too), tar, 7z, cpio, rpm, and single compressed files
    rtf,
    sqlite,
    pdf,
    image,
    binary, // anything else
};

// `start` is the whole document or its first document_start_bytes.
inline constexpr std::size_t document_start_bytes = 64 * 1024;
DocumentFormat format_of(std::string_view start);
// Whether the parser has to open the whole `document`; else it is one text.
[[nodiscard]] bool is_document(std::string_view document);

} // namespace redactor
