#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "redactor/documents/edit.h"
#include "redactor/finding.h"

namespace redactor {

// The placeholder that stands for a sealed credential: [sealed:<kind>:<id>].
std::string placeholder(Kind kind, std::string_view id);

// The replacement of one finding. Called once per finding, in order. Must not contain quotes, backslashes or control
// characters where the text may be JSON: placeholder() and mask() do not.
using Replace = std::function<std::string(const Finding&)>;

// [masked:<kind>], for copies that are kept outside a vault.
std::string mask(const Finding& finding);

// What replaces each finding. `findings` are those of scan() for this text: sorted, not overlapping.
// Text that looks like a placeholder but whose id is not in `known_ids` is escaped: `[sealed:` becomes `[sealed\:`
// (inside a JSON string, where one backslash would break the document, `[sealed\\:`).
std::vector<Edit> edits_of(std::string_view text, std::span<const Finding> findings,
    const Replace& replace, std::span<const std::string> known_ids = {});

// The text with those edits made.
std::string rewrite(std::string_view text, std::span<const Finding> findings,
    const Replace& replace, std::span<const std::string> known_ids = {});

} // namespace redactor
