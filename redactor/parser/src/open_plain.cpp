#include "open_plain.h"

#include "redactor/documents/edit.h"
#include "redactor/documents/text_check.h"

namespace redactor::parser {
namespace {

constexpr std::size_t run_characters_min = 6;

bool is_printable(char c) { return (c >= 0x20 && c < 0x7F) || c == '\t'; }

// The runs of one width, a line each. step 1: bytes; step 2: UTF-16, little-endian.
std::string printable_runs(std::string_view bytes, std::size_t step, std::size_t begin)
{
    std::string out;
    std::string run;
    const auto finish_run = [&] {
        if (run.size() >= run_characters_min) {
            out += run;
            out += '\n';
        }
        run.clear();
    };
    for (std::size_t at = begin; at + step <= bytes.size(); at += step) {
        const bool ascii = step == 1 || bytes[at + 1] == '\0';
        if (ascii && is_printable(bytes[at])) {
            run += bytes[at];
        } else {
            finish_run();
        }
    }
    finish_run();
    return out;
}

} // namespace

void examine_runs(Walk& walk, const std::string& member, std::string_view bytes)
{
    walk.examine(member, printable_runs(bytes, 1, 0));
    // UTF-16 may start at an odd byte, as it does in the records of old office files; read from there, big-endian is covered, too.
    for (std::size_t begin = 0; begin < 2; ++begin) {
        walk.examine(member, printable_runs(bytes, 2, begin));
    }
}

Rewritten open_text(Walk& walk, const std::string& member, std::string_view bytes)
{
    if (const auto fault = text_fault(bytes)) {
        walk.examine(member, bytes);
        walk.whole(member, *fault);
        return std::nullopt;
    }
    return open_ascii_based(walk, member, bytes);
}

Rewritten open_ascii_based(Walk& walk, const std::string& member, std::string_view bytes)
{
    const std::vector<Edit> edits = walk.examine(member, bytes);
    return edits.empty() ? Rewritten{} : apply_edits(bytes, edits);
}

Rewritten open_binary(Walk& walk, const std::string& member, std::string_view bytes)
{
    examine_runs(walk, member, bytes);
    walk.whole(member, WholeReason::binary);
    return std::nullopt;
}

Rewritten open_image(Walk& walk, const std::string& member, std::string_view bytes)
{
    examine_runs(walk, member, bytes);
    walk.whole(member, WholeReason::image);
    return std::nullopt;
}

} // namespace redactor::parser
