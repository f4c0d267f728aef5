#include "values/identifier.h"

#include <algorithm>
#include <tuple>

#include "text/char_class.h"
#include "text/letter_case.h"

namespace redactor {
namespace {

constexpr std::size_t identifier_left_bytes_max = 48;
constexpr std::size_t identifier_right_bytes_max = 40;

// Latin letters with marks (U+00C0 to U+017F) belong to words as ASCII letters do.
bool is_latin_lead(char c) { return c == '\xC3' || c == '\xC4' || c == '\xC5'; }

// A two-byte letter (Latin, Greek, Cyrillic, Hebrew, Arabic) begins here.
bool is_two_byte_letter(std::string_view text, std::size_t at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    return lead >= 0xC3 && lead <= 0xDB && at + 1 < text.size() && is_continuation(text[at + 1]);
}

bool is_identifier_char(char c) { return is_word(c) || c == '-' || c == '.' || c == '$'; }

Identifier expand(std::string_view text, const LabelHit& hit, const Label& label)
{
    Identifier out{hit.begin, hit.end, hit.begin, hit.end, hit.label};
    if (!label.ascii) {
        // Case endings of the languages that have them, short ones in Greek (κωδικοποίηση is no κωδικός); CJK words stand as they are.
        const bool greek = label.text[0] == '\xCE' || label.text[0] == '\xCF';
        const int letters_max = greek ? 3 : 6;
        for (int i = 0; i < letters_max && out.end < text.size() &&
                        static_cast<unsigned char>(label.text[0]) < 0xE0;
            ++i) {
            if (is_two_byte_letter(text, out.end)) {
                out.end += 2;
            } else if (is_lower(text[out.end])) {
                out.end += 1;
            } else {
                break;
            }
        }
        return out;
    }
    while (out.begin > 0 && hit.begin - out.begin < identifier_left_bytes_max) {
        const char c = text[out.begin - 1];
        if (is_identifier_char(c)) {
            --out.begin;
        } else if (is_continuation(c) && out.begin >= 2 && is_latin_lead(text[out.begin - 2])) {
            out.begin -= 2;
        } else {
            break;
        }
    }
    while (out.end < text.size() && out.end - hit.end < identifier_right_bytes_max) {
        const char c = text[out.end];
        if (text.substr(out.end, 2) == "..") {
            break; // "Password...x": dots that lead the eye
        }
        if (is_identifier_char(c)) {
            ++out.end;
        } else if (is_latin_lead(c) && out.end + 1 < text.size() &&
                   is_continuation(text[out.end + 1])) {
            out.end += 2;
        } else {
            break;
        }
    }
    // A full stop or dash at the end belongs to the sentence, an escape's letter at the start to the escape.
    while (out.end > hit.end &&
           (text[out.end - 1] == '.' || text[out.end - 1] == '-' || text[out.end - 1] == '$')) {
        --out.end;
    }
    if (out.begin > 0 && text[out.begin - 1] == '\\' && out.begin < hit.begin &&
        (text[out.begin] == 'n' || text[out.begin] == 't' || text[out.begin] == 'r')) {
        ++out.begin;
    }
    return out;
}

// The longer first where two begin at one place. Each moves over the few that end within it: labels are short.
void sort_by_begin(std::vector<LabelHit>& hits)
{
    const auto before = [](const LabelHit& a, const LabelHit& b) {
        return std::tuple(a.begin, b.end, a.label) < std::tuple(b.begin, a.end, b.label);
    };
    for (std::size_t i = 1; i < hits.size(); ++i) {
        const LabelHit hit = hits[i];
        std::size_t to = i;
        for (; to > 0 && before(hit, hits[to - 1]); --to) {
            hits[to] = hits[to - 1];
        }
        hits[to] = hit;
    }
}

// A part or its singular: PASSWORD_VALIDATORS as PASSWORD_VALIDATOR.
bool has_part(const std::vector<std::string>& parts, const WordSet& words)
{
    return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
        return words.contains(part) || (part.size() > 4 && part.back() == 's' &&
                                           words.contains(part.substr(0, part.size() - 1)));
    });
}

