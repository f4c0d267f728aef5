#include "prose/prose_context.h"

#include <algorithm>
#include <array>
#include <string>

#include "text/char_class.h"
#include "text/dense_text.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/prose_word.h"
#include "values/value_reader.h"

namespace redactor {
namespace {

constexpr std::size_t user_reach_bytes = 48;

bool holds_network(std::string_view text)
{
    static constexpr std::array<std::string_view, 14> networks = {"wifi", "wi-fi", "wlan", "ssid",
        "wpa", "hotspot", "вайфа", "вай-фа", "واي فاي", "וייפיי", "无线", "無線", "와이파이",
        "वाई-फ़ाई"};
    static constexpr CharacterTable firsts = table_of([](char c) {
        return std::any_of(networks.begin(), networks.end(),
            [c](std::string_view network) { return network.front() == to_lower(c); });
    });
    static constexpr CharacterTable seconds = table_of([](char c) {
        return std::any_of(networks.begin(), networks.end(),
            [c](std::string_view network) { return network[1] == to_lower(c); });
    });
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (has(firsts, text[at]) && at + 1 < text.size() && has(seconds, text[at + 1]) &&
            std::any_of(networks.begin(), networks.end(),
                [&](std::string_view network) { return at_caseless(text, at, network); })) {
            return true;
        }
    }
    return false;
}

// "Password . . . . X", "Passwort.....: X", "パスワード ・・・ X": dots that lead the eye, and no end of a sentence.
bool is_leader(const SourceText& source, std::size_t at, std::size_t gap_begin)
{
    if (is_high(source.at(at))) {
        const std::string_view rest = source.text().substr(at, 3);
        return rest == "・" || rest == "…";
    }
    const char before = at > gap_begin ? source.at(at - 1) : '\0';
    const char next = source.at(at + 1);
    return source.at(at) == '.' &&
           (next == '.' || before == '.' || (is_blank(before) && is_blank(next)));
}

// Nothing but quotes, list signs and a full stop follows on the line.
bool ends_line(const SourceText& source, std::size_t end)
{
    std::size_t rest = skip_blanks(source, end);
    while (rest < source.line_end(end) &&
           std::string_view("*`\".").find(source.at(rest)) != std::string_view::npos) {
        ++rest;
    }
    return rest >= source.line_end(end);
}

} // namespace

Gap read_gap(const SourceText& source, std::size_t at)
{
    Gap gap{at, Link::none, 0};
    for (int i = 0; i < 40; ++i) {
        gap.at = skip_blanks(source, gap.at);
        if (gap.at >= source.text().size()) {
            break;
        }
        const char c = source.at(gap.at);
        const std::string_view rest = source.text().substr(gap.at, is_high(c) ? 3 : 0);
        if (c == '\n' || c == '\r') {
            gap.lines += c == '\n' ? 1U : 0U;
            ++gap.at;
        } else if (c == ':' || (c == '=' && source.at(gap.at + 1) != '>')) {
            gap.link = Link::colon;
            ++gap.at;
        } else if (is_leader(source, gap.at, at)) {
            gap.link = Link::colon;
            gap.at += c == '.' ? 1U : 3U;
        } else if ((c == '-' || c == '=') && source.at(gap.at + 1) == '>') {
            gap.link = Link::colon;
            gap.at += 2;
        } else if (c == '-' && (is_space(source.at(gap.at + 1)) || gap.at == at)) {
            gap.link = std::max(gap.link, Link::copula);
            ++gap.at;
        } else if (rest == "：" || rest == "＝" || rest == "→") {
            gap.link = Link::colon;
            gap.at += 3;
        } else if (rest == "–" || rest == "—") {
            gap.link = std::max(gap.link, Link::copula);
            gap.at += 3;
        } else if (rest == "（") {
            gap.link = std::max(gap.link, Link::adjacent);
            gap.at += 3;
        } else if (c == '|' || c == ')' || c == '(' || c == '>' || c == '*') {
            gap.link = std::max(gap.link, c == '|' ? Link::copula : Link::adjacent);
            ++gap.at;
        } else {
            break;
        }
    }
    return gap;
}

