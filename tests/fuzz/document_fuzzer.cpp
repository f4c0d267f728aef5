// Opens arbitrary bytes as a document, in process and without its sandbox. Whatever they are, the walk ends, every edit lands, and
// what comes back no longer shows what was taken away.
#include "examiner.h"
#include "walk.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace redactor;

class TakeAway : public parser::Examiner {
public:
    std::optional<std::vector<Edit>> examine(std::string_view, std::string_view text) override
    {
        std::vector<Edit> edits;
        constexpr std::string_view secret = "SECRET";
        for (std::size_t at = text.find(secret); at != std::string_view::npos;
            at = text.find(secret, at + secret.size())) {
            edits.push_back({at, at + secret.size(), "[gone]"});
        }
        found = found || !edits.empty();
        return edits;
    }

    void whole(std::string_view, WholeReason) override { is_whole = true; }

    bool found = false;
    bool is_whole = false;
};

} // namespace

// libarchive's own, of a zip whose directory names one member twice; the parser process ends with its document.
extern "C" const char*
__lsan_default_suppressions() // NOLINT(bugprone-reserved-identifier): the sanitizer asks by this name
{
    return "leak:libarchive.so";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    DocumentLimits limits;
    limits.decoded_bytes_max = std::uint64_t{16} << 20;
    limits.members_max = 200;
    limits.wall_ms_max = 2000;
    TakeAway first;
    parser::Walk walk(first, limits, size);
    const parser::Rewritten rewritten = walk.open({}, bytes);
    if (!rewritten || first.is_whole) {
        return 0;
    }
    TakeAway second;
    parser::Walk again(second, limits, rewritten->size());
    again.open({}, *rewritten);
    if (second.found) {
        std::abort();
    }
    return 0;
}
