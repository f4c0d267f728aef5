#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "rules/label.h"
#include "values/source_text.h"
#include "values/value_reader.h"
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
    std::size_t distance = 0; // sentences and lines between them
    bool quoted = false;
    bool near_user = false;  // an account was named right before
    bool network = false;    // the password is that of a wireless network
    bool phrase = false;     // the label calls what it announces a phrase
    bool late_colon = false; // the colon stands behind other words: "password for the wifi: x"
    bool led = false;        // the word right before the value leads to it: "changed it to X"
    bool owned = false;      // the word right before the value says whose the secret is
    bool of_thing = false;   // the word right before names an account or a thing that people number
    bool of_owner = false; // the label is followed by whose the secret is: "password of the shop X"
    bool foreign = false;  // the label is of a script or with letters that ASCII has not
    bool copula = false;   // one stands in the value's own sentence
    bool weak_label = false; // the label is an abbreviation that names other things, too: "PIN pad"
    bool found = false;      // a value was found before this one
};

// What stands around a value. Read when somebody asks: most words are no values for simpler reasons.
class Surroundings {
public:
    // `apart`: another sentence or line than that of the label, which ends at `label_end`.
    Surroundings(const SourceText& source, const Value& value, std::size_t label_end, bool apart)
        : source_(source), value_(value), label_end_(label_end), apart_(apart)
    {
    }

    // Words of the same phrase that follow, of which few are counted.
    std::size_t words_behind() const;
    bool ends_phrase() const { return words_behind() == 0; }
    // The value stands apart and is all there is on its line.
    bool is_alone() const;
    // A comma stands between label and value.
    bool is_parted() const;
    // The value stands alone in brackets: "the old one (X)".
    bool is_bracketed() const;

private:
    // A word that is read in pieces ends behind the last of them.
    std::size_t whole_end() const;

    const SourceText& source_;
    Value value_;
    std::size_t label_end_;
    bool apart_;
    mutable std::optional<std::size_t> words_behind_;
    mutable std::optional<bool> alone_;
};

// 1985, 2024: as likely a year as a number of somebody's choice.
bool is_year(std::string_view word);

// Whether a word behind a label of this class is the secret it announces.
bool is_secret_at(const SourceText& source, LabelClass label_class, std::string_view word,
    const Place& place, const Surroundings& around);

} // namespace redactor
