#pragma once

#include <cstddef>
#include <string_view>

#include "prose/prose_value.h"
#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// What stands between two words.
struct Gap {
    std::size_t at = 0;
    Link link = Link::none;
    std::size_t lines = 0;
};

// Moves over blanks, line ends, : = - → and brackets.
Gap read_gap(const SourceText& source, std::size_t at);

// Nothing of the phrase follows: "heslo ahoj, uživatel …", "password monkey and user …".
bool ends_phrase_at(const SourceText& source, std::size_t at);

// Xが, X就是: a short run of a script without blanks that begins or ends with a particle or copula.
inline constexpr std::size_t wide_link_bytes_max = 12; // four kana or ideographs: では, 就是
bool links_wide(const SourceText& source, std::string_view run);

// Nothing but quotes, list signs and a full stop shares the line with [begin, end).
bool is_alone_on_line(const SourceText& source, std::size_t begin, std::size_t end);

// The value is all that somebody answers: "anna, 10:42: X", "A: X" on a line of its own, behind a question or in a log of a chat.
bool is_whole_answer(
    const SourceText& source, std::size_t label_end, std::size_t begin, std::size_t end);

// 2026-03-12T12:36:23Z: with the letter between date and time only programs write it, before each record of a log.
bool is_time_of_record(std::string_view word);

// An account's name stands between its label `user`, which may be null, and this one: "user olga, password …", but not
// "user and password …".
bool names_user(const SourceText& source, const Identifier& identifier, const Identifier* user);

// A wireless network is named before the label on its line, in it, or on the line above a label that begins its own.
bool names_network(const SourceText& source, const Identifier& identifier);

// One is named right behind it: "the code for the guest wifi".
bool names_network_behind(const SourceText& source, const Identifier& identifier);

// "wifi", "WLAN", "вайфая": a kind of network, in small letters.
bool names_network_kind(std::string_view folded);

// What stands at `at` is a wireless network's name: its kind is named right before.
bool is_network_name(const SourceText& source, std::size_t at);

// Whether the bytes the label reaches can hold a value of its class: for keys and numbers most texts lack them altogether.
bool reaches_candidate(const SourceText& source, const Identifier& identifier,
    LabelClass label_class, std::size_t reach_bytes);

} // namespace redactor
