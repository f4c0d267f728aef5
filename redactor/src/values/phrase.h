#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "values/source_text.h"

namespace redactor {

// How much of a phrase may be words that sentences are made of.
enum class PhraseKind {
    content,  // none: behind a bare label anything said of the password would have one
    ordinary, // up to half
    any,      // all: in a file of settings the rest of the line is the value whatever it says
};

// Several words as a person chooses them for a password: "Blau Licht", "correct horse battery staple", but neither a text of the
// interface nor something said of the password.
bool is_chosen_phrase(const WordLists& words, std::string_view phrase, PhraseKind kind);

// Small letters throughout, and three words, or two and a number of two digits or more: "otter copper meadow", "wolke sieben 77".
bool is_long_phrase(std::string_view phrase);

// A word that says something of a password, or binds others to a sentence; `folded` as fold_case makes it.
bool is_of_sentences(const WordLists& words, const std::string& folded);

// Where a phrase ends that begins at `begin` and takes the rest of its line, two words at least; nothing when what stands there is
// something else.
std::optional<std::size_t> phrase_to_line_end(
    const SourceText& source, std::size_t begin, PhraseKind kind);

} // namespace redactor
