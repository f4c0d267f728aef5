// A stream cut at arbitrary places must give the findings of the whole text. The first bytes of the input choose the cuts.
#include "redactor/stream_scanner.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static redactor::Scanner scanner(redactor::RuleSet::builtin().value());
    constexpr std::size_t cut_count = 4;
    if (size < cut_count) {
        return 0;
    }
    const std::string_view text(reinterpret_cast<const char*>(data) + cut_count, size - cut_count);
    const redactor::ScanOptions options{redactor::Confidence::low, {}};
    const auto whole = scanner.scan(text, options);
    redactor::StreamScanner stream(scanner, options);
    std::vector<redactor::Finding> pieces;
    bool failed = false;
    std::size_t at = 0;
    for (std::size_t i = 0; i <= cut_count && !failed; ++i) {
        const std::size_t taken =
            i == cut_count ? text.size() - at : std::min<std::size_t>(data[i], text.size() - at);
        const auto found = stream.write(text.substr(at, taken));
        failed = !found;
        if (found) {
            pieces.insert(pieces.end(), found->begin(), found->end());
        }
        at += taken;
    }
    if (const auto found = stream.finish(); found) {
        pieces.insert(pieces.end(), found->begin(), found->end());
    } else {
        failed = true;
    }
    const bool same =
        failed == !whole &&
        (failed || std::equal(pieces.begin(), pieces.end(), whole->begin(), whole->end(),
                       [](const redactor::Finding& a, const redactor::Finding& b) {
                           return a.begin == b.begin && a.end == b.end && a.rule == b.rule;
                       }));
    if (!same) {
        std::abort();
    }
    return 0;
}
