#include "values/variants.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "text/char_class.h"
#include "text/key_look.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/code_word.h"
#include "values/prose_word.h"
#include "values/running_text.h"
#include "values/value_reader.h"
#include "values/vetoes.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

constexpr std::size_t variant_bytes_min = 6;
constexpr std::size_t variant_bytes_max = 40;
constexpr std::size_t edits_max = 2;
constexpr std::size_t reach_bytes = 200; // each way
constexpr std::size_t crowd_size = 6;    // so many passwords in so few bytes are a list of them
constexpr std::size_t crowd_bytes = 512;

// Levenshtein's distance (1965), by the usual two rows.
std::size_t distance(std::string_view one, std::string_view other)
{
    std::array<std::size_t, variant_bytes_max + 1> row{};
    for (std::size_t j = 0; j <= other.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= one.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= other.size(); ++j) {
            const std::size_t change = diagonal + (one[i - 1] == other[j - 1] ? 0U : 1U);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
        }
    }
    return row[other.size()];
}

std::string letters_and_digits(std::string_view word)
{
    std::string out = fold_case(word);
    std::erase_if(out, [](char c) { return !is_alnum(c) && !is_high(c); });
    return out;
}

bool has_size(std::string_view word)
{
    return word.size() >= variant_bytes_min && word.size() <= variant_bytes_max;
}

// What else stands near a password and looks like it: the address or the version it was made of.
bool is_other_thing(const SourceText& source, std::string_view word)
{
    return is_version(word) || is_path_or_url(word) || is_dummy(source.words(), word) ||
           is_code_word(word) ||
           word.find_first_of("@/,()[]{}<>=:;`\\") != std::string_view::npos ||
           strength_of(source, word) < Strength::mixed;
}

// "on server Sommer2024", "user: Olga2020": the word before says that it is another thing.
bool is_named_thing(const SourceText& source, std::size_t word)
{
    constexpr std::size_t word_bytes = 32;
    std::size_t end = word;
    while (end > 0 && word - end < word_bytes && !is_word(source.at(end - 1)) &&
           !is_high(source.at(end - 1)) && source.at(end - 1) != '\n') {
        --end;
    }
    std::size_t begin = end;
    while (begin > 0 && end - begin < word_bytes &&
           (is_word(source.at(begin - 1)) || is_high(source.at(begin - 1)))) {
        --begin;
    }
    const std::string folded = fold_case(source.text().substr(begin, end - begin));
    const WordLists& words = source.words();
    return words.numbered_things.contains(folded) || words.access_words.contains(folded) ||
           words.account_names.contains(folded) || folded == "ssid" ||
           words.user_words.contains(folded);
}

void take_variants_of(SourceText& source, const Value& password)
{
    const std::string_view text = source.text();
    const std::string_view value = text.substr(password.begin, password.end - password.begin);
    std::size_t at = password.begin - std::min(password.begin, reach_bytes);
    while (at > 0 && at < password.begin && !is_space(text[at - 1])) {
        ++at; // not from the middle of a word
    }
    const std::size_t stop = std::min(text.size(), password.end + reach_bytes);
    source.count_read(stop - at);
    while (at < stop) {
        const ProseWord word = read_word(source, at);
        const bool apart = word.end <= password.begin || word.begin >= password.end;
        if (word.end > word.begin && apart && !word.wide &&
            are_variants(value, word.text(source)) && !is_other_thing(source, word.text(source)) &&
            !is_named_thing(source, word.begin)) {
            source.add(Detector::prose, word.begin, word.end, Kind::password, Confidence::medium);
        }
        at = std::max(word.next, at + 1);
    }
}

} // namespace

bool are_variants(std::string_view one, std::string_view other)
{
    constexpr std::size_t signs_max = 6; // by which they differ at most
    if (!has_size(one) || !has_size(other) ||
        std::max(one.size(), other.size()) - std::min(one.size(), other.size()) > signs_max ||
        (to_lower(one.front()) != to_lower(other.front()) && is_alnum(one.front()) &&
            is_alnum(other.front())) ||
        !holds_telling_byte(one) || !holds_telling_byte(other)) {
        return false;
    }
    const std::string a = letters_and_digits(one);
    const std::string b = letters_and_digits(other);
    return a.size() + edits_max >= variant_bytes_min && !b.empty() && a.front() == b.front() &&
           distance(a, b) <= edits_max;
}

void take_variants(SourceText& source, const std::vector<Candidate>& found)
{
    const std::string_view text = source.text();
    std::vector<Value> passwords;
    for (const Candidate& candidate : found) {
        const std::string_view value =
            text.substr(candidate.begin, candidate.end - candidate.begin);
        if (candidate.kind == Kind::password && has_size(value) &&
            value.find_first_of(" \t\n") == std::string_view::npos) {
            passwords.push_back({candidate.begin, candidate.end, candidate.end, false, 0});
        }
    }
    const auto before = [](const Value& a, const Value& b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    };
    std::sort(passwords.begin(), passwords.end(), before);
    const auto same = [](const Value& a, const Value& b) { return a.begin == b.begin; };
    passwords.erase(std::unique(passwords.begin(), passwords.end(), same), passwords.end());
    for (std::size_t i = 0; i < passwords.size(); ++i) {
        // Where they stand close together each is found by itself, and looking around all of them would take long.
        const bool crowded =
            i >= crowd_size && passwords[i].begin - passwords[i - crowd_size].begin < crowd_bytes;
        if (!crowded && is_running_text(source, passwords[i].begin)) {
            take_variants_of(source, passwords[i]);
        }
    }
}

} // namespace redactor
