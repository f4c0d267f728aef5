#include "text/word_set.h"

#include <string>

#include "scanning.h"
#include "support/catch.h"
#include "text/value_shape.h"
#include "values/word_strength.h"

using redactor::WordSet;

TEST_CASE("WordSet: words that differ only in their middle are told apart", "[redactor]")
{
    WordSet words = {"12345678-a-12345678", "", "pin"};
    CHECK(words.contains("12345678-a-12345678"));
    CHECK_FALSE(words.contains("12345678-b-12345678"));
    CHECK(words.contains(""));
    CHECK(words.contains("pin"));
    CHECK_FALSE(words.contains("pi"));
    CHECK_FALSE(words.contains("pins"));
    CHECK_FALSE(WordSet().contains(""));
}

TEST_CASE("WordSet: thousands of words stay, each once", "[redactor]")
{
    constexpr int count = 5000;
    WordSet words;
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < count; ++i) {
            words.insert("word" + std::to_string(i));
        }
    }
    CHECK(words.end() - words.begin() == count);
    for (int i = 0; i < count; ++i) {
        CHECK(words.contains("word" + std::to_string(i)));
        CHECK_FALSE(words.contains("word" + std::to_string(i) + "x"));
    }
}

TEST_CASE("Strength: a word without a telling byte is no more than plain", "[redactor]")
{
    std::string characters = "aeiourstnAEIOURSTN"; // more letters than signs, as in words
    for (int byte = 0; byte < 256; ++byte) {
        const std::string one(1, static_cast<char>(byte));
        characters += redactor::holds_telling_byte(one) ? "" : one;
    }
    std::vector<redactor::Candidate> candidates;
    const redactor::SourceText source("", redactor_tests::rules()->impl(), candidates);
    std::size_t state = 7;
    for (int i = 0; i < 20'000; ++i) {
        std::string word;
        for (std::size_t size = 1 + state % 19; word.size() < size;) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            word += characters[(state >> 33U) % characters.size()];
        }
        REQUIRE_FALSE(redactor::holds_telling_byte(word));
        CAPTURE(word);
        REQUIRE(redactor::strength_of(source, word) <= redactor::Strength::plain);
    }
    CHECK(redactor::holds_telling_byte("kettle#spoon"));
    CHECK(redactor::holds_telling_byte("kettle5"));
    CHECK(redactor::holds_telling_byte("żaba"));
}
