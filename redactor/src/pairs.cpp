#include "pairs.h"

#include <algorithm>

#include "char_class.h"
#include "letter_case.h"
#include "prose_value.h"
#include "prose_word.h"
#include "running_text.h"
#include "value_reader.h"
#include "value_shape.h"
#include "vetoes.h"

namespace redactor {
namespace {

bool is_pair_sign(char c) { return c == '/' || c == ':' || c == '|' || c == ','; }

// Splits "name / value" at `at`; adds the value when it can be a password.
bool take_second(SourceText& source, std::size_t at, std::size_t stop, bool strict)
{
    const std::string_view text = source.text();
    std::size_t sign = at;
    while (sign < stop && !is_space(text[sign]) && !is_pair_sign(text[sign])) {
        ++sign;
    }
    if (sign == at) {
        return false;
    }
    const std::size_t blanks = skip_blanks(source, sign);
    if (blanks >= stop || !is_pair_sign(text[blanks])) {
        return false;
    }
    if (text[blanks] == ':' && text.substr(blanks, 3) == "://") {
        return false;
    }
    const std::size_t begin = skip_blanks(source, blanks + 1);
    const ProseWord word = read_word(source, begin);
    const std::string_view value = word.text(source);
    if (word.end <= word.begin || value.size() < 4 || is_dummy(source.words(), value) ||
        is_path_or_url(value) || source.words().stop_values.contains(fold_case(value)) ||
        source.words().is_label_word(fold_case(value))) {
        return false;
    }
    const ValueShape shape = shape_of(value);
    const bool mixed = shape.digits + shape.symbols > 0 || (shape.upper > 0 && shape.lower > 0);
    if (value.find_first_of("/)=?\"'{}<>") != std::string_view::npos && !is_password_like(value)) {
        return false;
    }
    if (value.find("->") != std::string_view::npos || value.starts_with(":") ||
        value.find("::") != std::string_view::npos || value.find("'@'") != std::string_view::npos ||
        value.find('$') == 0) {
        return false;
    }
    if (strict ? !is_password_like(value) : !mixed) {
        return false;
    }
    source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    return true;
}

} // namespace

bool parse_pair(SourceText& source, const Identifier& identifier, const Identifier* before)
{
    const std::string_view text = source.text();
    if (before == nullptr || before->end > identifier.begin || identifier.begin - before->end > 6) {
        return false;
    }
    if (source.at(identifier.end) == '@' || source.at(identifier.end) == '_' ||
        source.at(identifier.end) == '.') {
        return false; // user:pass@host
    }
    const std::string_view between = text.substr(before->end, identifier.begin - before->end);
    if (between.find_first_of("/|,&:+") == std::string_view::npos ||
        between.find('=') != std::string_view::npos || !is_running_text(source, identifier.begin)) {
        return false;
    }
    const std::size_t stop = source.line_end(identifier.end);
    std::size_t at = identifier.end;
    while (at < stop && (is_blank(text[at]) || text[at] == ':' || text[at] == '=' ||
                            text[at] == '-' || text[at] == '(' || text[at] == ')' ||
                            text[at] == '>' || text[at] == '\'' || text[at] == '"')) {
        ++at;
    }
    // A host may stand between label and pair.
    for (int words = 0; words < 3 && at < stop; ++words) {
        if (take_second(source, at, stop, false)) {
            return true;
        }
        while (at < stop && !is_space(text[at])) {
            ++at;
        }
        at = skip_blanks(source, at);
    }
    return false;
}

void parse_known_user(SourceText& source, std::size_t at)
{
    if (at >= 3 && source.text().substr(at - 3, 3) == "://") {
        return; // an address's own parser reads it
    }
    take_second(source, at, source.line_end(at), true);
}

void parse_access_pair(SourceText& source, std::size_t at)
{
    at = skip_blanks(source, at);
    if (source.at(at) == ':') {
        take_second(source, skip_blanks(source, at + 1), source.line_end(at), true);
    }
}

void parse_access_behind_url(SourceText& source, std::size_t at)
{
    constexpr std::size_t url_bytes_max = 200;
    constexpr std::size_t between_bytes_max = 60; // "… with olga / Kettle#5"
    const std::string_view text = source.text();
    const std::size_t stop = source.line_end(at);
    std::size_t end = at;
    while (end < stop && end - at < url_bytes_max && !is_space(text[end])) {
        if (text[end] == '"' || text[end] == '<' || text[end] == '\'' || text[end] == ')') {
            return; // an attribute, a link or a call
        }
        ++end;
    }
    // Only a sign that stands free parts name and value here: a / b and a | b.
    for (std::size_t sign = end + 1; sign + 2 < stop && sign < end + between_bytes_max; ++sign) {
        if ((text[sign] != '/' && text[sign] != '|') || !is_blank(text[sign - 1]) ||
            !is_blank(text[sign + 1])) {
            continue;
        }
        const ProseWord word = read_word(source, skip_blanks(source, sign + 1));
        const std::string_view value = word.text(source);
        if (word.end <= stop && is_password_like(value) && is_unlike_text(value) &&
            !is_dummy(source.words(), value) && !is_path_or_url(value) &&
            is_running_text(source, at)) {
            source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
            return;
        }
    }
}

} // namespace redactor
