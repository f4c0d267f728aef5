#include "prose.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "assignment.h"
#include "char_class.h"
#include "identifier.h"
#include "letter_case.h"
#include "prose_word.h"
#include "running_text.h"
#include "value_reader.h"
#include "value_shape.h"
#include "vetoes.h"

namespace redactor {
namespace {

constexpr std::size_t words_after_label_max = 9;
constexpr std::size_t reach_bytes = 160;

bool wants_random(LabelClass c)
{
    return c == LabelClass::secret || c == LabelClass::key || c == LabelClass::token ||
           c == LabelClass::session;
}

// How sure the words before the value are that it is one.
enum class Link { none, near, copula, colon };

bool is_base32_seed(std::string_view word)
{
    return word.size() >= 16 && std::all_of(word.begin(), word.end(), [](char c) {
        return is_upper(c) || (c >= '2' && c <= '7');
    }) && shape_of(word).digits > 0;
}

bool is_grouped_code(std::string_view word)
{
    std::size_t groups = 1;
    std::size_t run = 0;
    for (const char c : word) {
        if (c == '-') {
            if (run < 3) {
                return false;
            }
            ++groups;
            run = 0;
        } else if (is_alnum(c)) {
            ++run;
        } else {
            return false;
        }
    }
    return groups >= 3 && run >= 3 && shape_of(word).digits > 0 && !shape_of(word).uuid;
}

// Letters and digits that take turns: x5nt8q, but not room12 or v2.
bool is_scrambled(std::string_view word)
{
    std::size_t changes = 0;
    for (std::size_t i = 1; i < word.size(); ++i) {
        if (!is_alnum(word[i])) {
            return false;
        }
        changes += is_digit(word[i]) != is_digit(word[i - 1]) ? 1U : 0U;
    }
    return changes >= 3;
}

// Kana, ideographs or Hangul with nothing between: words of a sentence in a script without blanks.
bool is_wide_sentence(std::string_view word)
{
    std::size_t wide = 0;
    for (const char c : word) {
        const auto lead = static_cast<unsigned char>(c);
        wide += lead >= 0xE3 && lead <= 0xED ? 1U : 0U;
    }
    return wide >= 2;
}

bool fits(const SourceText& source, LabelClass label_class, const Value& value, Link link,
    bool ends_phrase, bool near_user, bool late_colon)
{
    const std::string_view word = source.text().substr(value.begin, value.end - value.begin);
    const ValueShape shape = shape_of(word);
    if (is_wide_sentence(word)) {
        return false;
    }
    if (is_dummy(source.words(), word) || is_password_hash(word) || is_path_or_url(word)) {
        return false;
    }
    const std::string folded = fold_case(word);
    const bool stop =
        source.words().stop_values.contains(folded) || source.words().is_label_word(folded);
    if (label_class == LabelClass::pin) {
        return link != Link::none && shape.digits >= 4 && shape.digits <= 8 &&
               shape.digits == shape.length;
    }
    if (label_class == LabelClass::otp && is_base32_seed(word)) {
        return true;
    }
    if (label_class == LabelClass::license || label_class == LabelClass::recovery) {
        return is_grouped_code(word) ||
               (link >= Link::copula && shape.length >= 16 && is_random_looking(word));
    }
    if (wants_random(label_class) || label_class == LabelClass::otp) {
        if (word.find_first_of(":{}()'\"") != std::string_view::npos || word.starts_with("pk_")) {
            return false;
        }
        return shape.length >= 16 && is_random_looking(word);
    }
    // Passwords.
    const std::string plain = fold_case(word);
    if (late_colon && (shape.lower == 0 || shape.digits + shape.symbols == 0)) {
        return false;
    }
    if (link == Link::none && shape.upper > 0 && shape.lower == 0) {
        return false;
    }
    if (is_password_like(plain) || is_password_like(word)) {
        return true;
    }
    if (stop) {
        return false;
    }
    if (link == Link::none) {
        return ends_phrase && shape.length >= 6 && is_scrambled(word);
    }
    if (value.quoted) {
        if (shape.digits > 0 && shape.blanks == 0 && shape.length >= 6 &&
            shape.lower + shape.upper >= 3) {
            return true;
        }
        return link >= Link::copula && shape.length >= 4 && shape.length <= 64 &&
               !is_interface_text(word);
    }
    if (shape.length < 4 || shape.blanks > 0) {
        return false;
    }
    const std::size_t letters = shape.lower + shape.upper + shape.high;
    if (shape.digits > 0 && letters > 0) {
        return link >= Link::copula || ends_phrase;
    }
    if (shape.digits == shape.length) {
        return link >= Link::copula && shape.length >= 4 && shape.length <= 12 && ends_phrase;
    }
    if (letters > 0 && shape.symbols > 0 && link >= Link::copula) {
        return word.find_first_of("!@#$%^&*+=~_", 0) != std::string_view::npos ||
               (link == Link::colon && ends_phrase);
    }
    if (late_colon || shape.high * 2 > shape.length) {
        return false; // "password reset by: Karin"; plain words of other scripts are words
    }
    return (link == Link::colon || (link == Link::near && near_user)) && ends_phrase &&
           letters == shape.length;
}

// A known label begins in the words that follow, so that they end the value: "heslo ahoj, uživatel …".
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
    const std::string_view rest = source.text().substr(next, 3);
    if (rest == "，" || rest == "。" || rest == "、" || rest == "；" || rest == "）" ||
        rest == "」") {
        return true;
    }
    const ProseWord word = read_word(source, next);
    return source.words().is_label_word(fold_case(word.text(source)));
}

class Walker {
public:
    // `user` is the last account label before this one, or null.
    Walker(SourceText& source, const Identifier& identifier, const Identifier* user)
        : source_(source), identifier_(identifier), label_(source.words().labels[identifier.label]),
          stop_(std::min(source.line_end(identifier.end), identifier.end + reach_bytes)),
          near_user_(
              user != nullptr && user->end <= identifier.begin && identifier.begin - user->end < 40)
    {
    }

