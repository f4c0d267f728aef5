#include "example_text.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace redactor {
namespace {

struct Class {
    std::string_view name;
    std::string_view characters;
};

constexpr std::array<Class, 10> classes = {{
    {"alnum", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"},
    {"lower", "abcdefghijklmnopqrstuvwxyz"},
    {"upper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    {"digit", "123456789"},
    {"hex", "0123456789abcdef"},
    {"base32", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"},
    {"base64", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"},
    {"base64url", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"},
    {"alnumlower", "abcdefghijklmnopqrstuvwxyz0123456789"},
    {"alnumupper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"},
}};

constexpr std::size_t run_bytes_max = 2000;

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

// The run that `<name:count>` at `at` stands for; moves `at` behind it. Nothing when it is ordinary text.
std::optional<std::string> expand_run(std::string_view example, std::size_t& at, Sequence& sequence)
{
    const std::size_t colon = example.find(':', at);
    const std::size_t close = example.find('>', at);
    if (colon == std::string_view::npos || close == std::string_view::npos || colon > close) {
        return std::nullopt;
    }
    const std::string_view name = example.substr(at + 1, colon - at - 1);
    std::size_t count = 0;
    const auto parsed = std::from_chars(example.data() + colon + 1, example.data() + close, count);
    if (parsed.ptr != example.data() + close || count == 0 || count > run_bytes_max) {
        return std::nullopt;
    }
    for (const Class& choice : classes) {
        if (choice.name == name) {
            std::string run;
            for (std::size_t i = 0; i < count; ++i) {
                run += choice.characters[sequence.next(choice.characters.size())];
            }
            at = close + 1;
            return run;
        }
    }
    return std::nullopt;
}

} // namespace

ExampleText expand_example(std::string_view example, std::string_view seed)
{
    ExampleText out;
    Sequence sequence(seed);
    std::size_t at = 0;
    while (at < example.size()) {
        if (example.substr(at, 2) == "{{" && !out.begin) {
            out.begin = out.text.size();
            at += 2;
        } else if (example.substr(at, 2) == "}}" && out.begin && out.end == 0) {
            out.end = out.text.size();
            at += 2;
        } else if (example[at] == '<') {
            if (const std::optional<std::string> run = expand_run(example, at, sequence)) {
                out.text += *run;
            } else {
                out.text += example[at++];
            }
        } else {
            out.text += example[at++];
        }
    }
    return out;
}

} // namespace redactor
