#include "access/access_pair.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "text/char_class.h"
#include "text/dense_text.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/code_word.h"
#include "values/prose_word.h"
#include "values/running_text.h"
#include "values/value_reader.h"
#include "values/vetoes.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

constexpr std::size_t name_bytes_max = 40;
constexpr std::size_t name_bytes_min = 2;
constexpr std::size_t value_bytes_max = 64;
constexpr std::size_t lead_bytes_max = 64; // "the login for the staging host is …"

bool is_name_char(char c) { return is_word(c) || c == '-' || c == '.' || c == '@'; }

// Where the name begins that ends at `end`.
std::size_t name_begin(std::string_view text, std::size_t end)
{
    std::size_t begin = end;
    while (begin > 0 && end - begin < name_bytes_max && is_name_char(text[begin - 1])) {
        --begin;
    }
    return begin;
}

bool opens_name(char c) { return is_space(c) || c == '(' || c == ':' || c == ',' || c == '"'; }

// shop#4711, gtk!5581, C#12: the number of an issue, a change or a version. A capital may begin a word of a password.
bool is_reference(std::string_view value)
{
    constexpr std::size_t password_bytes_min = 8;
    const std::size_t sign = value.find_first_of("#!");
    if (sign == std::string_view::npos) {
        return false;
    }
    const std::string_view behind = value.substr(sign + 1);
    const bool number = std::all_of(
        behind.begin(), behind.end(), [](char c) { return is_digit(c) || c == '.' || c == 'L'; });
    return number && !behind.empty() &&
           (!is_upper(value.front()) || value.size() < password_bytes_min);
}

// checkout@v2, tar.x+gzip.y: versions and types of media.
bool is_versioned(std::string_view value)
{
    const std::size_t at = value.find('@');
    const std::size_t number = at + (at + 1 < value.size() && value[at + 1] == 'v' ? 2U : 1U);
    return std::count(value.begin(), value.end(), '.') > 1 ||
           (at != std::string_view::npos && number < value.size() &&
               std::all_of(
                   value.begin() + static_cast<std::ptrdiff_t>(std::min(number, value.size())),
                   value.end(), [](char c) { return is_digit(c) || c == '.'; }));
}

// pass-Kettle#5: a label of its own stands before the value.
bool has_label(const SourceText& source, std::string_view value)
{
    return source.words().is_label_word(fold_case(value.substr(0, value.find('-'))));
}

// a%20b, %C3%A4: an address.
bool is_escaped(std::string_view value)
{
    for (std::size_t at = value.find('%'); at != std::string_view::npos;
        at = value.find('%', at + 1)) {
        if (at + 2 < value.size() && is_hex(value[at + 1]) && is_hex(value[at + 2]) &&
            !is_lower(value[at + 1]) && !is_lower(value[at + 2])) {
            return true;
        }
    }
    return false;
}

constexpr CharacterTable loud_signs = members_of("!#$%^&*+~?@");

constexpr std::string_view foreign_signs = "/\\()[]{}='|,:";

// What costs little to see of a loud value: the ends of paths and addresses are many.
bool looks_loud(std::string_view value)
{
    static constexpr CharacterTable foreign = members_of(foreign_signs);
    static constexpr CharacterTable louder_signs = members_of("!#$%^");
    return value.size() <= value_bytes_max && holds_member(value, loud_signs, 1) &&
           !holds_member(value, foreign) &&
           (std::any_of(value.begin(), value.end(), is_digit) ||
               holds_member(value, louder_signs, 1));
}

// Anything a person or a program would write as a password and nothing else.
bool is_loud(const SourceText& source, std::string_view value)
{
    return looks_loud(value) && !is_reference(value) && !is_escaped(value) &&
           !is_versioned(value) && is_free_password(source, value, foreign_signs) &&
           !has_label(source, value);
}

// Without any word that announces an access: signs that also part names, addresses and versions do not count.
bool needs_no_lead(std::string_view value)
{
    return shape_of(value).digits > 0 &&
           value.find_first_of("@+~?*$&.", 1) == std::string_view::npos &&
           value.find_first_of("!#%", 1) != std::string_view::npos;
}

