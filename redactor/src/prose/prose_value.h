#pragma once

#include <cstddef>
#include <string_view>

#include "rules/label.h"
#include "values/source_text.h"
#include "values/word_strength.h"

namespace redactor {

// How closely the text binds a value to its label, from not at all to `label: value`.
enum class Link { none, near, adjacent, copula, colon };

// Where a word stands as seen from the label.
struct Place {
    Link link = Link::none;
    std::size_t words = 0;           // between label and value
    std::size_t strays = 0;          // of them, those that bind no value to a label
    std::size_t sentence_strays = 0; // those of the value's own sentence
    bool stopped = false;            // one of them is a stop word: "the password is not"
    bool plainly = false;     // the last of them announces a plain word: "the password is just …"
    bool parted = false;      // a comma stands between
    std::size_t distance = 0; // sentences and lines between them
    bool quoted = false;
    bool ends_phrase = false; // nothing of the same phrase follows the value
    bool near_user = false;   // an account was named right before
    bool late_colon = false;  // the colon stands behind other words: "password for the wifi: x"
    bool led = false;         // the word right before the value leads to it: "changed it to X"
    bool foreign = false;     // the label is of a script or with letters that ASCII has not
    bool copula = false;      // one stands in the value's own sentence
    bool weak_label = false; // the label is an abbreviation that names other things, too: "PIN pad"
    bool found = false;      // a value was found before this one
    bool bracketed = false;  // the value stands alone in brackets: "the old one (X)"
    std::size_t words_behind = 0; // of the same phrase
    bool alone = false;           // the value is all there is on its line
};

// 1985, 2024: as likely a year as a number of somebody's choice.
bool is_year(std::string_view word);

// Whether a word behind a label of this class is the secret it announces.
bool is_secret_at(
    const SourceText& source, LabelClass label_class, std::string_view word, const Place& place);

} // namespace redactor