// FTPpw: in small letters behind an abbreviation, with its sign behind it. KMSAPIKey: with small letters behind other capitals.
bool follows_capitals(std::string_view text, const LabelHit& hit)
{
    constexpr std::size_t label_bytes_min = 5;
    const std::string_view written = text.substr(hit.begin, hit.end - hit.begin);
    if (is_lower(written.front())) {
        return hit.begin >= 2 && is_upper(text[hit.begin - 2]) &&
               (hit.end >= text.size() || !is_alnum(text[hit.end]));
    }
    return is_upper(written.front()) && written.size() >= label_bytes_min &&
           std::any_of(written.begin(), written.end(), is_lower);
}

} // namespace

bool stands_alone(std::string_view text, const LabelHit& hit, const Label& label)
{
    if (!label.ascii) {
        return true;
    }
    const char before = hit.begin > 0 ? text[hit.begin - 1] : ' ';
    const char after = hit.end < text.size() ? text[hit.end] : ' ';
    const char first = text[hit.begin];
    const char last = text[hit.end - 1];
    const bool escaped = hit.begin >= 2 && text[hit.begin - 2] == '\\' &&
                         (before == 'n' || before == 't' || before == 'r');
    bool left = escaped || !(is_alpha(before) || is_continuation(before)) ||
                (is_lower(before) && is_upper(first));
    if (!left && is_upper(before)) {
        left = follows_capitals(text, hit);
    }
    if (hit.begin >= 2 && is_continuation(before)) {
        // CJK and full-width text has no blanks; Latin letters with marks are part of the word.
        left = left || is_continuation(text[hit.begin - 2]);
    }
    if (!left && !label.glued) {
        return false; // most of the hits of short labels
    }
    // Its ends are word ends by separators or by a change of case.
    bool right = last == ' ' || (!is_alpha(after) && !is_latin_lead(after));
    right = right || (is_lower(last) && is_upper(after));
    right = right ||
            (is_upper(last) && is_upper(after) && hit.end + 1 < text.size() &&
                is_lower(text[hit.end + 1]) && is_upper(first) && is_lower(text[hit.begin + 1]));
    if (label.glued) {
        return true;
    }
    // Two letters inside a run of base64 are no label.
    if (label.text.size() <= 3 &&
        (before == '+' || after == '+' ||
            (before == '/' && after != ':' && hit.begin >= 2 && is_alnum(text[hit.begin - 2]) &&
                label.label_class != LabelClass::password))) {
        return false;
    }
    // A plural or a case ending of up to four letters.
    if (!right && (label.prose ? label.text.size() > 4 || after == 's' : after == 's')) {
        std::size_t end = hit.end;
        while (end < text.size() && end - hit.end < 6 && is_lower(text[end])) {
            ++end;
        }
        const std::size_t letters = end - hit.end;
        right = letters <= (label.text.size() >= 6     ? 4U
                               : label.text == "passe" ? 0U
                                                       : 1U) &&
                (end >= text.size() || !is_alpha(text[end]));
    }
    return right;
}

std::vector<Identifier> find_identifiers(const SourceText& source, std::vector<LabelHit>& hits)
{
    const std::string_view text = source.text();
    const std::vector<Label>& labels = source.words().labels;
    sort_by_begin(hits);
    std::vector<Identifier> out;
    std::size_t covered =
        0; // end of the last hit taken: a shorter label inside it is the same word
    for (const LabelHit& hit : hits) {
        const Label& label = labels[hit.label];
        if (hit.end <= covered) {
            continue;
        }
        // IDENTIFIED … "with password" opens a statement of SQL, but in prose the password is a label.
        const bool statement =
            label.label_class == LabelClass::marker && label.text.ends_with(" password");
        covered = statement ? covered : hit.end;
        Identifier identifier = expand(text, hit, label);
        if (!out.empty() && label.ascii && hit.begin < out.back().end &&
            label.label_class != LabelClass::marker) {
            // The same identifier goes on: its last keyword decides.
            Identifier& last = out.back();
            if (labels[last.label].label_class != LabelClass::marker) {
                if (label.label_class != LabelClass::account &&
                    label.label_class != LabelClass::cue &&
                    (label.label_class != LabelClass::user ||
                        labels[last.label].label_class == LabelClass::account)) {
                    last.end = std::max(last.end, identifier.end);
                    last.label = identifier.label;
                    last.label_begin = hit.begin;
                    last.label_end = hit.end;
                }
                continue;
            }
        }
        out.push_back(identifier);
    }
    return out;
}

