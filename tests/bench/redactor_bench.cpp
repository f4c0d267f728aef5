// Speed of the redactor: MB/s of a scan beside raw hs_scan of the same databases over the same bytes in the same run, latency of small
// texts, peak memory of a stream of 1 GiB. Prints tables, asserts nothing.
//
//   redactor_bench [FILE-OR-FOLDER…]     instead of the texts of this machine
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "bench_texts.h"
#include "redactor/scanner.h"
#include "redactor/stream_scanner.h"
#include "rules/hyperscan.h"
#include "rules/rule_set_impl.h"
#include "text/dense_text.h"

namespace {

using redactor::Finder;
using redactor::Where;
using redactor_bench::Sample;

constexpr std::size_t write_bytes = std::size_t{64} << 10;
constexpr int rounds_max = 3; // the best counts: others use the machine, too
constexpr double seconds_enough = 1;

// Of this process alone, so that a busy machine distorts less.
double cpu_seconds()
{
    timespec now{};
    static_cast<void>(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now));
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <typename Run>
double best_mb_per_second(std::size_t bytes, Run run)
{
    double best = 0;
    double spent = 0;
    for (int round = 0; round < rounds_max && spent < seconds_enough; ++round) {
        const double begin = cpu_seconds();
        run();
        const double seconds = cpu_seconds() - begin;
        spent += seconds;
        best = std::max(best, static_cast<double>(bytes) / 1e6 / seconds);
    }
    return best;
}

int ignore_match(unsigned, unsigned long long, unsigned long long, unsigned, void*) { return 0; }

// Every database over the bytes a scan gives it, and nothing else.
void run_databases(const redactor::RuleSet::Impl& set, hs_scratch_t* scratch,
    std::vector<redactor::DenseRange>& dense, std::string_view text)
{
    const auto run = [&](const Finder& finder, std::string_view part) {
        hs_scan(finder.database.get(), part.data(), static_cast<unsigned>(part.size()), 0, scratch,
            ignore_match, nullptr);
    };
    for (const Finder& finder : set.finders) {
        if (finder.where == Where::anywhere) {
            run(finder, text);
        }
    }
    find_dense_ranges(text, dense);
    for (const Finder& finder : set.finders) {
        redactor::for_each_dense_part(dense, finder.where, [&](const redactor::TextRange& part) {
            run(finder, text.substr(part.begin, part.end - part.begin));
            return true;
        });
    }
    for (const Finder& finder : set.finders) {
        if (finder.where == Where::digit_groups) {
            redactor::for_each_digit_range(text, [&](const redactor::TextRange& range) {
                run(finder, text.substr(range.begin, range.end - range.begin));
                return true;
            });
        }
    }
}

void print_throughput(redactor::Scanner& scanner, const std::vector<Sample>& samples)
{
    const redactor::RuleSet::Impl& set = scanner.rules().impl();
    const redactor::Scratch scratch = redactor::make_scratch(set.databases());
    std::vector<redactor::DenseRange> dense;
    fmt::print("{:24} {:>7} {:>10} {:>12} {:>7} {:>9}  {}\n", "text", "MB", "scan MB/s",
        "hs_scan MB/s", "ratio", "findings", "result");
    for (const Sample& sample : samples) {
        std::size_t findings = 0;
        std::string_view result = "whole";
        const double scan = best_mb_per_second(sample.text.size(), [&] {
            redactor::StreamScanner stream(scanner);
            findings = 0;
            const std::string_view text = sample.text;
            for (std::size_t at = 0; at <= text.size(); at += write_bytes) {
                const bool last = at + write_bytes > text.size();
                for (int step = 0; step < (last ? 2 : 1); ++step) {
                    const auto found =
                        step == 0 ? stream.write(text.substr(at, write_bytes)) : stream.finish();
                    if (!found) {
                        result = redactor::to_string(found.error());
                        return;
                    }
                    findings += found->size();
                }
            }
        });
        const double raw = best_mb_per_second(sample.text.size(), [&] {
            for (std::size_t at = 0; at < sample.text.size(); at += redactor::scan_window_bytes) {
                run_databases(set, scratch.get(), dense,
                    std::string_view(sample.text).substr(at, redactor::scan_window_bytes));
            }
        });
        fmt::print("{:24} {:7.1f} {:10.0f} {:12.0f} {:6.0f}% {:9}  {}\n", sample.name,
            static_cast<double>(sample.text.size()) / 1e6, scan, raw, 100 * scan / raw, findings,
            result);
    }
}

void print_latency(redactor::Scanner& scanner, const std::vector<Sample>& samples)
{
    fmt::print("\n{:24} {:>8} {:>10} {:>10}\n", "latency", "bytes", "p50 ms", "p99 ms");
    for (const Sample& sample : samples) {
        for (const std::size_t size : {std::size_t{4} << 10, std::size_t{64} << 10}) {
            std::vector<double> times;
            for (std::size_t at = 0; at + size <= sample.text.size() && times.size() < 2000;
                at += size) {
                const double begin = cpu_seconds();
                const auto found = scanner.scan(std::string_view(sample.text).substr(at, size));
                times.push_back((cpu_seconds() - begin) * 1e3);
            }
            if (times.size() < 100) {
                continue;
            }
            std::sort(times.begin(), times.end());
            fmt::print("{:24} {:8} {:10.3f} {:10.3f}\n", sample.name, size, times[times.size() / 2],
                times[times.size() * 99 / 100]);
        }
    }
}

// Peak resident memory while 1 GiB streams through, above what the process used before it.
void print_memory(redactor::Scanner& scanner)
{
    const auto peak_mb = [] {
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        return static_cast<double>(usage.ru_maxrss) / 1024;
    };
    const std::string piece = redactor_bench::log_lines(std::size_t{8} << 20);
    const double before = peak_mb();
    redactor::StreamScanner stream(scanner);
    std::size_t bytes = 0;
    const double begin = cpu_seconds();
    while (bytes < (std::size_t{1} << 30)) {
        const std::size_t at = bytes % (piece.size() - write_bytes);
        if (!stream.write(std::string_view(piece).substr(at, write_bytes))) {
            break;
        }
        bytes += write_bytes;
    }
    const auto last = stream.finish();
    fmt::print("\nstream of {:.0f} MB: {:.0f} MB/s, peak memory {:.0f} MB ({:.0f} MB before it, "
               "with the {:.0f} MB read from)\n",
        static_cast<double>(bytes) / 1e6,
        static_cast<double>(bytes) / 1e6 / (cpu_seconds() - begin), peak_mb(), before,
        static_cast<double>(piece.size()) / 1e6);
}

} // namespace

int main(int argc, char* argv[])
{
    static_cast<void>(
        std::setvbuf(stdout, nullptr, _IOLBF, 0)); // a table on a pipe grows line by line, too
    const double begin = cpu_seconds();
    const auto rules = redactor::RuleSet::builtin();
    if (!rules) {
        fmt::print(stderr, "the rules do not load: {}\n", rules.error().what);
        return 1;
    }
    redactor::Scanner scanner(*rules);
    fmt::print("rules ready after {:.1f} ms\n\n", (cpu_seconds() - begin) * 1e3);
    const std::vector<std::string> paths(argv + 1, argv + argc);
    if (!paths.empty()) {
        print_throughput(scanner, redactor_bench::read_samples(paths));
        return 0;
    }
    print_memory(scanner);
    fmt::print("\n");
    const std::vector<Sample> texts = redactor_bench::ordinary_texts();
    print_throughput(scanner, texts);
    print_throughput(scanner, redactor_bench::hostile_texts());
    print_latency(scanner, texts);
    return 0;
}
