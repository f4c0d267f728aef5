#include "values/variants.h"

#include <algorithm>
#include <array>
#include <string>

#include "text/char_class.h"
#include "text/key_look.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/code_word.h"
#include "values/prose_word.h"
#include "values/running_text.h"
#include "values/vetoes.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

constexpr std::size_t variant_bytes_min = 6;
constexpr std::size_t variant_bytes_max = 40;
constexpr std::size_t edits_max = 2;
constexpr std::size_t reach_bytes = 200; // each way

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
    const std::size_t count = found.size(); // what is added below is no reason for more
    for (std::size_t i = 0; i < count; ++i) {
        const Candidate password = found[i];
        const std::string_view value = text.substr(password.begin, password.end - password.begin);
        if (password.kind != Kind::password || !has_size(value) ||
            value.find_first_of(" \t\n") != std::string_view::npos ||
            !is_running_text(source, password.begin)) {
            continue;
        }
        std::size_t at = password.begin - std::min(password.begin, reach_bytes);
        while (at > 0 && at < password.begin && !is_space(text[at - 1])) {
            ++at; // not from the middle of a word
        }
        const std::size_t stop = std::min(text.size(), password.end + reach_bytes);
        while (at < stop) {
            const ProseWord word = read_word(source, at);
            const std::size_t next = std::max(word.next, at + 1);
            if (word.end > word.begin &&
                (word.end <= password.begin || word.begin >= password.end) && !word.wide &&
                are_variants(value, word.text(source)) &&
                !is_other_thing(source, word.text(source))) {
                source.add(
                    Detector::prose, word.begin, word.end, Kind::password, Confidence::medium);
            }
            at = next;
        }
    }
}

} // namespace redactor
