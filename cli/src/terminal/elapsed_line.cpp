#include "terminal/elapsed_line.h"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <ostream>
#include <stop_token>

namespace cli {

ElapsedLine::ElapsedLine(Context& context, std::string_view label, std::chrono::milliseconds quiet)
{
    if (!context.err_is_terminal)
        return;
    thread_ = std::jthread{[&context, label, quiet](const std::stop_token& stop) {
        const auto started = std::chrono::steady_clock::now();
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock{mutex};
        bool drawn = false;
        auto pause = quiet;
        while (!never.wait_for(lock, stop, pause, [&] { return stop.stop_requested(); })) {
            const auto waited = std::chrono::duration_cast<std::chrono::seconds>(
                std::chrono::steady_clock::now() - started);
            context.err << fmt::format("\r{} \u2026 {} s", label, waited.count()) << std::flush;
            drawn = true;
            pause = std::chrono::seconds{1};
        }
        if (drawn)
            context.err << "\r\x1b[K" << std::flush;
    }};
}

} // namespace cli