// nas01, db-prod-3, jump.arlen.test: letters and digits or several parts in small letters.
bool is_host(std::string_view word)
{
    if (word.size() < 4 || !is_alpha(word.front()) ||
        !std::all_of(
            word.begin(), word.end(), [](char c) { return is_alnum(c) || c == '.' || c == '-'; })) {
        return false;
    }
    const ValueShape shape = shape_of(word);
    return shape.digits > 0 || std::count(word.begin(), word.end(), '.') > 1;
}

// srv01.arlen.test olga/k7R2mXa9: nothing else on the line but a host, a name and a value in mixed letters and digits.
bool is_all_behind_host(
    const SourceText& source, std::size_t name, std::size_t value_end, std::string_view value)
{
    const std::size_t begin = skip_blanks(source, source.line_begin(name));
    const std::string_view lead = source.text().substr(begin, name - begin);
    const std::string_view host = lead.substr(0, lead.find_first_of(" \t,:"));
    const ValueShape shape = shape_of(value);
    const std::size_t digit = value.find_first_of("0123456789");
    return !host.empty() &&
           lead.substr(host.size()).find_first_not_of(" \t,:-0123456789") ==
               std::string_view::npos &&
           std::count(host.begin(), host.end(), '.') > 1 && is_host(host) &&
           skip_blanks(source, value_end) >= source.line_end(name) && shape.upper > 0 &&
           shape.lower > 0 && value.size() >= 8 && is_password_like(value) &&
           digit != std::string_view::npos &&
           value.find_first_not_of("0123456789", digit) != std::string_view::npos && // no Makefile2
           value.find_first_of("/.") == std::string_view::npos;
}

// "login", "Databasebruger", "DB-Benutzer": a word for an access, or one that ends with such a word.
bool announces_access(const SourceText& source, std::string_view word)
{
    constexpr std::size_t suffix_bytes_min = 5;
    const std::string folded = fold_case(word);
    const std::string_view whole = folded;
    bool found = source.words().access_words.contains(whole) || source.words().is_label_word(whole);
    for (std::size_t i = 1; !found && i + suffix_bytes_min <= whole.size(); ++i) {
        const std::string_view end = whole.substr(i);
        found = source.words().access_words.contains(end) ||
                (is_high(end.front()) && source.words().is_label_word(end)); // 数据库用户
    }
    return found;
}

// Whether a word before `name` on its line announces an access, or the last one names a host.
bool has_lead(const SourceText& source, std::size_t name)
{
    const std::size_t from =
        std::max(source.line_begin(name), name > lead_bytes_max ? name - lead_bytes_max : 0);
    const std::string_view lead = source.text().substr(from, name - from);
    std::string_view last;
    std::size_t before_last = lead.size();
    bool access = false;
    for (std::size_t at = 0; at < lead.size();) {
        const std::size_t begin = lead.find_first_not_of(" \t:,;()\"'*>", at);
        if (begin == std::string_view::npos) {
            break;
        }
        const std::size_t end = std::min(lead.find_first_of(" \t:,;()\"'*>", begin), lead.size());
        last = lead.substr(begin, end - begin);
        last.remove_prefix(last.starts_with("//") ? 2 : 0); // what follows a scheme is a host
        if (last.ends_with('.')) {
            access = false; // the sentence is over
        }
        access = access || announces_access(source, last) ||
                 (end > begin && before_last < begin &&
                     source.words().is_label_word(
                         fold_case(lead.substr(before_last, end - before_last)))); // người dùng
        before_last = begin;
        at = end;
    }
    return access || is_host(last);
}

// A look at the bytes behind the sign, for most slashes part paths and addresses: a value has a loud sign or letters of both cases
// and digits, behind a `free` slash of any case, and no further slash.
bool can_be_value(std::string_view text, std::size_t at, bool free)
{
    enum Sign : std::uint8_t {
        loud = 1,
        digit = 2,
        upper = 4,
        lower = 8,
        last = 16,
        other = 32,
        refused = 64
    };
    static constexpr std::array<std::uint8_t, 256> signs = [] {
        std::array<std::uint8_t, 256> out{};
        for (std::size_t i = 0; i < out.size(); ++i) {
            const char c = static_cast<char>(i);
            out[i] = is_high(c)                            ? other // a mark may end the word here
                     : c == '/' || c == '\\' || c == '>'   ? refused
                     : is_space(c) || c == '<' || c == '"' ? last // a tag or quote behind the word
                     : is_digit(c)                         ? digit
                     : is_upper(c)                         ? upper
                     : is_lower(c)                         ? lower
                     : has(loud_signs, c)                  ? loud
                                                           : 0;
        }
        return out;
    }();
    constexpr unsigned mixed = digit | upper | lower;
    constexpr std::size_t look_bytes_max = 2 * value_bytes_max;
    const std::size_t stop = std::min(text.size(), at + look_bytes_max);
    unsigned seen = 0;
    while (at < stop && (seen & (last | other | refused)) == 0) {
        seen |= signs[static_cast<unsigned char>(text[at++])];
    }
    const bool numbered = free && (seen & digit) != 0 && (seen & (upper | lower)) != 0;
    return (seen & refused) == 0 &&
           ((seen & (other | loud)) != 0 || (seen & mixed) == mixed || numbered);
}

