#include "terminal/progress_bar.h"

#include <fmt/format.h>

#include <ostream>

namespace cli {

namespace {

constexpr std::int64_t quiet_ms = 2000;
constexpr std::int64_t redraw_ms = 100;
constexpr std::uint64_t bar_columns = 30;

} // namespace

ProgressBar::ProgressBar(Context& context, std::string_view label)
    : context_{context}, label_{label}, started_{context.world.clock.now()}
{
}

ProgressBar::~ProgressBar()
{
    if (drawn_.ms != 0)
        context_.err << "\r\x1b[K" << std::flush;
}

void ProgressBar::update(std::uint64_t done, std::uint64_t total)
{
    if (!context_.err_is_terminal || total == 0)
        return;
    const vault::Instant now = context_.world.clock.now();
    if (now.ms - started_.ms < quiet_ms || now.ms - drawn_.ms < redraw_ms)
        return;
    drawn_ = now;
    const auto full = static_cast<std::size_t>(done * bar_columns / total);
    context_.err << fmt::format("\r{} [{}{}] {:3}%", label_, std::string(full, '#'),
                        std::string(bar_columns - full, ' '), done * 100 / total)
                 << std::flush;
}

} // namespace cli
