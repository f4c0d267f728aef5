#pragma once

#include "redactor/documents/edit.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace redactor::parser {

// Edits of several sources, by the number the reader of the document gave each.
using SourceEdits = std::vector<std::vector<Edit>>;

// A text as a reader of the document sees it, put together from pieces of one or more sources (runs of a paragraph, cells of a
// row, characters written as escapes), that knows where each byte came from.
class MappedText {
public:
    explicit MappedText(std::size_t source = 0) : source_(source) {}

    // Source bytes [at, at + text.size()) that stand for themselves.
    void add_plain(std::string_view text, std::size_t at);

    // Source bytes [begin, end) that stand for `text` only as a whole (an entity, an escape).
    void add_decoded(std::string_view text, std::size_t begin, std::size_t end);

    // Another text's pieces, with their sources.
    void add_text(const MappedText& other);

    // Bytes without a source: what parts paragraphs and cells.
    void add_joint(std::string_view text);

    // What cannot be edited in the source, though it is read (a number in a cell).
    void add_fixed(std::string_view text);

    const std::string& text() const { return text_; }

    // Edits of the text as edits of its source: the first piece touched takes the replacement, of the others what was covered
    // goes away. Appends to `out`, which has a place for each source; false when a fixed piece is touched.
    bool to_source(const std::vector<Edit>& edits, SourceEdits& out) const;

private:
    enum class Kind : unsigned char { plain, decoded, joint, fixed };

    struct Piece {
        std::size_t at; // in the text
        std::size_t size;
        std::size_t begin; // in the source
        std::size_t end;
        Kind kind;
        std::size_t source;
    };

    void add(std::string_view text, std::size_t begin, std::size_t end, Kind kind);

    std::size_t source_;
    std::string text_;
    std::vector<Piece> pieces_; // by `at`, without gaps
};

// Edits of one source gathered from several texts: sorted, and those that overlap made one.
void settle(std::vector<Edit>& edits);

} // namespace redactor::parser
