#pragma once

#include <string_view>

#include "values/source_text.h"

namespace redactor {

// What a word would be as a password, from no value at all to one that no sentence holds by chance.
enum class Strength { none, plain, digits, mixed, strong };

Strength strength_of(const SourceText& source, std::string_view word);

// Whether the word is one that stands in no sentence by chance, so that the label may be some words away.
bool is_unlike_text(std::string_view word);

// Whether the word is a password wherever it stands: unlike any text, and neither a placeholder, a path nor code. A word that
// has one of `foreign_signs` belongs to something else there.
bool is_free_password(
    const SourceText& source, std::string_view word, std::string_view foreign_signs);

// SaddleWalnut6382, zijr9SGr, njl3tlmfi1: letters and digits that name no product. A number of few digits is one of a thing.
bool is_made_up_word(const SourceText& source, std::string_view word);

// Hase2020, f3rr3t3r1a: letters and a digit among or behind them, neither a thing with its number (Printer23), a product nor a version,
// and not in capitals, as numbers of orders are.
bool is_numbered_word(const SourceText& source, std::string_view word);

// printer, Rechnung, server: what people number ("Printer23 not Printer32"), and products.
bool names_a_thing(const WordLists& words, std::string_view word);

// report_2024.pdf: a short ending of letters.
bool is_file_name(std::string_view word);

// Kettle51Spoon, Ложка51Чай: two words with capitals and a number of two digits or more between them.
bool is_twin_word(std::string_view word);

// BvFQxLJkbj: capitals and small letters in turns that no word is made of.
bool is_scrambled_letters(std::string_view word);

// EL-2025-00417: numbers of orders and products are written in capitals.
bool is_all_capitals(std::string_view word);

// harbour_lantern: two words in small letters, neither a label nor one of sentences. Programs name things so, but where a text says
// what a password is, nobody names a thing.
bool is_joined_pair(const SourceText& source, std::string_view word);

// deniz-kum-güneş, Zonnebloem-Vaas, chai-samosa: words of letters joined by dashes, none of them a label or one of sentences.
bool are_joined_words(const SourceText& source, std::string_view word);

// Meer.Salz.Stein, knedlík.zelí: words of letters joined by dots, each with a capital or one of them with letters outside ASCII, so
// that it is neither a host nor a member of an object in most sources; none of them a label, one of sentences or one of code.
bool are_dotted_words(const SourceText& source, std::string_view word);

// fjqw-mzxk-ttrp-aovd: groups of four small letters as no words have them, which is how mail providers write passwords of programs.
bool is_program_password(std::string_view word);

bool is_base32_seed(std::string_view word);
bool is_grouped_code(std::string_view word);

// Ticket#88213, Error#4021, v5.2.1-beta: the number of a thing or a version.
bool is_number_of_thing(const SourceText& source, std::string_view word);

} // namespace redactor
