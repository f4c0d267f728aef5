#include "pattern_shape.h"

#include <string>

#include "dense_text.h"
#include "support/catch.h"

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
    for (int round = 0; round < 300; ++round) {
        std::string text;
        for (unsigned i = random(12); i > 0; --i) {
            text.append(random(40), "aZ9_-+/= \n,\"\xC3"[random(13)]);
            text.append(random(20), 'q');
        }
        CAPTURE(text);
        std::string covered(text.size(), '.');
        for_each_dense_range(text, [&](const DenseRange& range) {
            if (range.alnum_runs) {
                covered.replace(range.begin, range.end - range.begin, range.end - range.begin, 'x');
            }
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
