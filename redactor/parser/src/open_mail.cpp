#include "open_mail.h"

#include "encoded_words.h"
#include "mail_charset.h"
#include "mail_structure.h"
#include "mapped_text.h"
#include "redactor/documents/document_format.h"

#include <algorithm>

namespace redactor::parser {
namespace {

class Mail {
public:
    Mail(Walk& walk, const std::string& member, std::string_view bytes)
        : walk_(walk), member_(member), bytes_(bytes), structure_(read_mail(bytes))
    {
    }

    Rewritten open()
    {
        open_heads();
        for (const MailLeaf& leaf : structure_.leaves) {
            open_leaf(leaf);
        }
        open_between();
        if (structure_.fault) {
            walk_.whole(member_, *structure_.fault);
            return std::nullopt;
        }
        if (edits_.empty() || walk_.ended()) {
            return std::nullopt;
        }
        settle(edits_);
        return apply_edits(bytes_, edits_);
    }

private:
    void open_heads()
    {
        for (const MailRange& head : structure_.heads) {
            std::vector<EncodedWord> words;
            const MappedText text = read_mail_head(bytes_, head.begin, head.end, words);
            SourceEdits edits(1 + words.size());
            // Nothing of a head is fixed, so every edit has a source.
            static_cast<void>(text.to_source(walk_.examine(member_, text.text()), edits));
            edits_.insert(edits_.end(), edits[0].begin(), edits[0].end());
            for (std::size_t i = 0; i < words.size(); ++i) {
                if (!edits[i + 1].empty()) {
                    edits_.push_back({words[i].begin, words[i].end,
                        encode_word(words[i], apply_edits(words[i].text, edits[i + 1]))});
                }
            }
        }
    }

    void open_leaf(const MailLeaf& leaf)
    {
        const std::string name = member_.empty() ? leaf.name : member_ + '/' + leaf.name;
        const std::string_view written =
            bytes_.substr(leaf.range.begin, leaf.range.end - leaf.range.begin);
        if (!walk_.take_member(name) || !walk_.take_decoded(name, written.size())) {
            return;
        }
        const auto decoded = decode_mail(leaf.encoding, written);
        if (!decoded) {
            walk_.examine(name, written);
            walk_.whole(name, WholeReason::damaged);
            return;
        }
        if (const auto rewritten = open_content(leaf, name, *decoded)) {
            const std::string_view line_end =
                bytes_.find("\r\n") == std::string_view::npos ? "\n" : "\r\n";
            std::string encoded = encode_mail(leaf.encoding, *rewritten, line_end);
            // base64 has no line end of its own; what stood behind it stays.
            if (leaf.encoding == MailEncoding::base64) {
                encoded += written.substr(
                    std::min(written.find_last_not_of(" \t\r\n") + 1, written.size()));
            }
            edits_.push_back({leaf.range.begin, leaf.range.end, std::move(encoded)});
        }
    }

    // A text in a charset the mail names is opened as what a reader shows.
    Rewritten open_content(const MailLeaf& leaf, const std::string& name, const std::string& bytes)
    {
        if (is_unmarked(leaf.charset) || format_of(bytes) != DocumentFormat::text) {
            return walk_.open(name, bytes);
        }
        const auto text = to_utf8(leaf.charset, bytes);
        if (!text) {
            walk_.examine(name, bytes);
            walk_.whole(name, WholeReason::not_utf8);
            return std::nullopt;
        }
        if (!walk_.take_decoded(name, text->size())) {
            return std::nullopt;
        }
        const auto rewritten = walk_.open(name, *text);
        auto written = rewritten ? from_utf8(leaf.charset, *rewritten) : std::nullopt;
        if (rewritten && !written) {
            walk_.whole(name, WholeReason::not_utf8);
        }
        return written;
    }

    void open_between()
    {
        for (const MailRange& range : structure_.between) {
            for (Edit& edit :
                walk_.examine(member_, bytes_.substr(range.begin, range.end - range.begin))) {
                edits_.push_back(
                    {edit.begin + range.begin, edit.end + range.begin, std::move(edit.with)});
            }
        }
    }

    Walk& walk_;
    const std::string& member_;
    std::string_view bytes_;
    MailStructure structure_;
    std::vector<Edit> edits_; // of the mail's bytes
};

} // namespace

Rewritten open_mail(Walk& walk, const std::string& member, std::string_view bytes)
{
    return Mail(walk, member, bytes).open();
}

} // namespace redactor::parser