    // The value behind the label on its line. True when one was added.
    bool walk_right()
    {
        std::size_t at = identifier_.end;
        Link link = Link::none;
        for (std::size_t count = 0; count < words_after_label_max && at < stop_; ++count) {
            at = skip_blanks(source_, at, 60);
            link = std::max(link, skip_signs(at));
            at = skip_blanks(source_, at, 60);
            if (at >= stop_) {
                break;
            }
            if (const auto quoted = read_quoted(source_, at);
                quoted && quoted->end > quoted->begin) {
                if (take(*quoted, link == Link::none ? Link::near : link)) {
                    return true;
                }
                at = quoted->after;
                continue;
            }
            const ProseWord word = read_word(source_, at);
            if (word.end == word.begin) {
                at = word.next;
                continue;
            }
            const std::string folded = fold_case(word.text(source_));
            if (source_.words().copulas.contains(folded)) {
                link = std::max(link, Link::copula);
                at = word.next;
                continue;
            }
            if (wants_random(label_.label_class) && link == Link::none && count > 3) {
                break;
            }
            const Link effective = link == Link::none && count == 0 ? Link::near : link;
            if (take(Value{word.begin, word.end, word.next, false, 0}, effective)) {
                return true;
            }
            if (word.ends_sentence ||
                (link >= Link::copula && !source_.words().value_fillers.contains(folded) &&
                    ++misses_ > 2)) {
                break;
            }
            if (source_.at(word.end) == ':' && word.end < word.next) {
                late_colon_ = true; // "heslo k wifi: x"
                link = Link::colon;
                at = word.next;
                continue;
            }
            if (link == Link::colon && !source_.words().value_fillers.contains(folded)) {
                link = Link::near;
            }
            at = word.next;
        }
        return false;
    }

    // パスワードはXです, 密码是X, 비밀번호는 X: the copula is glued to both.
    bool walk_glued()
    {
        std::size_t at = skip_blanks(source_, identifier_.end);
        Link link = Link::none;
        for (const std::string& copula : source_.words().cjk_copulas) {
            if (source_.text().substr(at, copula.size()) == copula) {
                at += copula.size();
                link = Link::copula;
                break;
            }
        }
        link = std::max(link, skip_signs(at));
        at = skip_blanks(source_, at);
        if (const auto quoted = read_quoted(source_, at); quoted && quoted->end > quoted->begin) {
            return take(*quoted, std::max(link, Link::copula));
        }
        const ProseWord word = read_ascii_run(source_, at);
        return word.end > word.begin &&
               take(Value{word.begin, word.end, word.next, false, 0}, std::max(link, Link::near));
    }

