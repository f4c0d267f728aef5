#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace redactor_bench {

struct Sample {
    std::string name;
    std::string text;
};

// What lies under the paths, each path one sample of at most 16 MiB. Binary files are left out.
std::vector<Sample> read_samples(const std::vector<std::string>& paths);

// Documentation and source code of this machine (what is missing is left out), a log and a HAR file made here.
std::vector<Sample> ordinary_texts();

// What is slow on purpose: one line of 100 MB, near misses, floods of labels, markers and base64, invalid UTF-8.
std::vector<Sample> hostile_texts();

std::string log_lines(std::size_t bytes);

} // namespace redactor_bench
