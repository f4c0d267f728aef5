#include "redactor/documents/edit.h"

namespace redactor {

std::string apply_edits(std::string_view text, std::span<const Edit> edits)
{
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    for (const Edit& edit : edits) {
        out += text.substr(at, edit.begin - at);
        out += edit.with;
        at = edit.end;
    }
    out += text.substr(at);
    return out;
}

bool are_in_order(std::span<const Edit> edits, std::size_t text_bytes)
{
    std::size_t at = 0;
    for (const Edit& edit : edits) {
        if (edit.begin < at || edit.end < edit.begin || edit.end > text_bytes) {
            return false;
        }
        at = edit.end;
    }
    return true;
}

} // namespace redactor