    // "X is the password": one clear value among the few words before the label.
    bool walk_left()
    {
        const std::size_t begin = std::max(source_.line_begin(identifier_.begin),
            identifier_.begin > 80 ? identifier_.begin - 80 : 0);
        std::optional<Value> found;
        std::size_t at = begin;
        std::size_t words_between = 0;
        while (at < identifier_.begin) {
            at = skip_blanks(source_, at, 60);
            const ProseWord word = read_word(source_, at);
            if (word.next >= identifier_.begin || word.next <= at) {
                break;
            }
            const std::string_view text = word.text(source_);
            if (word.end > word.begin && is_password_like(text) && !is_path_or_url(text) &&
                !is_dummy(source_.words(), text)) {
                found = Value{word.begin, word.end, word.next, false, 0};
                words_between = 0;
            } else if (word.end > word.begin) {
                words_between += source_.words().reverse_links.contains(fold_case(text)) ? 0U : 1U;
            }
            at = word.next;
        }
        return found && words_between <= 2 && take(*found, Link::near);
    }

    // Label alone on its line, value alone on the next.
    bool look_below()
    {
        std::size_t at = skip_blanks(source_, identifier_.end);
        skip_signs(at);
        at = skip_blanks(source_, at);
        if (source_.at(at) == '\r') {
            ++at;
        }
        if (source_.at(at) != '\n') {
            return false;
        }
        const std::size_t begin = source_.line_begin(identifier_.begin);
        if (identifier_.begin - begin > 30) {
            return false;
        }
        at = skip_blanks(source_, at + 1);
        const std::size_t end = source_.line_end(at);
        const ProseWord word = read_word(source_, at);
        const bool alone = skip_blanks(source_, word.next) >= end;
        return alone && word.end > word.begin && is_password_like(word.text(source_)) &&
               take(Value{word.begin, word.end, word.next, false, 0}, Link::colon);
    }

private:
    // Moves over : = - → and brackets; says how strongly they bind.
    Link skip_signs(std::size_t& at)
    {
        Link link = Link::none;
        for (int i = 0; i < 6; ++i) {
            const std::string_view rest = source_.text().substr(at, 3);
            const char c = source_.at(at);
            if (c == ':' || c == '=') {
                link = Link::colon;
                ++at;
            } else if (c == '-' && (is_space(source_.at(at + 1)) || at == identifier_.end)) {
                link = std::max(link, Link::colon);
                ++at;
            } else if (rest == "：" || rest == "＝" || rest == "→" || rest == "–" || rest == "—") {
                link = Link::colon;
                at += 3;
            } else if (c == '|' || (c == ')' && i == 0) || c == '(' || c == '>' || c == '*') {
                if (c == '|') {
                    link = std::max(link, Link::copula);
                }
                ++at;
            } else {
                break;
            }
            at = skip_blanks(source_, at);
        }
        return link;
    }

    bool take(Value value, Link link)
    {
        // "pass it to": in English the word is mostly a verb.
        if ((label_.text == "pass" || label_.text == "passe") && link != Link::colon &&
            !(link == Link::copula && !value.quoted)) {
            return false;
        }
        const std::string_view there = source_.text().substr(value.begin, value.end - value.begin);
        if (there.ends_with("=") || there.ends_with("()") || there.starts_with("@")) {
            return false;
        }
        if (!fits(source_, label_.label_class, value, link,
                value.quoted || ends_phrase_at(source_, value.end), near_user_, late_colon_)) {
            return false;
        }
        if (link <= Link::near && !value.quoted &&
            source_.text()
                    .substr(value.begin, value.end - value.begin)
                    .find_first_of("(){}[]<>;\"\\") != std::string_view::npos) {
            return false;
        }
        source_.add(Detector::prose, value.begin, value.end, kind_of(label_.label_class),
            Confidence::medium);
        return true;
    }

    SourceText& source_;
    const Identifier& identifier_;
    const Label& label_;
    std::size_t stop_;
    bool near_user_;
    bool late_colon_ = false;
    int misses_ = 0;
};

} // namespace

void parse_prose(SourceText& source, const Identifier& identifier, const Identifier* user)
{
    const Label& label = source.words().labels[identifier.label];
    if (identifier.begin > 0 &&
        (source.at(identifier.begin - 1) == ':' || source.at(identifier.begin - 1) == '/' ||
            source.at(identifier.begin - 1) == '@' || source.at(identifier.begin - 1) == '$')) {
        return; // :password, /etc/passwd, $password are names in code
    }
    if (!label.prose || is_harmless_identifier(source, identifier) ||
        !is_plain_word(source, identifier) || !is_running_text(source, identifier.begin)) {
        return;
    }
    Walker walker(source, identifier, user);
    const bool glued_script = !label.ascii && static_cast<unsigned char>(label.text[0]) >= 0xE0;
    if (glued_script && walker.walk_glued()) {
        return;
    }
    if (walker.walk_right() || walker.look_below()) {
        return;
    }
    if (label.label_class == LabelClass::password) {
        walker.walk_left();
    }
}

} // namespace redactor
