#include "rules/pattern_shape.h"

#include <string>
#include <vector>

#include "support/catch.h"
#include "text/dense_text.h"

using redactor::shape_of_pattern;

TEST_CASE(
    "PatternShape: runs are proved through groups, alternatives and repetitions", "[redactor]")
{
    struct Row {
        std::string pattern;
        bool tokens;
        std::size_t alnum;
        std::size_t word;
    };
    const Row rows[] = {
        {"ghp_[A-Za-z0-9]{36}", true, 36, 40},
        {"[a-f0-9]{8}-[a-f0-9]{4}", true, 8, 13},
        {"(?:live|test)_[A-Za-z0-9]{30,35}", true, 30, 35},
        {"a{3}|bc", true, 2, 2},
        {"x(?:yz){4}?", true, 9, 9},
        {"ab[c-e]?fg", true, 5,
            5}, // what may be missing is no sure part, but breaks nothing either
        {"ab(?:-cd)?ef", true, 2, 4},
        {"(?i)sk[0-9]{5}", true, 7, 7},
        {"[0-9]{4}[ -][0-9]{4}", false, 4, 4},
        {"ab[ ]?cd", false, 2, 2},
        {"\\d{4}\\.\\w{9}", true, 4, 9},
        {"[^a]{20}", false, 0, 0}, // not understood: proves nothing
        {"(?:^|x)[a-z]{20}", false, 0, 0},
        {"a(?=b)", false, 0, 0},
    };
    for (const Row& row : rows) {
        CAPTURE(row.pattern);
        const auto shape = shape_of_pattern(row.pattern);
        CHECK(shape.token_characters_only == row.tokens);
        CHECK(shape.alnum_run <= row.alnum);
        CHECK(shape.alnum_run + 1 >= row.alnum); // 9 of `x(?:yz){4}` may also be 8
        CHECK(shape.word_run <= row.word);
    }
}

TEST_CASE("DenseText: every long run lies in one stretch, whole", "[redactor]")
{
    using namespace redactor;
    unsigned state = 5;
    const auto random = [&](unsigned bound) {
        state = state * 1664525U + 1013904223U;
        return (state >> 16U) % bound;
    };
    std::vector<DenseRange> ranges;
    for (int round = 0; round < 300; ++round) {
        std::string text;
        for (unsigned i = random(12); i > 0; --i) {
            text.append(random(40), "aZ9_-+/= \n,\"\xC3"[random(13)]);
            text.append(random(20), 'q');
        }
        CAPTURE(text);
        std::string covered(text.size(), '.');
        find_dense_ranges(text, ranges);
        for_each_dense_part(ranges, Where::alnum_runs, [&](const TextRange& part) {
            covered.replace(part.begin, part.end - part.begin, part.end - part.begin, 'x');
            return true;
        });
        std::size_t run = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            run = is_alnum(text[i]) ? run + 1 : 0;
            if (run >= alnum_run_bytes_min) {
                CHECK(covered[i] == 'x');
                CHECK(covered[i + 1 - run] == 'x');
            }
        }
    }
}

TEST_CASE(
    "PatternShape: groups of digits count only where the whole match is of them", "[redactor]")
{
    CHECK(shape_of_pattern("[0-9]{4}[ -][0-9]{6}[ -][0-9]{5}").digit_run == 17);
    CHECK(shape_of_pattern("id [0-9]{16}").digit_run == 0);
}

TEST_CASE("DenseText: runs of grouped digits are found, indents and rules of dashes are not",
    "[redactor]")
{
    const std::string text =
        "a: 4539 1488 0343 6467\n                    - - - - - - - - - -\n3782-822463-10005";
    std::vector<std::string> runs;
    redactor::for_each_digit_range(text, [&](const redactor::TextRange& range) {
        runs.push_back(text.substr(range.begin, range.end - range.begin));
        return true;
    });
    CHECK(runs == std::vector<std::string>{" 4539 1488 0343 6467", "3782-822463-10005"});
}

TEST_CASE("DenseText: looking by blocks finds the runs that looking by bytes finds", "[redactor]")
{
    static constexpr redactor::CharacterTable members =
        redactor::table_of([](char c) { return redactor::is_token_word(c); });
    unsigned state = 3;
    const auto random = [&](unsigned below) {
        state = state * 1664525U + 1013904223U;
        return (state >> 16U) % below;
    };
    for (int round = 0; round < 400; ++round) {
        std::string text;
        for (unsigned i = random(14); i > 0; --i) {
            text.append(random(24), "aZ9_-"[random(5)]);
            text.append(1 + random(20), " .,\n"[random(4)]);
        }
        CAPTURE(text);
        std::size_t from = 0;
        while (true) {
            const auto slow =
                redactor::next_run(text, from, redactor::alnum_run_bytes_min, members);
            const auto fast = redactor::next_long_run(
                text, from, redactor::alnum_run_bytes_min, members, redactor::AreTokenWord{});
            REQUIRE(fast.begin == slow.begin);
            REQUIRE(fast.end == slow.end);
            if (slow.begin == text.size()) {
                break;
            }
            from = slow.end;
        }
    }
}
