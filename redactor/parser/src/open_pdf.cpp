#include "open_pdf.h"

#include "open_plain.h"

#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <memory>

namespace redactor::parser {
namespace {

std::string utf8(const poppler::ustring& text)
{
    const poppler::byte_array bytes = text.to_utf8();
    return {bytes.begin(), bytes.end()};
}

std::unique_ptr<poppler::document> load(std::string_view bytes)
{
    // poppler writes what it thinks of a document to stderr, with pieces of it.
    poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
    return std::unique_ptr<poppler::document>(
        poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
}

} // namespace

void prepare_pdf() { static_cast<void>(poppler::ustring::from_utf8("a", 1).to_utf8()); }

Rewritten open_pdf(Walk& walk, const std::string& member, std::string_view bytes)
{
    const std::unique_ptr<poppler::document> document = load(bytes);
    if (!document || document->is_locked()) {
        examine_runs(walk, member, bytes);
        walk.whole(member, document ? WholeReason::encrypted : WholeReason::damaged);
        return std::nullopt;
    }
    std::string about;
    for (const std::string& key : document->info_keys()) {
        about += key + ": " + utf8(document->info_key(key)) + '\n';
    }
    walk.examine(member, about);
    for (int i = 0; i < document->pages() && !walk.ended(); ++i) {
        const std::unique_ptr<poppler::page> page(document->create_page(i));
        if (!page || !walk.take_member(member)) {
            continue;
        }
        const std::string text = utf8(page->text());
        if (walk.take_decoded(member, text.size())) {
            walk.examine(member, text);
        }
    }
    walk.whole(member, WholeReason::not_rewritable);
    return std::nullopt;
}

} // namespace redactor::parser
