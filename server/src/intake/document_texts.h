#pragma once

#include "http/wiped_bytes.h"
#include "redactor/document_parser.h"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace server::intake {

// The texts of a document, which are held between its two readings.
inline constexpr std::size_t document_texts_bytes_max = 64 * 1024 * 1024;

// How long the redacted form of a file's text may get: placeholders are longer than most values.
[[nodiscard]] constexpr std::size_t redacted_file_bytes_max(std::size_t text_bytes) noexcept
{
    return 2 * text_bytes + 64 * 1024;
}

// A document read twice: for the texts it holds, and to write it with what is to be replaced in them. The parser is believed nothing: in the second
// reading it must show the same texts in the same order, or the document is kept whole.
class DocumentTexts {
public:
    // The first reading; the reason for which nothing can be done, else nothing.
    [[nodiscard]] std::optional<redactor::WholeReason> read(
        const redactor::DocumentParser& parser, std::string_view bytes);
    [[nodiscard]] std::vector<std::string_view> views() const;

    // The second reading of the same bytes, once. `edits` has one list for each text. What was written, if anything was.
    [[nodiscard]] std::expected<std::optional<std::string>, redactor::WholeReason> write(
        const redactor::DocumentParser& parser, std::string_view bytes,
        std::span<const std::vector<redactor::Edit>> edits) const;

private:
    std::vector<http::WipedBytes> texts_;
    std::size_t bytes_ = 0;
};

} // namespace server::intake
