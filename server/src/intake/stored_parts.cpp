#include "intake/stored_parts.h"

#include "redactor/documents/document_format.h"
#include "vault/assert.h"

#include <algorithm>
#include <array>
#include <utility>

namespace server::intake {

namespace {

struct PlaceRow {
    Treatment treatment;
    std::size_t stored_bytes_max;
};

// In the order of vault::StoredText::Place. What is longer is sealed whole, which is shorter again.
constexpr std::size_t label_bytes_max = std::size_t{8} * 1024;
constexpr std::array<PlaceRow, 6> places{{
    {Treatment::seal, vault::subject_bytes_max},
    {Treatment::seal, vault::text_bytes_max},
    {Treatment::seal, vault::environment_bytes_max},
    {Treatment::seal, vault::text_bytes_max},
    {Treatment::seal, label_bytes_max},
    {Treatment::mask, vault::attachment_name_bytes_max},
}};

bool has_copy(std::string_view text, std::span<const redactor::KnownValue> values)
{
    const auto copies = redactor::find_copies(text, values);
    return !copies || !copies->empty(); // what cannot be searched is for the redaction to judge
}

} // namespace

vault::Expected<void> StoredParts::find(const vault::Actor& by, const vault::TicketId& ticket,
    std::span<const vault::AttachmentView> attachments,
    std::span<const redactor::KnownValue> values)
{
    auto texts = vault_.stored_texts(by, ticket);
    if (!texts) {
        return vault::fail(texts.error());
    }
    for (vault::StoredText& text : *texts) {
        if (has_copy(text.text, values)) {
            texts_.push_back(std::move(text));
        }
    }
    for (const vault::AttachmentView& attachment : attachments) {
        if (attachment.state != vault::AttachmentState::stored) {
            continue;
        }
        if (const auto searched = find_in_file(by, attachment, values); !searched) {
            return searched;
        }
    }
    return {};
}

vault::Expected<void> StoredParts::find_in_file(const vault::Actor& by,
    const vault::AttachmentView& attachment, std::span<const redactor::KnownValue> values)
{
    File file{attachment.id, {}, {}};
    file.bytes.reserve(attachment.stored_size);
    if (auto read = vault_.read_attachment(
            by, attachment.id, [&](std::span<const std::byte> piece) { file.bytes.append(piece); });
        !read) {
        return read;
    }
    if (redactor::is_document(file.bytes.text()) &&
        file.document.emplace().read(parser_, file.bytes.text())) {
        return {};
    }
    if (std::ranges::any_of(
            texts_of(file), [&](std::string_view text) { return has_copy(text, values); })) {
        files_.push_back(std::move(file));
    }
    return {};
}

std::vector<std::string_view> StoredParts::texts_of(const File& file)
{
    return file.document ? file.document->views() : std::vector{file.bytes.text()};
}

void StoredParts::append_to(std::vector<Part>& parts, std::vector<ScanResult>& scans) const
{
    for (const vault::StoredText& text : texts_) {
        const PlaceRow& place = places[static_cast<std::size_t>(text.place)];
        parts.push_back({text.text, place.treatment, place.stored_bytes_max});
    }
    for (const File& file : files_) {
        for (const std::string_view text : texts_of(file)) {
            parts.push_back({text, Treatment::seal, redacted_file_bytes_max(text.size())});
        }
    }
    scans.resize(parts.size());
}

// Nothing where one of its texts could only be sealed whole, which no format has a place for, or the parser does not write it.
std::optional<std::string> StoredParts::write_again(
    const File& file, const Redaction& redaction, std::size_t first, std::size_t count) const
{
    const auto whole = redaction.sealed_whole.begin() + static_cast<std::ptrdiff_t>(first);
    if (std::find(whole, whole + static_cast<std::ptrdiff_t>(count), true) !=
        whole + static_cast<std::ptrdiff_t>(count)) {
        return std::nullopt;
    }
    auto written = file.document->write(
        parser_, file.bytes.text(), std::span{redaction.edits}.subspan(first, count));
    return written ? std::move(*written) : std::nullopt;
}

vault::Rewrites StoredParts::rewrites(Redaction& redaction, std::size_t first)
{
    vault::Rewrites out;
    std::size_t at = first + texts_.size();
    for (const File& file : files_) {
        const std::size_t count = texts_of(file).size();
        if (file.document) {
            if (auto written = write_again(file, redaction, at, count)) {
                out.files.push_back({file.id, std::move(*written)});
            } else {
                std::ranges::fill(std::span{redaction.texts}.subspan(at, count), std::string{});
            }
        }
        at += count;
    }
    TV_ASSERT(at == redaction.texts.size());
    drop_unnamed(redaction);
    at = first;
    for (vault::StoredText& text : texts_) {
        if (std::string& redacted = redaction.texts[at++]; redacted != text.text) {
            text.text = std::move(redacted);
            out.texts.push_back(std::move(text));
        }
    }
    for (const File& file : files_) {
        if (!file.document && redaction.texts[at] != file.bytes.text()) {
            out.files.push_back({file.id, std::move(redaction.texts[at])});
        }
        at += texts_of(file).size();
    }
    return out;
}

} // namespace server::intake
