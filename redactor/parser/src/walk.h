#pragma once

#include "examiner.h"
#include "redactor/documents/document_format.h"
#include "redactor/documents/limits.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redactor::parser {

// A member's bytes without what was found in it; absent when nothing has to change.
using Rewritten = std::optional<std::string>;

// One way through one document: opens it as what it is, opens what it holds, and keeps the accounts of its limits. When a limit
// is met the walk goes on to no further member: ended() is true and everything that was not reached counts as whole, because the
// document then is.
//
// Threads: one walk, one thread.
class Walk {
public:
    Walk(Examiner& examiner, const DocumentLimits& limits, std::uint64_t document_bytes);

    // Opens `bytes`, the member named `member` ("" the document), and everything inside.
    Rewritten open(const std::string& member, std::string_view bytes);

    // One text. Empty also when it could not be examined, which is then noted.
    std::vector<Edit> examine(std::string_view member, std::string_view text);

    void whole(std::string_view member, WholeReason reason);

    // Account of what comes out of a decoder, before it is kept. False: a limit is met, noted, and the walk ended.
    bool take_decoded(std::string_view member, std::uint64_t bytes);
    bool take_member(std::string_view member);

    bool ended() const { return ended_; }

private:
    void end(std::string_view member, WholeReason reason);

    Examiner& examiner_;
    DocumentLimits limits_;
    std::uint64_t decoded_bytes_left_;
    std::uint64_t members_left_;
    std::uint32_t depth_ = 0;
    std::chrono::steady_clock::time_point deadline_;
    bool ended_ = false;
};

} // namespace redactor::parser
