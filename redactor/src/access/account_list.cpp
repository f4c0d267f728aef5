#include "access/account_list.h"

#include "text/char_class.h"
#include "values/value_reader.h"
#include "values/vetoes.h"

namespace redactor {
namespace {

constexpr int lead_lines_max = 5;
constexpr int accounts_max = 200;

// name:value alone on the line, with at most list marks before it.
bool read_account(const SourceText& source, std::size_t line, std::size_t stop, Value& value)
{
    std::size_t at = line;
    while (at < stop && (is_blank(source.at(at)) || source.at(at) == '>' || source.at(at) == '-' ||
                            source.at(at) == '"' || source.at(at) == '\'')) {
        ++at;
    }
    const std::size_t name = at;
    while (at < stop && (is_word(source.at(at)) || source.at(at) == '-' || source.at(at) == '.')) {
        ++at;
    }
    if (at == name || at - name > 32 || source.at(at) != ':') {
        return false;
    }
    std::size_t end = at + 1;
    while (end < stop && !is_space(source.at(end)) && source.at(end) != '"' &&
           source.at(end) != '\'') {
        ++end;
    }
    value = Value{at + 1, end, end, true, 0};
    return end > at + 3;
}

} // namespace

void parse_account_list(SourceText& source, std::size_t at)
{
    std::size_t line = source.line_end(at);
    bool started = false;
    for (int i = 0; i < lead_lines_max + accounts_max && line < source.text().size(); ++i) {
        line += 1;
        const std::size_t stop = source.line_end(line);
        Value value;
        if (read_account(source, line, stop, value)) {
            started = true;
            const std::string_view word =
                source.text().substr(value.begin, value.end - value.begin);
            if (!is_dummy(source.words(), word) && !is_password_hash(word)) {
                source.add(
                    Detector::pair, value.begin, value.end, Kind::password, Confidence::medium);
            }
        } else if (started || i >= lead_lines_max) {
            return;
        }
        line = stop;
    }
}

} // namespace redactor
