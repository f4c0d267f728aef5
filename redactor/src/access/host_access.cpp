#include "access/host_access.h"

#include <algorithm>
#include <string_view>

#include "text/char_class.h"
#include "text/key_look.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/prose_word.h"
#include "values/running_text.h"
#include "values/value_reader.h"
#include "values/vetoes.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

constexpr int pairs_max = 4; // "10.20.30.41(olga/a1 root/b2)"
constexpr std::size_t user_bytes_min = 2;
constexpr std::size_t user_bytes_max = 32;

// End of the number of one to three digits at `at`; `at` when there is none.
std::size_t skip_octet(const SourceText& source, std::size_t at)
{
    std::size_t end = at;
    while (end - at < 3 && is_digit(source.at(end))) {
        ++end;
    }
    return is_digit(source.at(end)) ? at : end;
}

// End of the address whose first dot is at `dot`, with its port; 0 when there is none.
std::size_t address_end(const SourceText& source, std::size_t dot)
{
    std::size_t begin = dot;
    while (begin > 0 && dot - begin < 4 && is_digit(source.at(begin - 1))) {
        --begin;
    }
    const char before = begin > 0 ? source.at(begin - 1) : ' ';
    if (begin == dot || dot - begin > 3 || is_word(before) || before == '.' || before == '/') {
        return 0;
    }
    std::size_t at = dot;
    for (int i = 0; i < 3; ++i) {
        const std::size_t next = skip_octet(source, at + 1);
        if (source.at(at) != '.' || next == at + 1) {
            return 0;
        }
        at = next;
    }
    if (source.at(at) == ':') {
        std::size_t port = at + 1;
        while (port - at < 7 && is_digit(source.at(port))) {
            ++port;
        }
        at = port > at + 1 ? port : at;
    }
    return is_word(source.at(at)) || source.at(at) == '.' ? 0 : at;
}

bool parts_fields(char c) { return is_blank(c) || c == ',' || c == ';' || c == '|' || c == '('; }

// Dockerfile2, Release_x64: a capital and letters, with a number in the last part.
bool is_program_name(std::string_view value)
{
    const std::size_t digit = value.find_first_of("0123456789");
    const std::size_t letters = value.find_first_not_of("0123456789.", digit);
    const std::size_t upper = value.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1);
    const bool quiet = value.find_first_of("!@#$%^&*+~?=") == std::string_view::npos;
    return quiet && letters == std::string_view::npos && upper == std::string_view::npos;
}

// Adds the value of "user/value" at `at`. End of the pair; `at` when there is none.
std::size_t take_access(SourceText& source, std::size_t at, bool known_user)
{
    std::size_t user = at;
    while (user - at < user_bytes_max &&
           (is_word(source.at(user)) || is_high(source.at(user)) || source.at(user) == '-' ||
               source.at(user) == '.' || source.at(user) == '@')) {
        ++user;
    }
    std::size_t sign = skip_blanks(source, user);
    char mark = source.at(sign);
    bool free = mark != '/' && mark != ':' && mark != '|';
    if (user - at < user_bytes_min || !(is_alpha(source.at(at)) || is_high(source.at(at))) ||
        (free && sign == user)) {
        // olga@10.20.30.41 / Kettle#5: the user stands before the address.
        if (!known_user || source.at(at) != '/' || !is_blank(source.at(at + 1))) {
            return at;
        }
        sign = at;
        mark = '/';
        free = false;
    }
    const ProseWord word = read_word(source, free ? sign : skip_blanks(source, sign + 1));
    const std::string_view value = word.text(source);
    const std::size_t behind = skip_blanks(source, word.end);
    // Between blanks alone only the end of the line tells a password from a field of a log.
    const bool ends = behind >= source.line_end(at);
    if (word.end > source.line_end(at) || !is_password_like(value) || is_program_name(value) ||
        value.find('/') != std::string_view::npos || is_dummy(source.words(), value) ||
        is_path_or_url(value) || (free && (!ends || !is_unlike_text(value))) ||
        !is_running_text(source, at)) {
        return at;
    }
    source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    return word.end;
}

// "olga@arlen.test with Kettle#5", "… mit dem Passwort …": where a value follows such a word; `at` when there is none.
std::size_t behind_with_word(const SourceText& source, std::size_t at)
{
    const std::size_t blank = skip_blanks(source, at);
    if (blank == at) {
        return at;
    }
    const ProseWord word = read_word(source, blank);
    const std::string folded = fold_case(word.text(source));
    return source.words().with_words.contains(folded) || source.words().joiners.contains(folded) ||
                   folded == "then"
               ? skip_blanks(source, word.next)
               : at;
}

