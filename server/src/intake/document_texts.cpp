#include "intake/document_texts.h"

#include <utility>

namespace server::intake {

namespace {

using Edits = std::optional<std::vector<redactor::Edit>>;

} // namespace

std::optional<redactor::WholeReason> DocumentTexts::read(
    const redactor::DocumentParser& parser, std::string_view bytes)
{
    const auto read =
        parser.parse(bytes, false, [&](const std::string&, std::string_view text) -> Edits {
            bytes_ += text.size();
            if (bytes_ > document_texts_bytes_max) {
                return std::nullopt;
            }
            texts_.emplace_back().append(std::as_bytes(std::span{text}));
            return std::vector<redactor::Edit>{};
        });
    return read.whole.empty() ? std::nullopt : std::optional{read.whole.front().reason};
}

std::vector<std::string_view> DocumentTexts::views() const
{
    std::vector<std::string_view> out;
    for (const http::WipedBytes& text : texts_) {
        out.push_back(text.text());
    }
    return out;
}

std::expected<std::optional<std::string>, redactor::WholeReason> DocumentTexts::write(
    const redactor::DocumentParser& parser, std::string_view bytes,
    std::span<const std::vector<redactor::Edit>> edits) const
{
    std::size_t next = 0;
    auto written =
        parser.parse(bytes, true, [&](const std::string&, std::string_view text) -> Edits {
            if (next >= texts_.size() || texts_[next].text() != text) {
                return std::nullopt;
            }
            return edits[next++];
        });
    if (!written.whole.empty()) {
        return std::unexpected{written.whole.front().reason};
    }
    if (next != texts_.size()) {
        return std::unexpected{redactor::WholeReason::parser_failed};
    }
    return std::move(written.rewritten);
}

} // namespace server::intake
