#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "redactor/finding.h"
#include "rules/key_shape.h"

namespace redactor {

// So many lines `check` writes for each name and key of a service.
inline constexpr std::size_t service_line_count = 6;

// One rule as its file states it. It has exactly one of: `pattern` (tokens), `detector` (a parser of ours, by name) and
// `names` (a service whose keys only its name gives away).
struct Rule {
    std::string id;
    std::string name;
    Kind kind = Kind::other;
    std::string pattern;
    std::string detector;
    std::string anchor; // what the finder looks for instead: a cheap part of every match
    std::string validator;
    std::vector<std::string> names; // of the service, as they stand before its keys
    bool common_name = false;   // also an everyday word: found only when a key word follows at once
    std::vector<KeyShape> keys; // what its keys look like; empty = unknown: they must look random
    std::vector<std::string>
        key_texts; // the same as written; `keys` is made of it when the rules are bound
    Confidence confidence = Confidence::medium;
    int priority = 50;
    bool must_look_random =
        false; // the shape alone proves too little: words and code of that shape are left alone
    bool whole_token = true; // the match may not continue a longer run of letters and digits
    bool literal =
        false; // the value must be one: placeholders, variables, hashes, paths and stop words are left alone
    std::string unless; // an expression no part of the value may match
    std::string source;
    std::vector<std::string> examples;
    std::vector<std::string> counter_examples;
    std::string file;
    std::size_t line = 0;
};

} // namespace redactor