bool reaches_candidate(const SourceText& source, const Identifier& identifier,
    LabelClass label_class, std::size_t reach_bytes)
{
    constexpr std::size_t word_reach_bytes = 64; // into a word that begins at the end of the reach
    const std::size_t bytes_max = reach_bytes + word_reach_bytes;
    constexpr std::size_t key_bytes_min = 16;
    static constexpr CharacterTable seed =
        table_of([](char c) { return is_upper(c) || (c >= '2' && c <= '7'); });
    static constexpr CharacterTable key = table_of([](char c) {
        return !is_space(c) && !is_high(c) &&
               std::string_view(":{}()'\"").find(c) == std::string_view::npos;
    });
    const std::string_view text = source.text().substr(identifier.end, bytes_max);
    if (text.size() == bytes_max && !is_alnum(text.back()) && !is_space(text.back())) {
        return true; // what opens a word may go on
    }
    const auto holds = [](std::string_view part, const CharacterTable& members) {
        return next_run(part, 0, key_bytes_min, members).begin < part.size();
    };
    switch (label_class) {
    case LabelClass::pin:
    case LabelClass::recovery:
        return std::any_of(text.begin(), text.end(), is_digit);
    case LabelClass::secret:
    case LabelClass::key:
    case LabelClass::token:
    case LabelClass::session: {
        // Of keys only seeds are taken below the label's line, where nothing but a tag leads on unnoticed.
        const std::string_view line = text.substr(0, text.find('\n'));
        const bool tagged = line.find('<') != std::string_view::npos;
        static constexpr CharacterTable grouped =
            table_of([](char c) { return is_alnum(c) || c == ' '; });
        return holds(tagged ? text : line, key) || holds(text, seed) ||
               (holds_telling_byte(line) && holds(line, grouped));
    }
    default:
        return true;
    }
}

bool ends_phrase_at(const SourceText& source, std::size_t at)
{
    const std::size_t next = skip_blanks(source, at);
    const char c = source.at(next);
    if (next >= source.text().size() || c == '\n' || c == '\r' || c == ',' || c == ';' ||
        c == ')' || c == '<' || c == '|' || c == '"' || c == '\\' || c == '(') {
        return true;
    }
    if (c == '.' || c == '!') {
        return next + 1 >= source.text().size() || is_space(source.at(next + 1));
    }
    if (is_high(c)) {
        const std::string_view rest = source.text().substr(next, 3);
        for (const std::string_view mark : {"，", "。", "、", "；", "）", "」", "”", "।"}) {
            if (rest == mark) {
                return true;
            }
        }
        if (rest.substr(0, 2) == "،") {
            return true;
        }
    }
    const ProseWord word = read_word(source, next);
    const std::string folded = fold_case(word.text(source));
    if (source.words().adversatives.contains(folded)) {
        return true;
    }
    if (source.words().joiners.contains(folded)) {
        // "monkey and user …", but not "secret and must …".
        const std::string then =
            fold_case(read_word(source, skip_blanks(source, word.next)).text(source));
        return !source.words().stop_values.contains(then);
    }
    // है, था: where the verb stands at the end, it may follow the value.
    const bool closing = !folded.empty() && static_cast<unsigned char>(folded[0]) >= 0xE0 &&
                         source.words().copulas.contains(folded);
    return word.wide || closing || source.words().is_label_word(folded);
}

bool links_wide(const SourceText& source, std::string_view run)
{
    const std::vector<std::string>& copulas = source.words().cjk_copulas;
    return run.size() <= wide_link_bytes_max &&
           std::any_of(copulas.begin(), copulas.end(), [&](const std::string& copula) {
               return run.starts_with(copula) || run.ends_with(copula);
           });
}

bool is_alone_on_line(const SourceText& source, std::size_t begin, std::size_t end)
{
    for (std::size_t at = source.line_begin(begin); at < begin; ++at) {
        if (!is_blank(source.at(at)) && source.at(at) != '>' && source.at(at) != '*' &&
            source.at(at) != '-' && source.at(at) != '`' && source.at(at) != '"') {
            return false;
        }
    }
    return ends_line(source, end);
}

bool is_whole_answer(
    const SourceText& source, std::size_t label_end, std::size_t begin, std::size_t end)
{
    constexpr std::size_t lead_bytes_max = 40;
    constexpr std::size_t lead_words_max = 4;
    const std::size_t line = source.line_begin(begin);
    std::string_view lead = source.text().substr(line, begin - line);
    const std::size_t last = lead.find_last_not_of(" \t");
    if (lead.size() > lead_bytes_max || last == std::string_view::npos ||
        (lead[last] != ':' && lead[last] != '>') ||
        std::count(lead.begin(), lead.end(), ' ') > static_cast<std::ptrdiff_t>(lead_words_max) ||
        !ends_line(source, end)) {
        return false;
    }
    const std::size_t question_end = source.line_end(label_end);
    const std::string_view question = source.text().substr(label_end, question_end - label_end);
    const std::size_t mark = question.find_last_not_of(" \t\r*_");
    const bool asked = mark != std::string_view::npos && question[mark] == '?';
    // 14:02, [10:41:07]: the time of a message.
    const auto is_time = [&](std::size_t colon) {
        return colon > 0 && colon + 2 < lead.size() && is_digit(lead[colon - 1]) &&
               is_digit(lead[colon + 1]) && is_digit(lead[colon + 2]);
    };
    bool timed = false;
    for (std::size_t i = 0; i < lead.size() && !timed; ++i) {
        timed = lead[i] == ':' && is_time(i);
    }
    return asked || timed;
}

