#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "redactor/finding.h"

namespace redactor {

// The parsers of ours that report findings, each under the rule that names it in rules/*.yml (`detector: <word>`).
enum class Detector : std::uint8_t {
    assignment,
    named_value,
    markup,
    prose,
    pair,
    url_userinfo,
    authorization,
    cookie,
    private_key,
    command_line,
    sql,
    encoded,
    table,
    json_web_token,
};
inline constexpr std::size_t detector_count = 14;

// A range one rule proposes. Candidates may overlap; overlap.h chooses.
struct Candidate {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t rule = 0;
    Kind kind = Kind::other;
    Confidence confidence = Confidence::medium;
    int priority = 0;
    bool long_token =
        false; // longer than parsers read, and without white space: what lies inside is part of it
};

} // namespace redactor