// login: olga / Kettle5Spoon, olga / Kettle_Spoon_51: what only a word for an access makes a value.
bool is_quiet_value(const SourceText& source, std::string_view value)
{
    if (value.size() < 7 || !is_password_like(value) || is_dummy(source.words(), value) ||
        value.find_first_of("/\\()[]{}'|,:") != std::string_view::npos || is_path_or_url(value) ||
        is_code_word(value)) {
        return false;
    }
    // Kettle=Spoon5: with a capital or a number it sets nothing to a value.
    const std::size_t equals = value.find('=');
    if (equals != std::string_view::npos) {
        return equals > 0 && (is_upper(value.front()) || is_high(value.front()) ||
                                 shape_of(value.substr(0, equals)).digits > 0);
    }
    // Letters of both cases around digits: a number at the end has every name of a program.
    const std::size_t digit = value.find_first_of("0123456789");
    return is_unlike_text(value) ||
           (digit != std::string_view::npos &&
               value.find_first_not_of("0123456789", digit) != std::string_view::npos &&
               std::all_of(value.begin(), value.end(), is_alnum));
}

// "cPanel: olga / kettle51", "Админка Битрикс -> admin / Чайник5": few words before the colon or arrow, one of which says where to sign in.
bool leads_to_sign_in(const SourceText& source, std::size_t name)
{
    constexpr std::size_t words_max = 4;
    const std::size_t from =
        std::max(source.line_begin(name), name > lead_bytes_max ? name - lead_bytes_max : 0);
    std::size_t end = name;
    while (end > from && is_blank(source.at(end - 1))) {
        --end;
    }
    const std::string_view lead = source.text().substr(from, end - from);
    if (!lead.ends_with(':') && !lead.ends_with("->") && !lead.ends_with("=>")) {
        return false;
    }
    bool found = false;
    std::size_t words = 0;
    for (std::size_t at = from; at < end && words <= words_max; ++words) {
        const ProseWord word = read_word(source, skip_blanks(source, at));
        found = found || source.words().sign_in_words.contains(fold_case(word.text(source)));
        at = std::max(word.next, at + 1);
    }
    return found && words <= words_max;
}

// nas01 (root/k7R2mXa9), http://nas01.arlen.test root/k7R2mXa9: the name stands right behind a host.
bool follows_host(const SourceText& source, std::size_t name)
{
    std::size_t end = name;
    while (end > 0 && name - end < 2 && (source.at(end - 1) == ' ' || source.at(end - 1) == '(')) {
        --end;
    }
    const std::size_t begin = name_begin(source.text(), end);
    return is_host(source.text().substr(begin, end - begin));
}

// admin, root, admin2: a number tells one from another.
bool names_account(const SourceText& source, std::string_view name)
{
    const std::string folded = fold_case(name);
    const std::string_view word = std::string_view(folded).substr(
        0, std::min(folded.find_last_not_of("0123456789") + 1, folded.size()));
    return source.words().account_names.contains(word);
}

// Kettle51Spoon, Meer.Suppe: two words that only a person who chose them would put together.
bool is_chosen_word(const SourceText& source, std::string_view value)
{
    return is_twin_word(value) || are_dotted_words(source, value);
}

} // namespace

