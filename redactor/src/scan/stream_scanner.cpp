#include "redactor/stream_scanner.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "scan/window_scan.h"

namespace redactor {
namespace {

constexpr std::size_t buffer_bytes = scan_left_bytes + scan_window_bytes + scan_right_bytes + 1;

} // namespace

struct StreamScanner::State {
    State(Scanner::State& scanner, const ScanOptions& options)
        : ids(options.known_ids.begin(), options.known_ids.end()),
          scan(scanner.rules->impl(), scanner.scratch.get(), scanner.places,
              {options.min_confidence, ids}),
          buffer(std::make_unique_for_overwrite<char[]>(buffer_bytes))
    {
        if (!scanner.scratch) {
            error = ScanError::engine;
        }
    }
    ~State() { explicit_bzero(buffer.get(), high_water); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    // Scans one window and drops what no later one needs.
    std::expected<void, ScanError> scan_window(bool last, std::vector<Finding>& out)
    {
        const std::size_t core_end = last ? begin + size : core_begin + scan_window_bytes;
        const auto done = scan.scan({{buffer.get(), size}, begin, core_begin, core_end, last}, out);
        if (!done) {
            error = done.error();
            return done;
        }
        core_begin = core_end;
        const std::size_t keep_from =
            core_begin > scan_left_bytes ? core_begin - scan_left_bytes : 0;
        const std::size_t gone = last ? size : keep_from - begin;
        std::memmove(buffer.get(), buffer.get() + gone, size - gone);
        begin += gone;
        size -= gone;
        return {};
    }

    std::vector<std::string> ids;
    WindowScan scan;
    std::unique_ptr<char[]> buffer;
    std::size_t begin = 0; // of the buffer, in the whole text
    std::size_t size = 0;
    std::size_t high_water = 0; // bytes of the buffer that were ever used
    std::size_t core_begin = 0;
    std::optional<ScanError> error;
};

StreamScanner::StreamScanner(Scanner& scanner, const ScanOptions& options)
    : state_(std::make_unique<State>(*scanner.state_, options))
{
}

StreamScanner::~StreamScanner() = default;

std::expected<std::vector<Finding>, ScanError> StreamScanner::write(std::string_view bytes)
{
    State& state = *state_;
    std::vector<Finding> out;
    while (!bytes.empty() && !state.error) {
        // A window is scanned when a byte behind its right context shows that it is not the last.
        const std::size_t wanted =
            state.core_begin + scan_window_bytes + scan_right_bytes + 1 - state.begin;
        const std::size_t taken = std::min(bytes.size(), wanted - state.size);
        std::memcpy(state.buffer.get() + state.size, bytes.data(), taken);
        state.size += taken;
        state.high_water = std::max(state.high_water, state.size);
        bytes.remove_prefix(taken);
        if (state.size == wanted) {
            if (const auto done = state.scan_window(false, out); !done) {
                break;
            }
        }
    }
    if (state.error) {
        return std::unexpected(*state.error);
    }
    return out;
}

std::expected<std::vector<Finding>, ScanError> StreamScanner::finish()
{
    State& state = *state_;
    std::vector<Finding> out;
    if (!state.error) {
        const auto done = state.scan_window(true, out);
        if (done) {
            return out;
        }
    }
    return std::unexpected(*state.error);
}

std::size_t StreamScanner::settled() const { return state_->scan.settled(); }

} // namespace redactor
