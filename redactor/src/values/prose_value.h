#pragma once

#include <cstddef>
#include <string_view>

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// How closely the text binds a value to its label, from not at all to `label: value`.
enum class Link { none, near, adjacent, copula, colon };

// What a word would be as a password, from no value at all to one that no sentence holds by chance.
enum class Strength { none, plain, digits, mixed, strong };

// Where a word stands as seen from the label.
struct Place {
    Link link = Link::none;
    std::size_t words = 0;    // between label and value
    std::size_t strays = 0;   // of them, those that bind no value to a label
    bool stopped = false;     // one of them is a stop word: "the password is not"
    bool plainly = false;     // the last of them announces a plain word: "the password is just …"
    bool parted = false;      // a comma stands between
    std::size_t distance = 0; // sentences and lines between them
    bool quoted = false;
    bool ends_phrase = false; // nothing of the same phrase follows the value
    bool near_user = false;   // an account was named right before
    bool late_colon = false;  // the colon stands behind other words: "password for the wifi: x"
    bool alone = false;       // the value is all there is on its line
};

Strength strength_of(const SourceText& source, std::string_view word);

// Whether the word is one that stands in no sentence by chance, so that the label may be some words away.
bool is_unlike_text(std::string_view word);

// Whether a word behind a label of this class is the secret it announces.
bool is_secret_at(
    const SourceText& source, LabelClass label_class, std::string_view word, const Place& place);

bool is_base32_seed(std::string_view word);
bool is_grouped_code(std::string_view word);

} // namespace redactor
