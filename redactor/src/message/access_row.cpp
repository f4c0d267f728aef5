#include "message/access_row.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "message/made_up.h"
#include "text/char_class.h"
#include "text/key_look.h"
#include "text/letter_case.h"
#include "values/prose_word.h"
#include "values/value_reader.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

constexpr std::size_t row_bytes_max = 120;

// What the words before the colon say.
enum class Lead {
    none,
    access, // names something that people sign in to: "router"
    sign_in // can be followed by nothing else: "wp-admin"
};

struct Sign {
    std::string_view text;
    std::size_t at = std::string_view::npos;

    std::size_t end() const { return at + text.size(); }
};

// The first of `signs` in `text` at or behind `from`.
template <std::size_t size>
std::optional<Sign> first_sign(
    std::string_view text, std::size_t from, const std::array<std::string_view, size>& signs)
{
    Sign found;
    for (const std::string_view sign : signs) {
        const std::size_t at = text.find(sign, from);
        if (at < found.at) {
            found = {sign, at};
        }
    }
    return found.at == std::string_view::npos ? std::nullopt : std::optional(found);
}

Lead lead_of(const SourceText& source, std::size_t begin, std::size_t end)
{
    constexpr int words_max = 4;
    const WordLists& words = source.words();
    Lead lead = Lead::none;
    std::size_t at = begin;
    for (int i = 0; at < end; ++i) {
        const ProseWord word = read_word(source, skip_blanks(source, at));
        if (i == words_max || word.next <= at) {
            return Lead::none;
        }
        const std::string folded = fold_case(word.text(source));
        if (words.sign_in_words.contains(folded)) {
            lead = Lead::sign_in;
        } else if (words.access_words.contains(folded) || words.product_names.contains(folded)) {
            lead = std::max(lead, Lead::access);
        }
        at = word.next;
    }
    return lead;
}

// root, info@web.example, kv_ftp: what nobody would take for anything but an account.
bool is_account(const SourceText& source, std::string_view name)
{
    return source.words().account_names.contains(fold_case(name)) ||
           name.find_first_of("@_") != std::string_view::npos;
}

// A word of small letters may be the name of anybody where only accounts stand.
bool may_be_account(std::string_view name)
{
    return std::all_of(name.begin(), name.end(),
        [](char c) { return is_lower(c) || is_digit(c) || c == '.' || c == '-' || c == '_'; });
}

bool is_name(std::string_view name)
{
    return name.size() >= 2 && std::all_of(name.begin(), name.end(), [](char c) {
        return is_word(c) || is_high(c) || c == '.' || c == '-' || c == '@';
    });
}

// A word that is no password even beside the name of an account.
bool is_said_of_account(const SourceText& source, std::string_view value)
{
    const WordLists& words = source.words();
    const std::string folded = fold_case(value);
    return words.stop_values.contains(folded) || words.is_label_word(folded) ||
           names_a_thing(words, folded) || words.former_words.contains(folded) ||
           words.value_fillers.contains(folded) || words.copulas.contains(folded);
}

// `told`: of plain words, only those that a slash parts from a name that stands where a name must be count: "login: slow, unreliable",
// "mail: lola@web.example / active" say how it is.
bool is_value(const SourceText& source, std::string_view name, std::string_view value, bool told)
{
    if (value == name && is_account(source, name)) {
        return true; // "test / test"
    }
    if (is_version(value) || value.find_first_of("/:") != std::string_view::npos ||
        is_said_of_account(source, value)) {
        return false;
    }
    const bool account = is_account(source, name);
    switch (strength_of(source, value)) {
    case Strength::none:
        return false;
    case Strength::digits:
        return account && source.words().account_names.contains(fold_case(name));
    case Strength::plain:
        return told && (!is_upper(value.front()) || account);
    case Strength::mixed:
        return account || made_up_look(source, value) >= MadeUp::weak;
    case Strength::strong:
        return true;
    }
    return false;
}

} // namespace

void parse_access_row(SourceText& source, std::size_t line, std::size_t stop)
{
    static constexpr std::array<std::string_view, 6> heads = {
        ": ", " -> ", " → ", " => ", " - ", " – "};
    static constexpr std::array<std::string_view, 7> signs = {
        " / ", "/", ", ", " | ", " - ", " – ", " : "};
    if (stop - line > row_bytes_max) {
        return;
    }
    const std::string_view row = source.text().substr(line, stop - line);
    const std::size_t first = std::min(row.find_first_not_of(" \t>*-•"), row.size());
    const std::optional<Sign> head = first_sign(row, first, heads);
    const std::optional<Sign> sign = head ? first_sign(row, head->end(), signs) : std::nullopt;
    if (!sign) {
        return;
    }
    const std::size_t begin = skip_blanks(source, line + head->end());
    const ProseWord word = read_word(source, skip_blanks(source, line + sign->end()));
    if (line + sign->at <= begin || word.end <= word.begin ||
        skip_blanks(source, word.next) < stop) {
        return;
    }
    const std::string_view name = source.text().substr(begin, line + sign->at - begin);
    const Lead lead = lead_of(source, line + first, line + head->at);
    const bool account = is_account(source, name);
    const bool slash = head->text == ": " && sign->text.find('/') != std::string_view::npos;
    const bool address = name.find('@') != std::string_view::npos;
    const bool told = slash && (lead == Lead::sign_in || (account && !address));
    if (is_name(name) &&
        (lead == Lead::sign_in ? account || may_be_account(name) : account && !address) &&
        (lead != Lead::none || strength_of(source, word.text(source)) > Strength::plain) &&
        is_value(source, name, word.text(source), told)) {
        source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    }
}

} // namespace redactor
