#include "message/handover.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "message/made_up.h"
#include "message/sentence.h"
#include "text/char_class.h"
#include "text/letter_case.h"
#include "values/prose_word.h"
#include "values/running_text.h"
#include "values/value_reader.h"

namespace redactor {
namespace {

constexpr std::size_t row_bytes_max = 160;
constexpr std::ptrdiff_t words_max = 4;

struct Row {
    std::size_t fields = 0;
    std::size_t begin = 0; // of the last field
    std::size_t end = 0;
    MadeUp look = MadeUp::no;
    bool access = false;  // the first field names what is signed in to
    bool columns = false; // parted by wide blanks or dashes only
};

// How many bytes of a sign between two fields stand at `at`: two blanks, a tab, " - ", " / ", " -> ", ", ", ": ".
std::size_t sign_size(std::string_view line, std::size_t at)
{
    static constexpr std::string_view signs[] = {" -- ", " -> ", " => ", " → ", " - ", " – ", " — ",
        " / ", " | ", " : ", " = ", " + ", " ... ", " // ", ", ", ": ", "; ", "  ", "\t", "、",
        "：", "，"};
    static constexpr CharacterTable first_bytes = members_of(" \t,:;\xe3\xef");
    if (!has(first_bytes, line[at])) {
        return 0; // asked of every byte of a row
    }
    for (const std::string_view sign : signs) {
        if (line.substr(at, sign.size()) == sign) {
            std::size_t end = at + sign.size();
            while (end < line.size() && is_blank(line[end])) {
                ++end;
            }
            return end - at;
        }
    }
    return 0;
}

// The line without a remark in brackets at its end and without blanks.
std::size_t without_remark(std::string_view line)
{
    std::size_t end = line.find_last_not_of(" \t\r") + 1;
    if (end > 0 && line[end - 1] == ')') {
        const std::size_t open = line.rfind(" (");
        end = open == std::string_view::npos ? end : line.find_last_not_of(" \t", open) + 1;
    }
    return end;
}

Row read_row(const SourceText& source, std::size_t line, std::size_t stop)
{
    Row row;
    if (stop - line > row_bytes_max) {
        return row;
    }
    std::string_view text = source.text().substr(line, stop - line);
    text = text.substr(0, without_remark(text));
    std::size_t at = std::min(text.find_first_not_of(" \t>*-•"), text.size());
    std::size_t field = at;
    row.columns = true;
    row.access =
        source.words().access_words.contains(fold_case(read_word(source, line + at).text(source)));
    while (at < text.size()) {
        const std::size_t size = sign_size(text, at);
        if (size == 0) {
            ++at;
            continue;
        }
        row.fields += at > field ? 1U : 0U;
        row.columns = row.columns && (text[at] == ' ' || text[at] == '\t');
        at += size;
        field = at;
    }
    row.fields += at > field ? 1U : 0U;
    if (row.fields == 1 && std::count(text.begin(), text.end(), ' ') < words_max) {
        // "ftp olga X": parted by one blank each, which counts under a heading only
        const std::size_t blank = text.find_last_of(' ');
        const bool parted = blank != std::string_view::npos && blank > field;
        field = parted ? blank + 1 : field;
        row.fields = parted ? 2 : 1;
        row.columns = false;
    }
    row.begin = line + field;
    row.end = line + text.size();
    const std::string_view last = text.substr(std::min(field, text.size()));
    if (row.fields > 1 && last.find_first_of(" \t") == std::string_view::npos) {
        const ProseWord word = read_word(source, row.begin);
        row.begin = word.begin;
        row.end = word.end;
        row.look = made_up_look(source, word.text(source));
    }
    return row;
}

// "Logins:", "Zugänge wie besprochen": a short line with a word for accesses.
bool is_heading(const SourceText& source, std::size_t line, std::size_t stop)
{
    constexpr std::size_t heading_bytes_max = 80;
    if (stop - line > heading_bytes_max) {
        return false;
    }
    bool found = false;
    for (std::size_t at = line; at < stop && !found;) {
        const ProseWord word = read_word(source, skip_blanks(source, at));
        const std::string folded = fold_case(word.text(source));
        found = word.end <= stop && (word.wide ? holds_telling_run(source.words(), folded)
                                               : source.words().handover_words.contains(folded));
        at = std::max(word.next, at + 1);
    }
    return found;
}

// Takes the last fields of the rows, when they are a list of accesses.
void take_rows(SourceText& source, const std::vector<Row>& rows, bool headed)
{
    const auto count = [&](auto test) { return std::count_if(rows.begin(), rows.end(), test); };
    const bool loud = count([](const Row& row) { return row.look == MadeUp::loud; }) > 0;
    const auto rows_of = [&](MadeUp look) {
        return count(
            [look](const Row& row) { return row.look >= look && row.fields > 2 && row.columns; });
    };
    const bool accesses = count([](const Row& row) { return row.access; }) > 1;
    const bool listed = rows_of(MadeUp::fair) > 1 || (loud && rows_of(MadeUp::faint) > 1) ||
                        (accesses && rows_of(MadeUp::weak) > 1);
    if (!headed && !listed) {
        return;
    }
    const bool sure = loud || count([](const Row& row) { return row.look >= MadeUp::weak; }) > 1;
    for (const Row& row : rows) {
        const bool named = row.fields > 2 && sure; // a system and a name before it
        if (row.look >= MadeUp::weak || (row.look == MadeUp::faint && named)) {
            source.add(Detector::pair, row.begin, row.end, Kind::password, Confidence::medium);
        }
    }
}

} // namespace

void parse_handover(SourceText& source)
{
    constexpr std::size_t rows_max = 60;
    const std::string_view text = source.text();
    std::vector<Row> rows;
    bool headed = false;
    std::size_t empty_lines = 0;
    for (std::size_t line = 0; line < text.size();) {
        const std::size_t stop = source.line_end(line);
        const bool blank = skip_blanks(source, line) >= stop;
        const Row row = blank ? Row{} : read_row(source, line, stop);
        empty_lines = blank ? empty_lines + 1 : 0;
        if (row.fields > 1 && rows.size() < rows_max && is_running_text(source, line)) {
            rows.push_back(row);
        } else if (!blank || (empty_lines > 1 || !rows.empty())) {
            take_rows(source, rows, headed);
            rows.clear();
            headed = !blank && is_heading(source, line, stop);
        }
        line = stop + 1;
    }
    take_rows(source, rows, headed);
}

} // namespace redactor
