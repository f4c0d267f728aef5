#include "mapped_text.h"

#include <algorithm>

namespace redactor::parser {

void MappedText::add(std::string_view text, std::size_t begin, std::size_t end, Kind kind)
{
    if (text.empty()) {
        return;
    }
    // One piece for a run of plain bytes, so that a long paragraph is not a piece for each character.
    if (kind == Kind::plain && !pieces_.empty() && pieces_.back().kind == Kind::plain &&
        pieces_.back().source == source_ && pieces_.back().end == begin) {
        pieces_.back().size += text.size();
        pieces_.back().end = end;
    } else {
        pieces_.push_back({text_.size(), text.size(), begin, end, kind, source_});
    }
    text_ += text;
}

void MappedText::add_plain(std::string_view text, std::size_t at)
{
    add(text, at, at + text.size(), Kind::plain);
}

void MappedText::add_decoded(std::string_view text, std::size_t begin, std::size_t end)
{
    add(text, begin, end, Kind::decoded);
}

void MappedText::add_joint(std::string_view text) { add(text, 0, 0, Kind::joint); }

void MappedText::add_fixed(std::string_view text) { add(text, 0, 0, Kind::fixed); }

void MappedText::add_text(const MappedText& other)
{
    for (Piece piece : other.pieces_) {
        piece.at += text_.size();
        pieces_.push_back(piece);
    }
    text_ += other.text_;
}

bool MappedText::to_source(const std::vector<Edit>& edits, SourceEdits& out) const
{
    bool possible = true;
    for (const Edit& edit : edits) {
        const std::string* with = &edit.with;
        static const std::string nothing;
        auto piece = std::partition_point(pieces_.begin(), pieces_.end(),
            [&](const Piece& one) { return one.at + one.size <= edit.begin; });
        for (; piece != pieces_.end() && piece->at < edit.end; ++piece) {
            if (piece->kind == Kind::joint) {
                continue;
            }
            if (piece->kind == Kind::fixed) {
                possible = false;
                continue;
            }
            Edit source{piece->begin, piece->end, *with};
            if (piece->kind == Kind::plain) {
                source.begin += std::max(edit.begin, piece->at) - piece->at;
                source.end = piece->begin + std::min(edit.end, piece->at + piece->size) - piece->at;
            }
            out[piece->source].push_back(std::move(source));
            with = &nothing;
        }
    }
    return possible;
}

void settle(std::vector<Edit>& edits)
{
    // Of two at one place the one that brings text comes first.
    std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.with.size() > b.with.size();
    });
    std::vector<Edit> out;
    for (Edit& edit : edits) {
        if (!out.empty() && edit.begin < out.back().end) {
            out.back().end = std::max(out.back().end, edit.end);
            if (out.back().with.empty()) {
                out.back().with = std::move(edit.with);
            }
        } else {
            out.push_back(std::move(edit));
        }
    }
    edits = std::move(out);
}

} // namespace redactor::parser