std::vector<std::string> identifier_parts(std::string_view identifier)
{
    std::vector<std::string> out;
    std::string part;
    for (std::size_t i = 0; i < identifier.size(); ++i) {
        const char c = identifier[i];
        const bool separator = !is_alnum(c) && !is_high(c);
        const bool hump = is_upper(c) && i > 0 &&
                          (is_lower(identifier[i - 1]) ||
                              (i + 1 < identifier.size() && is_upper(identifier[i - 1]) &&
                                  is_lower(identifier[i + 1])));
        if ((separator || hump) && !part.empty()) {
            out.push_back(part);
            part.clear();
        }
        if (!separator) {
            part += to_lower(c);
        }
    }
    if (!part.empty()) {
        out.push_back(part);
    }
    return out;
}

bool is_harmless_identifier(const SourceText& source, const Identifier& identifier)
{
    const std::string_view text = source.text();
    const WordLists& words = source.words();
    // "Stripe publishable key", checksum/secret: the word before counts as part of the name.
    std::size_t begin = identifier.begin;
    if (begin > 1 && text[begin] != '$' && (text[begin - 1] == ' ' || text[begin - 1] == '/')) {
        --begin;
        while (begin > 0 && identifier.begin - begin < 24 &&
               (is_alnum(text[begin - 1]) || text[begin - 1] == '_')) {
            --begin;
        }
    }
    if (text.substr(identifier.begin, identifier.end - identifier.begin) == "current_key") {
        return true; // of google-services.json, which every copy of an app holds
    }
    const bool article = equal_caseless(text.substr(begin, identifier.begin - begin), "no ") ||
                         equal_caseless(text.substr(begin, identifier.begin - begin), "is ");
    auto head =
        identifier_parts(text.substr(identifier.begin, identifier.label_begin - identifier.begin));
    const auto word_before = identifier_parts(text.substr(begin, identifier.begin - begin));
    static const WordSet before_words = {"publishable", "public", "primary", "foreign", "cache",
        "checksum", "anon", "partition", "sort", "subject", "authority", "host", "error", "postal",
        "zip", "order", "product", "site"};
    // "zip password", "site password": what these words mean of a key or a code they do not mean of a password.
    static const WordSet before_passwords = {"public", "publishable", "cache", "checksum", "error"};
    const bool password = words.labels[identifier.label].label_class == LabelClass::password;
    if (!article && has_part(word_before, password ? before_passwords : before_words)) {
        return true;
    }
    const auto tail =
        identifier_parts(text.substr(identifier.label_end, identifier.end - identifier.label_end));
    // hash_salt is a salt, not a hash.
    const bool salt = words.labels[identifier.label].text == "salt";
    const auto has_word = [](const std::vector<std::string>& parts, const WordSet& list) {
        return std::any_of(parts.begin(), parts.end(),
            [&](const std::string& part) { return list.contains(part); });
    };
    return (!salt && has_word(head, words.head_words)) || has_part(tail, words.tail_words) ||
           has_part(head, words.interface_words) || has_part(tail, words.interface_words);
}

bool is_weak_identifier(const SourceText& source, const Identifier& identifier)
{
    const Label& label = source.words().labels[identifier.label];
    if (label.strong) {
        return false;
    }
    const auto parts =
        identifier_parts(source.text().substr(identifier.begin, identifier.end - identifier.begin));
    return !has_part(parts, source.words().key_qualifiers);
}

} // namespace redactor
