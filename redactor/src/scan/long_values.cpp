#include "scan/long_values.h"

#include <array>

#include "text/char_class.h"
#include "text/run_ends.h"

namespace redactor {
namespace {

constexpr std::size_t long_bytes_min = 160; // below every bound of a parser
constexpr CharacterTable token_characters = either(table_of(is_alnum), members_of("+/_-%~"));
// Between two of them these go on as well: the parts of a token, the padding of base64 and an escape.
constexpr CharacterTable inner_characters = either(token_characters, members_of(".=\\"));
constexpr std::array<CharacterTable, 3> behind_quote = {
    table_of([](char c) { return !is_space(c) && c != '"'; }),
    table_of([](char c) { return !is_space(c) && c != '\''; }),
    table_of([](char c) { return !is_space(c) && c != '`'; })};

// Which of the tables belongs to the quote; none of them for another character.
std::size_t quote_index(char c) { return std::string_view("\"'`").find(c); }

bool goes_on(std::string_view text, std::size_t end)
{
    if (end >= text.size() || !has(token_characters, text[end - 1])) {
        return false;
    }
    return has(token_characters, text[end]) ||
           (has(inner_characters, text[end]) && end + 1 < text.size() &&
               has(token_characters, text[end + 1]));
}

} // namespace

void extend_long_values(std::string_view text, std::vector<Candidate>& candidates)
{
    // A quoted value that was read to its end has the quote behind it.
    constexpr std::size_t cut_bytes_min = 4000;
    constexpr std::size_t long_token_bytes_min = 400;
    static constexpr CharacterTable unbroken = table_of([](char c) { return !is_space(c); });
    RunEnds tokens;
    RunEnds words;
    std::array<RunEnds, behind_quote.size()> quoted;
    for (Candidate& candidate : candidates) {
        const std::size_t bytes = candidate.end - candidate.begin;
        if (bytes < long_bytes_min || candidate.kind == Kind::private_key) {
            continue; // a key's own structure says where it ends
        }
        const std::size_t quote =
            candidate.begin > 0 ? quote_index(text[candidate.begin - 1]) : std::string_view::npos;
        if (quote != std::string_view::npos && bytes >= cut_bytes_min &&
            candidate.end < text.size() && has(behind_quote[quote], text[candidate.end]) &&
            !is_space(text[candidate.end - 1])) {
            candidate.end = quoted[quote].end_of(text, behind_quote[quote], candidate.end);
        } else if (goes_on(text, candidate.end)) {
            candidate.end = tokens.end_of(text, inner_characters, candidate.end);
            while (candidate.end > candidate.begin &&
                   !has(token_characters, text[candidate.end - 1]) &&
                   text[candidate.end - 1] != '=') {
                --candidate.end; // the sentence's full stop
            }
        }
        candidate.long_token = candidate.end - candidate.begin >= long_token_bytes_min &&
                               words.end_of(text, unbroken, candidate.begin) >= candidate.end;
    }
}

} // namespace redactor