void parse_slash_access(SourceText& source, std::size_t sign)
{
    const std::string_view text = source.text();
    const bool free = source.at(sign + 1) == ' ';
    if (sign == 0 || free != (text[sign - 1] == ' ') ||
        !can_be_value(text, sign + (free ? 2 : 1), free)) {
        return;
    }
    const std::size_t name_end = free ? sign - 1 : sign;
    const std::size_t name = name_begin(text, name_end);
    if (name_end - name < name_bytes_min || !is_alpha(text[name]) ||
        (name > 0 && !opens_name(text[name - 1])) || text.substr(0, name).ends_with("SHA256:")) {
        return; // also the fingerprint of a key
    }
    const ProseWord word = read_word(source, sign + (free ? 2 : 1));
    const std::string_view value = word.text(source);
    if (word.end > source.line_end(sign)) {
        return;
    }
    const bool account = names_account(source, text.substr(name, name_end - name));
    if (!free && !account && !(looks_loud(value) && has_lead(source, name)) &&
        !is_all_behind_host(source, name, word.end, value)) {
        return; // the end of a path
    }
    const bool ends = skip_blanks(source, word.end) >= source.line_end(sign);
    const bool alone = skip_blanks(source, source.line_begin(name)) == name && ends;
    const bool accepted =
        is_loud(source, value)
            ? ((free && needs_no_lead(value)) || account || has_lead(source, name)) &&
                  is_running_text(source, sign)
            : is_all_behind_host(source, name, word.end, value) ||
                  (account && follows_host(source, name) && is_quiet_value(source, value) &&
                      is_running_text(source, sign)) ||
                  (free && is_quiet_value(source, value) && has_lead(source, name) &&
                      is_running_text(source, sign)) ||
                  ((free || account) && ends && is_numbered_word(source, value) &&
                      ((shape_of(value).digits > 1 && free && account) ||
                          ((shape_of(value).digits > 1 || account) &&
                              leads_to_sign_in(source, name))) &&
                      is_running_text(source, sign)) ||
                  (free && is_chosen_word(source, value) &&
                      (alone || (ends && leads_to_sign_in(source, name))) &&
                      is_running_text(source, sign));
    if (accepted) {
        source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    }
}

void parse_arrow_access(SourceText& source, std::size_t sign)
{
    if (sign < 2 || source.at(sign - 2) != ' ') {
        return;
    }
    const std::string_view text = source.text();
    const ProseWord word = read_word(source, skip_blanks(source, sign + 2));
    const std::string_view value = word.text(source);
    std::size_t name_end = sign - 1;
    while (name_end > 0 && is_blank(text[name_end - 1])) {
        --name_end;
    }
    const std::size_t name = name_begin(text, name_end);
    if (word.end <= source.line_end(sign) &&
        skip_blanks(source, word.end) >= source.line_end(sign) &&
        is_free_password(source, value, "/\\()[]{}=:<>") &&
        (has_lead(source, sign - 1) || names_account(source, text.substr(name, name_end - name))) &&
        is_running_text(source, sign)) {
        source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    }
}

void parse_account_name(SourceText& source, const Identifier& name)
{
    const bool bare = name.begin == name.label_begin && name.end == name.label_end;
    const char before = name.begin > 0 ? source.at(name.begin - 1) : ' ';
    if (!bare || !opens_name(before) || before == ':') {
        return;
    }
    std::size_t at = skip_blanks(source, name.end);
    const char sign = source.at(at);
    const bool listed = sign == ',' && is_blank(source.at(at + 1)) && before == ' ';
    const bool parted =
        sign == ':' || sign == '|' || (sign == '-' && is_blank(source.at(at + 1))) || listed;
    if (!parted && at == name.end) {
        return;
    }
    at = parted ? skip_blanks(source, at + 1) : at;
    ProseWord word = read_word(source, at);
    const std::string_view link = word.text(source);
    const bool told =
        link != "=" && source.words().copulas.contains(fold_case(link)); // "MySQL root is X"
    word = told ? read_word(source, skip_blanks(source, word.next)) : word;
    const std::size_t stop = source.line_end(name.end);
    const std::string_view value = word.text(source);
    // Behind the name alone a value ends its line: in a table of processes others follow.
    const bool ends = skip_blanks(source, word.end) >= stop;
    const bool quiet =
        ends && has_lead(source, name.begin) &&
        (is_quiet_value(source, value) || (listed && is_numbered_word(source, value)));
    if (word.end <= stop && ((ends || told || sign == ':') && (quiet || is_loud(source, value))) &&
        is_running_text(source, name.begin)) {
        source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    }
}

} // namespace redactor
