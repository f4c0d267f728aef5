#include "prose/code_lines.h"

#include <vector>

#include "prose/prose_context.h"
#include "prose/prose_value.h"
#include "values/prose_word.h"
#include "values/value_reader.h"
#include "values/word_strength.h"

namespace redactor {

void take_loud_setting(SourceText& source, const Identifier& identifier)
{
    const std::size_t colon = skip_blanks(source, identifier.end);
    const ProseWord word = read_word(source, skip_blanks(source, colon + 1));
    if (source.at(colon) == ':' && word.end <= source.line_end(colon) &&
        skip_blanks(source, source.line_begin(identifier.begin)) == identifier.begin &&
        skip_blanks(source, word.end) >= source.line_end(colon) &&
        is_free_password(source, word.text(source), "/\\()[]{}=:<>")) {
        source.add(Detector::prose, word.begin, word.end, Kind::password, Confidence::medium);
    }
}

bool take_codes_below(SourceText& source, const Identifier& identifier)
{
    constexpr std::size_t lines_max = 24;
    constexpr std::size_t codes_min = 2;
    std::vector<ProseWord> codes;
    std::size_t line = source.line_end(identifier.end);
    for (std::size_t i = 0; i < lines_max && line < source.text().size(); ++i) {
        const std::size_t at = skip_blanks(source, line + (source.at(line) == '\r' ? 2 : 1));
        const ProseWord word = read_word(source, at);
        Place place;
        place.link = Link::colon;
        const Surroundings around(
            source, Value{word.begin, word.end, word.next, false, 0}, identifier.end, true);
        if (word.end <= word.begin || !is_alone_on_line(source, word.begin, word.end) ||
            !is_secret_at(source, LabelClass::recovery, word.text(source), place, around)) {
            break;
        }
        codes.push_back(word);
        line = source.line_end(word.end);
    }
    for (const ProseWord& code : codes) {
        if (codes.size() >= codes_min) {
            source.add(
                Detector::prose, code.begin, code.end, Kind::recovery_code, Confidence::medium);
        }
    }
    return codes.size() >= codes_min;
}

} // namespace redactor
