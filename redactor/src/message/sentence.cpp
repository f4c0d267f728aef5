#include "message/sentence.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "text/char_class.h"
#include "text/letter_case.h"
#include "values/value_reader.h"

namespace redactor {
namespace {

// заходимо, vaihdettiin: a stem and an ending. No stem is shorter or longer than these bytes.
bool begins_with_stem(const WordSet& stems, std::string_view word)
{
    constexpr std::size_t stem_bytes_min = 3;
    constexpr std::size_t stem_bytes_max = 24;
    for (std::size_t size = stem_bytes_min; size <= std::min(stem_bytes_max, word.size()); ++size) {
        if (stems.contains(word.substr(0, size))) {
            return true;
        }
    }
    return false;
}

// kv_ftp, u38812, web44: small letters with a number or a bar, as systems name accounts.
bool is_account_like(std::string_view word)
{
    constexpr std::size_t bytes_max = 20;
    return word.size() <= bytes_max && is_lower(word.front()) &&
           word.find_first_of("0123456789_") != std::string_view::npos &&
           std::all_of(word.begin(), word.end(),
               [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '-'; });
}

Part part_of(const SourceText& source, const ProseWord& word)
{
    struct Row {
        WordSet WordLists::* set;
        Part part;
    };
    static constexpr Row rows[] = {{&WordLists::former_words, Part::former},
        {&WordLists::entry_words, Part::entry}, {&WordLists::change_words, Part::change},
        {&WordLists::account_names, Part::account}, {&WordLists::contrast_words, Part::contrast},
        {&WordLists::from_words, Part::from}, {&WordLists::copulas, Part::link},
        {&WordLists::leads, Part::link}, {&WordLists::with_words, Part::link},
        {&WordLists::use_words, Part::use}, {&WordLists::value_fillers, Part::filler},
        {&WordLists::joiners, Part::joiner}, {&WordLists::access_words, Part::access},
        {&WordLists::user_words, Part::thing}, {&WordLists::numbered_things, Part::thing},
        {&WordLists::product_names, Part::thing}};
    const WordLists& words = source.words();
    const std::string_view text = word.text(source);
    if (word.wide) {
        return holds_telling_run(words, text) ? Part::entry : Part::link;
    }
    // DOMAIN\olga
    if (const std::size_t bar = text.find('\\'); bar != std::string_view::npos && bar > 0) {
        return text.find('\\', bar + 1) == std::string_view::npos ? Part::account : Part::other;
    }
    if (text.find('@') != std::string_view::npos && text.find('.') != std::string_view::npos) {
        return Part::account;
    }
    const std::string folded = fold_case(text);
    const auto* const row = std::find_if(std::begin(rows), std::end(rows),
        [&](const Row& entry) { return (words.*entry.set).contains(folded); });
    if (row != std::end(rows)) {
        return row->part;
    }
    if (begins_with_stem(words.entry_stems, folded)) {
        return Part::entry;
    }
    if (begins_with_stem(words.change_stems, folded)) {
        return Part::change;
    }
    return is_account_like(text) ? Part::account : Part::other;
}

// What each word does. Behind "user" stands the name of one.
void take_parts(const SourceText& source, Sentence& sentence)
{
    bool announced = false;
    for (SentenceWord& word : sentence) {
        const std::string folded = fold_case(word.word.text(source));
        word.part = part_of(source, word.word);
        word.with = source.words().with_words.contains(folded);
        word.naming = source.words().naming_words.contains(folded);
        word.label = source.words().is_label_word(folded);
        word.copula = word.part == Part::link && source.words().copulas.contains(folded);
        if (announced && word.part == Part::other && !word.word.wide) {
            word.part = Part::account;
            word.announced = true;
        }
        announced = (word.part == Part::thing || word.part == Part::access) &&
                    source.words().user_words.contains(folded);
    }
}

} // namespace

bool holds_telling_run(const WordLists& words, std::string_view text)
{
    return std::any_of(words.message_runs.begin(), words.message_runs.end(),
        [&](const std::string& run) { return text.find(run) != std::string_view::npos; });
}

std::vector<Sentence> read_sentences(const SourceText& source, std::size_t line, std::size_t stop)
{
    constexpr std::size_t words_max = 120;
    std::vector<Sentence> out(1);
    std::size_t at = line;
    for (std::size_t i = 0; i < words_max && at < stop; ++i) {
        at = skip_blanks(source, at);
        const ProseWord word = read_word(source, at);
        if (word.end > stop) {
            break;
        }
        if (std::any_of(word.text(source).begin(), word.text(source).end(),
                [](char c) { return is_alnum(c) || is_high(c); })) {
            SentenceWord entry;
            entry.word = word;
            if (!word.wide) {
                entry.look = made_up_look(source, word.text(source));
            }
            out.back().push_back(entry);
        }
        if ((word.ends_sentence || source.at(word.end) == ';') && !out.back().empty()) {
            out.emplace_back();
        }
        at = std::max(word.next, at + 1);
    }
    // What the words do is asked only where one of them may be a password.
    const bool looks = std::any_of(out.begin(), out.end(), [](const Sentence& sentence) {
        return std::any_of(sentence.begin(), sentence.end(),
            [](const SentenceWord& word) { return word.look != MadeUp::no; });
    });
    for (Sentence& sentence : out) {
        if (looks) {
            take_parts(source, sentence);
        }
    }
    return out;
}

} // namespace redactor
