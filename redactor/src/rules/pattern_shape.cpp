#include "rules/pattern_shape.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <optional>

#include "text/char_class.h"
#include "text/dense_text.h"

namespace redactor {
namespace {

using CharacterSet = std::bitset<256>;

// What holds of the runs of one class in every text a part of the pattern matches.
struct Run {
    bool all = true;        // nothing else in it
    std::size_t prefix = 0; // at the start, at least
    std::size_t suffix = 0;
    std::size_t best = 0; // the longest, at least
};

constexpr std::size_t class_count = 3;

struct Part {
    bool tokens = true;    // token characters only
    std::size_t least = 0; // characters at least
    std::array<Run, class_count> runs;
};

bool in_class(std::size_t index, char c)
{
    return index == 0 ? is_alnum(c) : index == 1 ? is_token_word(c) : is_grouped_digit(c);
}

Part joined(const Part& a, const Part& b)
{
    Part out;
    out.tokens = a.tokens && b.tokens;
    out.least = a.least + b.least;
    for (std::size_t i = 0; i < class_count; ++i) {
        const Run& x = a.runs[i];
        const Run& y = b.runs[i];
        Run& run = out.runs[i];
        run.all = x.all && y.all;
        run.prefix = x.all ? a.least + y.prefix : x.prefix;
        run.suffix = y.all ? b.least + x.suffix : y.suffix;
        run.best = std::max({x.best, y.best, x.suffix + y.prefix, run.prefix, run.suffix});
    }
    return out;
}

Part either(const Part& a, const Part& b)
{
    Part out{a.tokens && b.tokens, std::min(a.least, b.least), {}};
    for (std::size_t i = 0; i < class_count; ++i) {
        const Run& x = a.runs[i];
        const Run& y = b.runs[i];
        out.runs[i] = {x.all && y.all, std::min(x.prefix, y.prefix), std::min(x.suffix, y.suffix),
            std::min(x.best, y.best)};
    }
    return out;
}

Part repeated(const Part& part, std::size_t least)
{
    Part out{part.tokens, part.least * least, {}};
    for (std::size_t i = 0; i < class_count; ++i) {
        if (part.runs[i].all) {
            out.runs[i] = {true, out.least, out.least, out.least};
        } else {
            out.runs[i] = least > 0 ? part.runs[i] : Run{false, 0, 0, 0};
        }
    }
    return out;
}

Part part_of(const CharacterSet& set)
{
    Part out{true, 1, {}};
    for (std::size_t c = 0; c < set.size(); ++c) {
        if (set[c]) {
            const char character = static_cast<char>(c);
            out.tokens = out.tokens && is_token_character(character);
            for (std::size_t i = 0; i < class_count; ++i) {
                out.runs[i].all = out.runs[i].all && in_class(i, character);
            }
        }
    }
    for (Run& run : out.runs) {
        run.prefix = run.suffix = run.best = run.all ? 1 : 0;
    }
    return out;
}

// A recursive descent over the pattern; nothing as soon as something is not understood.
class Reader {
public:
    explicit Reader(std::string_view pattern) : rest_(pattern) {}

    std::optional<Part> whole()
    {
        const std::optional<Part> part = alternatives();
        return rest_.empty() ? part : std::nullopt;
    }

private:
    static constexpr int depth_max = 20;

    bool take(std::string_view start)
    {
        const bool there = rest_.starts_with(start);
        rest_.remove_prefix(there ? start.size() : 0);
        return there;
    }

    char next()
    {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }

    std::optional<Part> alternatives()
    {
        std::optional<Part> out = sequence();
        while (out && take("|")) {
            const std::optional<Part> other = sequence();
            out = other ? std::optional(either(*out, *other)) : std::nullopt;
        }
        return out;
    }

    std::optional<Part> sequence()
    {
        Part out;
        while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
            std::optional<Part> item = atom();
            if (!item || !quantify(*item)) {
                return std::nullopt;
            }
            out = joined(out, *item);
        }
        return out;
    }

    std::optional<Part> atom()
    {
        if (take("(?i)")) {
            return Part{};
        }
        if (take("(?:") || take("(?i:") || (!rest_.starts_with("(?") && take("("))) {
            if (++depth_ > depth_max) {
                return std::nullopt;
            }
            const std::optional<Part> inner = alternatives();
            --depth_;
            return take(")") ? inner : std::nullopt;
        }
        CharacterSet set;
        const char c = next();
        if (c == '[') {
            return bracket(set) ? std::optional(part_of(set)) : std::nullopt;
        }
        if (c == '\\') {
            return escape(set) ? std::optional(part_of(set)) : std::nullopt;
        }
        if (std::string_view("(){}*+?^$.").find(c) != std::string_view::npos) {
            return std::nullopt;
        }
        set.set(static_cast<unsigned char>(c));
        return part_of(set);
    }

    // Behind a backslash: a punctuation character stands for itself, few letters for a class.
    bool escape(CharacterSet& set)
    {
        if (rest_.empty()) {
            return false;
        }
        const char c = next();
        if (c == 'w' || c == 'd' || c == 's') {
            for (std::size_t i = 0; i < set.size(); ++i) {
                const char member = static_cast<char>(i);
                const bool in = c == 'w'   ? is_word(member)
                                : c == 'd' ? is_digit(member)
                                           : is_space(member);
                set.set(i, set[i] || in);
            }
            return true;
        }
        if (is_alnum(c) || is_high(c)) {
            return false;
        }
        set.set(static_cast<unsigned char>(c));
        return true;
    }

    bool bracket(CharacterSet& set)
    {
        if (rest_.empty() || rest_.front() == '^' || rest_.front() == ']') {
            return false;
        }
        while (!rest_.empty() && rest_.front() != ']') {
            const char first = next();
            if (first == '\\') {
                if (!escape(set)) {
                    return false;
                }
                continue;
            }
            if (first == '[') {
                return false;
            }
            char last = first;
            if (rest_.size() >= 2 && rest_.front() == '-' && rest_[1] != ']') {
                next();
                last = next();
            }
            if (is_high(first) || is_high(last) || last < first || last == '\\') {
                return false;
            }
            for (char c = first; c <= last; ++c) {
                set.set(static_cast<unsigned char>(c));
            }
        }
        return take("]");
    }

    bool quantify(Part& part)
    {
        std::size_t least = 1;
        if (take("?") || take("*")) {
            least = 0;
        } else if (take("{")) {
            least = number();
            if (take(",")) {
                number();
            }
            if (!take("}")) {
                return false;
            }
        } else if (!take("+")) {
            return true;
        }
        take("?"); // lazy: the same texts match
        part = repeated(part, least);
        return true;
    }

    std::size_t number()
    {
        std::size_t out = 0;
        while (!rest_.empty() && is_digit(rest_.front()) && out < 100'000) {
            out = out * 10 + static_cast<std::size_t>(next() - '0');
        }
        return out;
    }

    std::string_view rest_;
    int depth_ = 0;
};

} // namespace

PatternShape shape_of_pattern(std::string_view pattern)
{
    const std::optional<Part> part = Reader(pattern).whole();
    if (!part) {
        return {};
    }
    const Run& digits = part->runs[2];
    return {part->tokens, part->runs[0].best, part->runs[1].best, digits.all ? digits.best : 0};
}

} // namespace redactor
