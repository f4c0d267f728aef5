#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "redactor/scanner.h"
#include "rules/rule_set_impl.h"
#include "scan/find_places.h"
#include "scan/overlap.h"

namespace redactor {

struct Scanner::State {
    std::shared_ptr<const RuleSet> rules;
    Scratch scratch;
    FoundPlaces places;
};

// A piece of a text with the context around it; offsets are those of the whole text.
struct Window {
    std::string_view text;
    std::size_t begin = 0;      // of `text`
    std::size_t core_begin = 0; // candidates that begin in [core_begin, core_end) are this window's
    std::size_t core_end = 0;
    bool last = true;
};

// Scans the windows of one text, given in order.
class WindowScan {
public:
    WindowScan(const RuleSet::Impl& set, hs_scratch_t* scratch, FoundPlaces& places,
        const ScanOptions& options)
        : set_(set), scratch_(scratch), places_(places), options_(options)
    {
    }

    // Adds the findings that have become final to `out`.
    std::expected<void, ScanError> scan(const Window& window, std::vector<Finding>& out);

    std::size_t settled() const { return settled_; }

private:
    void carry_table(std::string_view text, std::size_t header, std::size_t end, bool last);

    const RuleSet::Impl& set_;
    hs_scratch_t* scratch_;
    FoundPlaces& places_;
    ScanOptions options_;
    std::vector<Candidate> candidates_;
    OverlapResolver resolver_;
    std::string table_header_; // of a table that goes on behind the last window
    std::size_t finding_count_ = 0;
    std::size_t settled_ = 0;
};

} // namespace redactor
