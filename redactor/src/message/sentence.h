#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "message/made_up.h"
#include "values/prose_word.h"
#include "values/source_text.h"

namespace redactor {

// What a word of a sentence does for a password beside it.
enum class Part : std::uint8_t {
    other,
    former,   // old, new, now
    entry,    // log in, type, tried
    change,   // changed, instead
    use,      // use: of anything, so it tells only where the message names a password
    contrast, // not, but
    link,     // is, with, to
    filler,   // the, just
    joiner,   // and, or
    from,     // from, instead of
    account,  // admin, olga@web.example
    access,   // vpn, router
    thing     // printer, version: what follows is its name
};

struct SentenceWord {
    ProseWord word;
    Part part = Part::other;
    MadeUp look = MadeUp::no;
    bool announced = false; // an account only because "user" stands before it
    bool with = false;      // of the links, those a name follows as well: "log in with olga"
    bool naming = false;    // "name", "ssid"
    bool label = false;     // of a credential
    bool copula = false;    // of the links, those that say what something is
    bool taken = false;
};

using Sentence = std::vector<SentenceWord>;

// Whether a run of a script without blanks holds one of the pieces that tell of an access.
bool holds_telling_run(const WordLists& words, std::string_view text);

// The sentences between `line` and `stop`, the ends of one line; at most 120 words of it are read.
std::vector<Sentence> read_sentences(const SourceText& source, std::size_t line, std::size_t stop);

} // namespace redactor
