#include "vaults/machine_checks.h"

#include "redactor/document_parser.h"
#include "text/time_text.h"

#include <fmt/format.h>

#include <fstream>
#include <sys/resource.h>

namespace cli {

namespace {

constexpr rlim_t locked_bytes_min = 8ULL * 1024 * 1024; // the arena for secrets takes 6 MiB of it

Finding memory_lock()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_MEMLOCK, &limit) != 0)
        return {Health::warn, "locked memory", "the limit cannot be read", "look at 'ulimit -l'"};
    if (limit.rlim_cur == RLIM_INFINITY)
        return {Health::ok, "locked memory", "no limit", ""};
    const auto text = fmt::format("{} KiB may be locked", limit.rlim_cur / 1024);
    if (limit.rlim_cur >= locked_bytes_min)
        return {Health::ok, "locked memory", text, ""};
    return {Health::fail, "locked memory", text,
        "raise it to at least 8 MiB: LimitMEMLOCK=8M in the unit, or 'ulimit -l 8192'"};
}

Finding swap()
{
    std::ifstream file{"/proc/swaps"};
    std::string line;
    std::size_t areas = 0;
    std::getline(file, line); // heading
    if (!file)
        return {Health::warn, "swap", "cannot be read", "look at 'swapon --show'"};
    while (std::getline(file, line))
        ++areas;
    if (areas == 0)
        return {Health::ok, "swap", "none", ""};
    return {Health::warn, "swap",
        fmt::format("{} active; text being scanned could be written there",
            areas == 1 ? "one area" : fmt::format("{} areas", areas)),
        "MemorySwapMax=0 in the unit, encrypted swap, or none"};
}

Finding core_dumps()
{
    std::ifstream file{"/proc/sys/kernel/core_pattern"};
    std::string pattern;
    std::getline(file, pattern);
    rlimit limit{};
    const bool off = ::getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0;
    // A pipe gets the image whatever the limit says (core(5)).
    if (pattern.starts_with('|'))
        return {Health::warn, "core dumps",
            "go to a program; keys are left out of them, text being scanned is not",
            "sysctl kernel.core_pattern=core and LimitCORE=0"};
    if (off || pattern.empty())
        return {Health::ok, "core dumps", "off", ""};
    return {Health::warn, "core dumps",
        "are written; keys are left out of them, text being scanned is not",
        "LimitCORE=0 in the unit, or 'ulimit -c 0'"};
}

Finding clock_sanity(vault::Instant now)
{
    constexpr std::int64_t earliest_ms = 1767225600000; // 2026-01-01: this program is not older
    constexpr std::int64_t latest_ms = 4102444800000;   // 2100-01-01
    const std::string text = fmt::format("it is {}", vault::to_rfc3339(now));
    if (now.ms < earliest_ms || now.ms > latest_ms)
        return {Health::fail, "clock", text + ", which cannot be",
            "set the clock: expiry depends on it"};
    std::ifstream adjusted{"/run/systemd/timesync/synchronized"};
    return {Health::ok, "clock", adjusted ? text + ", kept in step by the network" : text, ""};
}

Finding document_parser()
{
    if (redactor::DocumentParser{redactor::parser_beside_program()}.works())
        return {Health::ok, "documents", "opened in a sandboxed process", ""};
    return {Health::fail, "documents", "ticketvault-parser does not work: each is sealed whole",
        "install it beside ticketvault; the kernel must allow seccomp filters"};
}

} // namespace

std::vector<Finding> examine_machine(vault::Instant now)
{
    return {memory_lock(), swap(), core_dumps(), clock_sanity(now), document_parser()};
}

} // namespace cli
