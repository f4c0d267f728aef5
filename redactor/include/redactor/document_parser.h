#pragma once

#include "redactor/documents/document_format.h"
#include "redactor/documents/edit.h"
#include "redactor/documents/limits.h"
#include "redactor/documents/whole_reason.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redactor {

// A member that can only be kept sealed whole; "" is the document itself.
struct WholeMember {
    std::string member;
    WholeReason reason{};
};

// What came of one document.
struct ParsedDocument {
    std::optional<std::string>
        rewritten; // with the edits made; absent when there was nothing to change or it was not asked for
    std::vector<WholeMember> whole; // not empty: the document must be kept sealed whole
};

// Looks at one text of a document: what is to be replaced in it, sorted and not overlapping; nothing when it could not be
// examined. `member` comes from the document and may hold any bytes.
using ExamineText = std::function<std::optional<std::vector<Edit>>(
    const std::string& member, std::string_view text)>;

// Opens documents of hostile formats, each in a process of its own (ticketvault-parser) that holds no key, no rule, no file and no
// network. Nothing that process says is believed: lengths, counts and time are bounded here, and its death means that the
// document is kept whole.
//
// Threads: any number may parse at once; each document costs one process while it lasts.
class DocumentParser {
public:
    // `program`: the path of ticketvault-parser.
    explicit DocumentParser(std::filesystem::path program, DocumentLimits limits = {});

    // Calls `examine` for each text, in the order of the document; the same bytes give the same texts in the same order. Blocks for
    // at most limits.wall_ms_max and what `examine` takes.
    ParsedDocument parse(std::string_view bytes, bool rewrite, const ExamineText& examine) const;

    // Whether the program is there, gets into its sandbox and reads a small document: a check at start.
    bool works() const;

    const DocumentLimits& limits() const { return limits_; }

private:
    std::filesystem::path program_;
    DocumentLimits limits_;
};

// ticketvault-parser in the folder of the running program.
std::filesystem::path parser_beside_program();

} // namespace redactor
