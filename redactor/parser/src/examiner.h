#pragma once

#include "redactor/documents/edit.h"
#include "redactor/documents/whole_reason.h"

#include <optional>
#include <string_view>
#include <vector>

namespace redactor::parser {

// Whoever looks at the texts of a document. In the parser process that is the service at the other end of the socket; in tests
// it is anything.
class Examiner {
public:
    virtual ~Examiner() = default;

    // What is to be replaced in this text: sorted, not overlapping. Nothing: it could not be examined.
    virtual std::optional<std::vector<Edit>> examine(
        std::string_view member, std::string_view text) = 0;

    // `member` can only be kept whole.
    virtual void whole(std::string_view member, WholeReason reason) = 0;
};

} // namespace redactor::parser
