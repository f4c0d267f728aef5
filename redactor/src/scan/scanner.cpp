#include "redactor/scanner.h"

#include "redactor/stream_scanner.h"
#include "scan/window_scan.h"

namespace redactor {

std::string_view to_string(ScanError error)
{
    static constexpr std::string_view words[] = {
        "too large", "too many findings", "over the confirmation budget", "engine failed"};
    return words[static_cast<std::size_t>(error)];
}

Scanner::Scanner(std::shared_ptr<const RuleSet> rules) : state_(std::make_unique<State>())
{
    const RuleSet::Impl& set = rules->impl();
    state_->scratch = make_scratch(set.databases());
    state_->rules = std::move(rules);
}

Scanner::~Scanner() = default;
Scanner::Scanner(Scanner&&) noexcept = default;
Scanner& Scanner::operator=(Scanner&&) noexcept = default;

const RuleSet& Scanner::rules() const { return *state_->rules; }

std::expected<std::vector<Finding>, ScanError> Scanner::scan(
    std::string_view text, const ScanOptions& options)
{
    if (text.size() > scan_bytes_max) {
        return std::unexpected(ScanError::too_large);
    }
    if (!state_->scratch) {
        return std::unexpected(ScanError::engine);
    }
    if (text.empty()) {
        return std::vector<Finding>();
    }
    WindowScan scan(state_->rules->impl(), state_->scratch.get(), state_->places, options);
    std::vector<Finding> findings;
    std::size_t core_begin = 0;
    bool last = false;
    while (!last) {
        last = text.size() - core_begin <= scan_window_bytes + scan_right_bytes;
        const std::size_t begin = core_begin > scan_left_bytes ? core_begin - scan_left_bytes : 0;
        const std::size_t core_end = last ? text.size() : core_begin + scan_window_bytes;
        // One byte more than the context: a StreamScanner has seen it when it scans.
        const std::size_t end = last ? text.size() : core_end + scan_right_bytes + 1;
        const Window window{text.substr(begin, end - begin), begin, core_begin, core_end, last};
        if (auto done = scan.scan(window, findings); !done) {
            return std::unexpected(done.error());
        }
        core_begin = core_end;
    }
    return findings;
}

} // namespace redactor