bool is_time_of_record(std::string_view word)
{
    constexpr std::string_view shape = "0000-00-00T00:00";
    return word.size() >= shape.size() &&
           std::equal(shape.begin(), shape.end(), word.begin(),
               [](char want, char c) { return want == '0' ? is_digit(c) : want == c; });
}

bool names_user(const SourceText& source, const Identifier& identifier, const Identifier* user)
{
    if (user == nullptr || user->end > identifier.begin ||
        identifier.begin - user->end > user_reach_bytes) {
        return false;
    }
    std::size_t at = user->end;
    while (is_word(source.at(at)) || is_high(source.at(at))) {
        ++at; // the rest of a case ending
    }
    while (at < identifier.begin) {
        at = read_gap(source, at).at;
        const ProseWord word = read_word(source, at);
        if (word.end > identifier.begin || word.next <= at) {
            break;
        }
        const std::string folded = fold_case(word.text(source));
        const char first = source.at(word.begin);
        if (source.words().is_label_word(folded)) {
            return false; // "wrong user name or password, although the password is right"
        }
        if (word.end > word.begin && (is_alnum(first) || is_high(first)) &&
            !source.words().joiners.contains(folded) && !source.words().copulas.contains(folded) &&
            !source.words().stop_values.contains(folded)) {
            return true;
        }
        at = word.next;
    }
    return false;
}

bool names_network(const SourceText& source, const Identifier& identifier)
{
    constexpr std::size_t network_reach_bytes = 72;
    const std::size_t reach = identifier.begin - std::min(identifier.begin, network_reach_bytes);
    const std::size_t line = source.line_begin(identifier.begin);
    // "SSID: Workshop" on the line above a label that begins its own.
    const std::size_t above = line > 0 && skip_blanks(source, line) == identifier.begin
                                  ? source.line_begin(line - 1)
                                  : line;
    const std::size_t from = std::max(above, reach);
    return holds_network(source.text().substr(from, identifier.end - from));
}

bool names_network_behind(const SourceText& source, const Identifier& identifier)
{
    constexpr int words_max = 4; // "the code for the guest wifi is"
    std::size_t at = identifier.end;
    for (int i = 0; i < words_max; ++i) {
        const ProseWord word = read_word(source, skip_blanks(source, at));
        const std::string_view text = word.text(source);
        if (holds_network(text)) {
            return true;
        }
        if (word.end <= word.begin || word.next != word.end || word.end > source.line_end(at) ||
            source.words().copulas.contains(fold_case(text))) {
            return false;
        }
        at = word.next;
    }
    return false;
}

bool names_network_kind(std::string_view folded)
{
    constexpr std::size_t ending_bytes_max = 8; // "wifille", "вайфая"
    static constexpr std::array<std::string_view, 13> kinds = {"wifi", "wi-fi", "wlan", "вайфа",
        "вай-фа", "hotspot", "واي", "الواي", "للواي", "فاي", "וויפיי", "הוויפיי", "वाई"};
    static constexpr CharacterTable firsts = table_of([](char c) {
        return std::any_of(
            kinds.begin(), kinds.end(), [c](std::string_view kind) { return kind.front() == c; });
    });
    if (folded.empty() || !has(firsts, folded.front())) {
        return false;
    }
    return std::any_of(kinds.begin(), kinds.end(), [&](std::string_view kind) {
        return folded.starts_with(kind) && folded.size() - kind.size() <= ending_bytes_max &&
               folded.find_first_of("0123456789_") == std::string_view::npos;
    });
}

bool is_network_name(const SourceText& source, std::size_t at)
{
    constexpr std::size_t name_reach_bytes = 24;
    const std::size_t from = std::max(source.line_begin(at), at - std::min(at, name_reach_bytes));
    return holds_network(source.text().substr(from, at - from));
}

} // namespace redactor
