#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "redactor/finding.h"

namespace redactor {

// One rule as its file states it. `pattern` (tokens) and `detector` (a parser of ours, by name) exclude each other.
struct Rule {
    std::string id;
    std::string name;
    Kind kind = Kind::other;
    std::string pattern;
    std::string detector;
    std::string validator;
    Confidence confidence = Confidence::medium;
    int priority = 50;
    bool must_look_random =
        false; // the shape alone proves too little: words and code of that shape are left alone
    bool whole_token = true; // the match may not continue a longer run of letters and digits
    std::string source;
    std::vector<std::string> examples;
    std::vector<std::string> counter_examples;
    std::string file;
    std::size_t line = 0;
};

} // namespace redactor
