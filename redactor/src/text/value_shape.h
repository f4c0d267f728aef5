#pragma once

#include <cstddef>
#include <string_view>

namespace redactor {

// What a value is made of; counted once, asked often.
struct ValueShape {
    std::size_t length = 0; // characters, a UTF-8 sequence counted as one
    std::size_t lower = 0;
    std::size_t upper = 0;
    std::size_t digits = 0;
    std::size_t symbols = 0; // ASCII punctuation
    std::size_t blanks = 0;
    std::size_t high = 0; // characters outside ASCII
    std::size_t most_frequent = 0;
    bool hex = false; // hexadecimal digits only
    bool uuid = false;
};

ValueShape shape_of(std::string_view value);

// Whether it holds a byte that words of ordinary text lack: a digit, a sign of passwords, a byte outside ASCII. What holds none is
// of no strength (word_strength.h) above plain, however it is written.
bool holds_telling_byte(std::string_view value);

// Whether it is words and small numbers joined by _ - . or : (aes_128_set_key), as things are named. At least three parts.
bool is_name(std::string_view value);

// Whether it looks like random characters rather than words, names or code: length, classes, bigram rarity.
bool is_random_looking(std::string_view value);

// Whether it looks like what people choose as a password, so that a label nearby is enough: letters with digits or with
// symbols inside, no path, address, date, version, identifier or number.
bool is_password_like(std::string_view value);

// Mean cost in bits of the letter pairs of `value` under a model of ordinary words and identifiers; above 5.2 is rare.
double bigram_bits(std::string_view value);
// Above it the letters make pairs as no words have them: words of four letters run together come to about 4.1, random letters to 5.7 and more.
inline constexpr double rare_pairs_bits = 5.6;

} // namespace redactor
