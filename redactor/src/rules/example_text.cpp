#include "rules/example_text.h"

#include <cstdint>

#include "rules/key_shape.h"

namespace redactor {
namespace {

// Numerical Recipes' 64-bit LCG: any fixed sequence will do.
class Sequence {
public:
    explicit Sequence(std::string_view seed)
    {
        for (const char c : seed) {
            state_ = (state_ ^ static_cast<unsigned char>(c)) * 1099511628211U;
        }
    }
    std::size_t next(std::size_t bound)
    {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::size_t>(state_ >> 33U) % bound;
    }

private:
    std::uint64_t state_ = 14695981039346656037U;
};

// The mark is taken out of the literal text before the runs are expanded: `{{` and `}}` never stand inside a run.
void append_literal(std::string_view literal, ExampleText& out)
{
    for (std::size_t at = 0; at < literal.size();) {
        if (literal.substr(at, 2) == "{{" && !out.begin) {
            out.begin = out.text.size();
            at += 2;
        } else if (literal.substr(at, 2) == "}}" && out.begin && out.end == 0) {
            out.end = out.text.size();
            at += 2;
        } else {
            out.text += literal[at++];
        }
    }
}

// Every seventh character of letters and digits is a digit: real keys of any length hold some, and a short run of chance
// might not.
char next_character(std::string_view characters, std::size_t at, Sequence& sequence)
{
    constexpr std::size_t digit_every = 7;
    static constexpr std::string_view digits = "234567"; // those that base32 has too
    const bool has_digits = characters.find('2') != std::string_view::npos;
    if (has_digits && at % digit_every == digit_every / 2) {
        return digits[sequence.next(digits.size())];
    }
    return characters[sequence.next(characters.size())];
}

} // namespace

ExampleText expand_example(std::string_view example, std::string_view seed)
{
    ExampleText out;
    Sequence sequence(seed);
    const auto shape = KeyShape::parse(example);
    if (!shape) {
        append_literal(example, out);
        return out;
    }
    for (const KeyShape::Run& run : shape->runs()) {
        if (run.characters.empty()) {
            append_literal(run.literal, out);
            continue;
        }
        for (std::size_t i = 0; i < run.count_min; ++i) {
            out.text += next_character(run.characters, i, sequence);
        }
    }
    return out;
}

} // namespace redactor
