#include "redactor/documents/document_format.h"

#include <algorithm>
#include <array>
#include <span>

namespace redactor {
namespace {

using namespace std::string_view_literals;

struct Magic {
    std::size_t at;
    std::string_view bytes;
    DocumentFormat format;
};

// From the formats' own specifications. An empty archive has no member to find, so its end record counts as one, too.
constexpr std::array magics{
    Magic{0, "PK\x03\x04"sv, DocumentFormat::archive},
    Magic{0, "PK\x05\x06"sv, DocumentFormat::archive},
    Magic{0, "PK\x07\x08"sv, DocumentFormat::archive},
    Magic{0, "Cr24"sv, DocumentFormat::archive}, // a Chrome extension: a zip behind a signature
    Magic{0, "\x1F\x8B"sv, DocumentFormat::archive},
    Magic{4, "1AY&SY"sv, DocumentFormat::archive}, // bzip2
    Magic{0,
        "\xFD"
        "7zXZ\0"sv,
        DocumentFormat::archive},
    Magic{0, "\x5D\0\0"sv, DocumentFormat::archive}, // lzma with the usual properties
    Magic{0, "\x28\xB5\x2F\xFD"sv, DocumentFormat::archive},
    Magic{0, "7z\xBC\xAF\x27\x1C"sv, DocumentFormat::archive},
    Magic{
        0, "070701"sv, DocumentFormat::archive}, // cpio: newc, crc, odc and both binary byte orders
    Magic{0, "070702"sv, DocumentFormat::archive},
    Magic{0, "070707"sv, DocumentFormat::archive},
    Magic{0, "\xC7\x71"sv, DocumentFormat::archive},
    Magic{0, "\x71\xC7"sv, DocumentFormat::archive},
    Magic{0, "\xED\xAB\xEE\xDB"sv, DocumentFormat::archive}, // rpm
    Magic{257, "ustar"sv, DocumentFormat::archive},
    Magic{0, "{\\rtf"sv, DocumentFormat::rtf},
    Magic{0, "SQLite format 3\0"sv, DocumentFormat::sqlite},
    Magic{0, "%PDF-"sv, DocumentFormat::pdf},
    Magic{0, "\x89PNG\r\n\x1A\n"sv, DocumentFormat::image},
    Magic{0, "\xFF\xD8\xFF"sv, DocumentFormat::image},
    Magic{0, "GIF87a"sv, DocumentFormat::image},
    Magic{0, "GIF89a"sv, DocumentFormat::image},
    Magic{0, "II*\0"sv, DocumentFormat::image},
    Magic{0, "MM\0*"sv, DocumentFormat::image},
    Magic{8, "WEBPVP8"sv, DocumentFormat::image},
    Magic{0, "\xFF\xFE\0\0"sv, DocumentFormat::binary}, // UTF-32
    Magic{0, "\xFF\xFE"sv, DocumentFormat::utf16},
    Magic{0, "\xFE\xFF"sv, DocumentFormat::utf16},
};

constexpr std::array mime_fields{
    "content-type:"sv, "content-transfer-encoding:"sv, "mime-version:"sv};
constexpr std::array mail_fields{"from:"sv, "received:"sv, "message-id:"sv, "return-path:"sv,
    "delivered-to:"sv, "subject:"sv, "mime-version:"sv};

bool is_one_of(std::string_view line, std::span<const std::string_view> names)
{
    return std::ranges::any_of(names, [&](std::string_view name) {
        return line.size() >= name.size() &&
               std::equal(name.begin(), name.end(), line.begin(), [](char a, char b) {
                   return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b);
               });
    });
}

// A line "name: value" (RFC 5322, section 2.2).
bool is_field(std::string_view line)
{
    const std::size_t colon = line.find(':');
    return colon != std::string_view::npos && colon > 0 &&
           std::ranges::all_of(line.substr(0, colon), [](char c) { return c > ' ' && c < '\x7F'; });
}

// A mail without any field of MIME is its own plain text.
bool is_mail(std::string_view start)
{
    bool mime = false;
    bool mail = false;
    std::size_t at = start.starts_with("From ") ? start.find('\n') : std::string_view::npos;
    at = at == std::string_view::npos ? 0 : at + 1;
    while (at < start.size()) {
        const std::size_t end = std::min(start.find('\n', at), start.size());
        const std::string_view line = start.substr(at, end - at);
        at = end + 1;
        const bool cut = end == start.size() && start.size() >= document_start_bytes;
        if (cut || line.empty() || line == "\r") {
            break;
        }
        if (line.front() == ' ' || line.front() == '\t') {
            continue;
        }
        if (!is_field(line)) {
            return false;
        }
        mime = mime || is_one_of(line, mime_fields);
        mail = mail || is_one_of(line, mail_fields);
    }
    return mime && mail;
}

} // namespace

DocumentFormat format_of(std::string_view start)
{
    const auto* found = std::find_if(magics.begin(), magics.end(), [&](const Magic& magic) {
        return start.size() >= magic.at && start.substr(magic.at).starts_with(magic.bytes);
    });
    if (found != magics.end()) {
        return found->format;
    }
    if (start.find('\0') != std::string_view::npos) {
        return DocumentFormat::binary;
    }
    return is_mail(start) ? DocumentFormat::mail : DocumentFormat::text;
}

bool is_document(std::string_view document)
{
    return format_of(document.substr(0, document_start_bytes)) != DocumentFormat::text;
}

} // namespace redactor
