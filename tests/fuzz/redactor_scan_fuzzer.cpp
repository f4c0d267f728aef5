// Feeds arbitrary bytes to the scanner and checks what the rewriter relies on: findings in order, inside the text, apart.
#include "redactor/rewrite.h"
#include "redactor/scanner.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static redactor::Scanner scanner(redactor::RuleSet::builtin().value());
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto findings = scanner.scan(text, {redactor::Confidence::low, {}});
    if (!findings) {
        return 0;
    }
    std::size_t last = 0;
    for (const redactor::Finding& finding : *findings) {
        if (finding.begin < last || finding.end <= finding.begin || finding.end > size) {
            std::abort();
        }
        last = finding.end;
    }
    return redactor::rewrite(text, *findings, redactor::mask).size() > size * 40 + 64
           ? std::abort(),
           1 : 0;
}
