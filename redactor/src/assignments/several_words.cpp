#include "assignments/several_words.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "assignments/assignment.h"
#include "text/char_class.h"
#include "values/code_word.h"
#include "values/grouped_value.h"
#include "values/phrase.h"

namespace redactor {
namespace {

// The line above or below sets a variable, too, with no blank around the sign: a file of settings, and no command with one set for it.
bool stands_among_settings(const SourceText& source, std::size_t at)
{
    constexpr std::size_t line_bytes_max = 200;
    const auto sets_variable = [&](std::size_t begin) {
        std::size_t end = begin;
        while (end - begin < line_bytes_max &&
               (is_word(source.at(end)) || source.at(end) == '.' || source.at(end) == '-')) {
            ++end;
        }
        return end > begin && source.at(end) == '=' && source.at(end + 1) != '=';
    };
    const std::size_t begin = source.line_begin(at);
    const std::size_t below = source.line_end(at) + 1;
    return (begin > 1 && sets_variable(source.line_begin(begin - 1))) ||
           (below < source.text().size() && sets_variable(below));
}

// DB_PASSWORD: a variable of the environment.
bool is_variable(const SourceText& source, const Identifier& identifier)
{
    const std::string_view name =
        source.text().substr(identifier.begin, identifier.end - identifier.begin);
    return name.find('_') != std::string_view::npos &&
           std::none_of(name.begin(), name.end(), is_lower);
}

} // namespace

Value within_quotes(const SourceText& source, const Identifier& identifier, const Value& value)
{
    constexpr std::size_t inside_bytes_max = 128;
    constexpr std::size_t lead_bytes_max = 16;
    static constexpr std::array<std::string_view, 6> leads = {
        "Environment=", "export ", "-e ", "--env ", "ENV ", "- "};
    const std::size_t open = identifier.begin - std::min<std::size_t>(identifier.begin, 1);
    const char quote = open < identifier.begin ? source.at(open) : '\0';
    const std::string_view lead =
        source.text().substr(open - std::min(open, lead_bytes_max), std::min(open, lead_bytes_max));
    if ((quote != '"' && quote != '\'') ||
        source.words().labels[identifier.label].label_class != LabelClass::password ||
        std::none_of(leads.begin(), leads.end(),
            [&](std::string_view each) { return lead.ends_with(each); })) {
        return value;
    }
    const std::size_t stop = std::min(source.line_end(value.begin), value.begin + inside_bytes_max);
    const std::size_t close = source.text().substr(0, stop).find(quote, value.begin);
    return close != std::string_view::npos && close > value.end &&
                   is_chosen_phrase(source.words(),
                       source.text().substr(value.begin, close - value.begin), PhraseKind::any)
               ? Value{value.begin, close, close + 1, true, 0}
               : value;
}

bool take_phrase(SourceText& source, const Identifier& identifier, const Value& value)
{
    const Label& label = source.words().labels[identifier.label];
    const bool glued = source.at(value.begin - 1) == '=';
    const std::string_view before = source.text().substr(0, value.begin);
    const bool printed = before.ends_with(" => ") && is_variable(source, identifier);
    if (label.label_class != LabelClass::password || label.text == "pass" ||
        identifier.label_end != identifier.end ||
        is_code_word(source.text().substr(value.begin, value.end - value.begin)) ||
        (glued && !stands_among_settings(source, identifier.begin))) {
        return false;
    }
    const bool phrase = label.text.ends_with("phrase");
    const std::optional<std::size_t> end = phrase_to_line_end(source, value.begin,
        glued || printed ? PhraseKind::any
        : phrase         ? PhraseKind::ordinary
                         : PhraseKind::content);
    // Behind a colon names of people and things are as often two words: "Password: Bob Jones".
    if (!end || (!glued && !printed &&
                    !is_long_phrase(source.text().substr(value.begin, *end - value.begin)))) {
        return false;
    }
    source.add(Detector::assignment, value.begin, *end, Kind::password, Confidence::medium);
    return true;
}

bool take_grouped(SourceText& source, const Identifier& identifier, std::size_t at)
{
    const LabelClass label_class = source.words().labels[identifier.label].label_class;
    const std::optional<std::size_t> end = label_class == LabelClass::pin ||
                                                   label_class == LabelClass::license ||
                                                   label_class == LabelClass::token
                                               ? std::nullopt
                                               : grouped_value_end(source, at);
    // A fingerprint, the number of an account: of hexadecimal digits only a password is written so.
    const std::string_view groups = end ? source.text().substr(at, *end - at) : std::string_view();
    const bool hex =
        std::all_of(groups.begin(), groups.end(), [](char c) { return is_hex(c) || c == ' '; });
    if (end && hex && label_class != LabelClass::password) {
        return false;
    }
    if (end) {
        source.add(Detector::assignment, at, *end, kind_of(label_class), Confidence::medium);
    }
    return end.has_value();
}

} // namespace redactor
