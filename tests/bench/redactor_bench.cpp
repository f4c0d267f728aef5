// Prints MB/s of a whole scan beside raw hs_scan of the same two databases over the same bytes, and the ratio.
//
//   redactor_bench [FILE-OR-FOLDER…]     default: texts made here
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "hyperscan.h"
#include "redactor/scanner.h"
#include "rule_set_impl.h"

namespace {

constexpr std::size_t sample_bytes = std::size_t{16} << 20;
constexpr std::size_t block_bytes = std::size_t{64} << 10;

struct Sample {
    std::string name;
    std::string text;
};

std::string repeated(std::string_view piece)
{
    std::string out;
    while (out.size() < sample_bytes) {
        out += piece;
    }
    return out;
}

std::vector<Sample> made_samples()
{
    std::vector<Sample> out;
    out.push_back({"prose", repeated("The printer in the second room stopped after the update and "
                                     "shows a message that nobody here understands. ")});
    out.push_back({"log", repeated("2026-03-02T10:11:12Z INFO request id=8842 path=/v1/orders "
                                   "status=200 ms=14 user=olga key=orders:list\n")});
    out.push_back({"code", repeated("    const auto key = find_key(map, token.text()); // the "
                                    "token decides\n    if (!key) { return password_error; }\n")});
    out.push_back({"near misses",
        repeated("password token secret key ghp_ AKIA sk_live_ -----BEGIN :// password= ")});
    out.push_back(
        {"findings", repeated("DB_PASSWORD=Tundra77pine\nurl=postgres://"
                              "olga:rooft0p#x@db.arlen.test/shop\nfiller filler filler filler\n")});
    return out;
}

std::vector<Sample> read_samples(int count, char** paths)
{
    namespace fs = std::filesystem;
    std::vector<Sample> out;
    for (int i = 1; i < count; ++i) {
        Sample sample{paths[i], {}};
        const auto add = [&](const fs::path& path) {
            std::ifstream in(path, std::ios::binary);
            sample.text.append(
                std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
        };
        if (fs::is_directory(paths[i])) {
            for (const auto& entry : fs::recursive_directory_iterator(
                     paths[i], fs::directory_options::skip_permission_denied)) {
                if (entry.is_regular_file() && !entry.is_symlink() &&
                    sample.text.size() < sample_bytes) {
                    add(entry.path());
                }
            }
        } else {
            add(paths[i]);
        }
        out.push_back(std::move(sample));
    }
    return out;
}

template <typename Run>
double mb_per_second(const std::string& text, Run run)
{
    using clock = std::chrono::steady_clock;
    double best = 0;
    for (int round = 0; round < 3; ++round) {
        const auto begin = clock::now();
        for (std::size_t at = 0; at < text.size(); at += block_bytes) {
            run(std::string_view(text).substr(at, block_bytes));
        }
        const double seconds = std::chrono::duration<double>(clock::now() - begin).count();
        best = std::max(best, static_cast<double>(text.size()) / 1e6 / seconds);
    }
    return best;
}

int ignore_match(unsigned, unsigned long long, unsigned long long, unsigned, void*) { return 0; }

} // namespace

int main(int argc, char* argv[])
{
    const auto rules = redactor::RuleSet::builtin();
    if (!rules) {
        fmt::print(stderr, "the rules do not build: {}\n", rules.error().what);
        return 1;
    }
    redactor::Scanner scanner(*rules);
    const redactor::RuleSet::Impl& set = (*rules)->impl();
    const redactor::Scratch scratch = redactor::make_scratch(set.databases());
    fmt::print("{:24} {:>10} {:>12} {:>8} {:>10}\n", "text", "scan MB/s", "hs_scan MB/s", "ratio",
        "findings");
    for (const Sample& sample : argc > 1 ? read_samples(argc, argv) : made_samples()) {
        std::size_t findings = 0;
        const double scan = mb_per_second(sample.text, [&](std::string_view block) {
            const auto found = scanner.scan(block);
            findings += found ? found->size() : 0;
        });
        const double raw = mb_per_second(sample.text, [&](std::string_view block) {
            for (const hs_database_t* database : set.databases()) {
                hs_scan(database, block.data(), static_cast<unsigned>(block.size()), 0,
                    scratch.get(), ignore_match, nullptr);
            }
        });
        fmt::print("{:24} {:10.0f} {:12.0f} {:7.0f}% {:10}\n", sample.name, scan, raw,
            100 * scan / raw, findings / 3);
    }
    return 0;
}
