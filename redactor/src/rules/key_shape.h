#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redactor {

// A key as a rule file describes it: literal text mixed with runs of one character class.
//     <hex:32>       32 characters of a class: alnum, lower, upper, digit, hex, base32, base58, base64, base64pad (with =), base64url,
//                    opaque (base64 of both kinds and . ~ : ! $ ^), alnumlower, alnumupper
//     <alnum:20-40>  between 20 and 40 of them; at most one run of a shape may vary, so that matching stays linear
//     <uuid>         hex digits parted as 8-4-4-4-12
// Anything else in angle brackets is literal text.
class KeyShape {
public:
    struct Run {
        std::string_view characters; // of static storage; empty = `literal`
        std::string literal;
        std::size_t count_min = 0;
        std::size_t count_max = 0;
        bool any_case = false; // hex matches in both cases
    };

    // The error is a sentence of ours.
    static std::expected<KeyShape, std::string> parse(std::string_view text);

    // End of the longest match that begins at `at`; nothing when there is none.
    std::optional<std::size_t> match(std::string_view text, std::size_t at) const;

    // Longest match in bytes.
    std::size_t width_bytes() const { return width_bytes_; }
    const std::vector<Run>& runs() const { return runs_; }

private:
    std::vector<Run> runs_;
    std::size_t width_bytes_ = 0;
};

inline constexpr std::size_t key_shape_run_bytes_max = 2000;

} // namespace redactor