// A further address or a path stands at `at`, which is seen before its whole word is read: addresses may follow each other for long.
bool is_address(const SourceText& source, std::size_t at)
{
    static constexpr CharacterTable plain = table_of([](char c) {
        return is_alnum(c) || std::string_view("._-+:").find(c) != std::string_view::npos;
    });
    const std::string_view word = source.text().substr(at, word_bytes_max);
    const auto end =
        std::find_if_not(word.begin(), word.end(), [](char c) { return has(plain, c); });
    return end != word.end() && (*end == '@' || *end == '/');
}

// olga@arlen.test:Kettle51, "imap olga@arlen.test Kettle#5": a line that holds an address, a value and at most words for an access
// before the address. `sign` is the @, `end` where the address ends.
bool take_sole_pair(SourceText& source, std::size_t sign, std::size_t end)
{
    const std::size_t line = source.line_begin(sign);
    const std::size_t stop = source.line_end(sign);
    std::size_t begin = sign;
    while (begin > line && (is_word(source.at(begin - 1)) || source.at(begin - 1) == '.' ||
                               source.at(begin - 1) == '-' || source.at(begin - 1) == '+')) {
        --begin;
    }
    constexpr std::size_t lead_bytes_max = 64; // few words stand before the address
    constexpr std::size_t sole_value_bytes_max = 128;
    if (begin - line > lead_bytes_max) {
        return false;
    }
    const char mark = source.at(end);
    const bool glued = mark == ':' || mark == '|' || mark == ';';
    std::size_t at = skip_blanks(source, end);
    const bool parted =
        glued || source.at(at) == '|' || source.at(at) == '/' || source.at(at) == ',';
    at = parted ? skip_blanks(source, at + 1) : at;
    if (is_address(source, at)) {
        return false;
    }
    const ProseWord word = read_word(source, at);
    const std::string_view value = word.text(source);
    if (value.size() < 6 || value.size() > sole_value_bytes_max || word.end > stop ||
        skip_blanks(source, word.end) < stop || (!parted && at == end) ||
        value.find_first_of("@/") != std::string_view::npos) {
        return false;
    }
    bool access = false;
    for (at = skip_blanks(source, line); at < begin;) {
        const ProseWord lead = read_word(source, at);
        if (lead.next <= at || lead.next > begin ||
            (!source.words().access_words.contains(fold_case(lead.text(source))) &&
                !source.words().is_label_word(fold_case(lead.text(source))))) {
            return false;
        }
        access = true;
        at = skip_blanks(source, lead.next);
    }
    const Strength strength = strength_of(source, value);
    const bool accepted = is_free_password(source, value, "/\\()[]{}=") ||
                          (strength == Strength::strong && (parted || access)) ||
                          (strength == Strength::mixed && glued);
    if (!accepted || is_version(value) || is_path_or_url(value) || !is_running_text(source, sign)) {
        return false;
    }
    source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    return true;
}

} // namespace

void parse_mail_access(SourceText& source, std::size_t sign)
{
    constexpr std::size_t host_bytes_max = 80;
    std::size_t end = sign + 1;
    bool dotted = false;
    while (end - sign < host_bytes_max &&
           (is_alnum(source.at(end)) || source.at(end) == '-' ||
               (source.at(end) == '.' && is_alnum(source.at(end + 1))))) {
        dotted = dotted || source.at(end) == '.';
        ++end;
    }
    if (!dotted) {
        return;
    }
    const std::size_t mark = skip_blanks(source, end);
    const std::size_t behind = behind_with_word(source, end);
    if (take_sole_pair(source, sign, end)) {
        return;
    }
    if ((behind == end && source.at(mark) != ':' && source.at(mark) != '/' &&
            source.at(mark) != '|') ||
        (source.at(mark) == '/' && mark == end)) {
        return;
    }
    const std::size_t at = behind > end ? behind : skip_blanks(source, mark + 1);
    if (is_address(source, at)) {
        return;
    }
    const ProseWord word = read_word(source, at);
    const std::string_view value = word.text(source);
    if (word.end > source.line_end(sign) ||
        value.find_first_of("/\\()[]@") != std::string_view::npos || !is_password_like(value) ||
        (behind == end && !is_unlike_text(value)) || is_dummy(source.words(), value) ||
        is_program_name(value) || !is_running_text(source, sign)) {
        return;
    }
    source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
}

void parse_host_access(SourceText& source, std::size_t dot)
{
    const std::string_view text = source.text();
    std::size_t at = address_end(source, dot);
    if (at == 0) {
        return;
    }
    const std::size_t octet = text.substr(0, dot).find_last_not_of("0123456789");
    const bool known_user = octet != std::string_view::npos && text[octet] == '@';
    for (int i = 0; i < pairs_max; ++i) {
        std::size_t next = at;
        while (next - at < 4 &&
               (parts_fields(source.at(next)) ||
                   (source.at(next) == '-' && is_blank(source.at(next + 1)) && next > at))) {
            ++next;
        }
        at = next == at ? at : take_access(source, next, known_user);
        if (at == next) {
            break;
        }
    }
}

} // namespace redactor
