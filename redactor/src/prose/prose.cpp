#include "prose/prose.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "assignments/assignment.h"
#include "prose/code_lines.h"
#include "prose/passphrase.h"
#include "prose/prose_context.h"
#include "prose/prose_value.h"
#include "prose/value_before.h"
#include "text/char_class.h"
#include "text/dense_text.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/code_word.h"
#include "values/grouped_value.h"
#include "values/identifier.h"
#include "values/prose_word.h"
#include "values/running_text.h"
#include "values/value_reader.h"
#include "values/vetoes.h"

namespace redactor {
namespace {

constexpr std::size_t words_right_max = 14;
constexpr std::size_t words_further_max = 12; // behind a value: "…, the old one was X"
constexpr std::size_t reach_right_bytes = 240;
constexpr std::size_t words_of_owner_max = 3; // "for the new server"
constexpr std::size_t distance_max = 2;
constexpr std::size_t wide_phrase_bytes_max = 27;

bool starts_with_copula(const SourceText& source, std::string_view run)
{
    const std::vector<std::string>& copulas = source.words().cjk_copulas;
    return std::any_of(copulas.begin(), copulas.end(),
        [&](const std::string& copula) { return run.starts_with(copula); });
}

class Walker {
public:
    // `user` is the last account label before this one, or null.
    Walker(SourceText& source, const Identifier& identifier, const Identifier* user)
        : source_(source), identifier_(identifier), label_(source.words().labels[identifier.label]),
          class_(label_.label_class),
          in_table_(source.at(source.line_begin(identifier.begin)) == '|')
    {
        if ((class_ == LabelClass::key || class_ == LabelClass::password) &&
            (label_.network || names_network(source, identifier))) { // parse_prose asked the former
            class_ = LabelClass::password; // a network's "key" is one that people choose
            near_user_ = network_ = true;
        }
        if (is_password()) {
            near_user_ = near_user_ || names_user(source, identifier, user);
            named_as_ = is_named_as(source, identifier);
        }
    }

    // What the label announces behind it: on its line, below it, in the next sentence. True when something was added.
    bool walk_right()
    {
        if (!reaches_candidate(source_, identifier_, class_, reach_right_bytes)) {
            return false;
        }
        const std::size_t stop =
            std::min(source_.text().size(), identifier_.end + reach_right_bytes);
        std::size_t at = behind_remark();
        while (at < stop && place_.words < words_right_max + (found_ ? words_further_max : 0)) {
            const Gap gap = read_gap(source_, at);
            if (gap.at >= stop || !cross(gap)) {
                break;
            }
            at = gap.at;
            if (const auto quoted = read_quoted(source_, at);
                quoted && quoted->end > quoted->begin) {
                if (place_.link == Link::none) {
                    place_.link = place_.strays == 0 ? Link::adjacent : Link::near;
                }
                if (take(*quoted) || shape_of(quoted->text(source_)).blanks == 0) {
                    at = quoted->after;
                    ++place_.words;
                    continue;
                }
            }
            if (const auto end = grouped_end(at)) {
                add(Value{at, *end, *end, false, 0},
                    class_ == LabelClass::key ? Kind::otp_seed : kind_of(class_));
                at = *end;
                ++place_.words;
                continue;
            }
            const ProseWord word = read_word(source_, at);
            if (word.end == word.begin || parts_codes(word)) {
                at = std::max(word.next, at + 1);
                continue;
            }
            if (!step(word)) {
                break;
            }
            at = word.next;
        }
        source_.count_read(at - identifier_.end);
        return found_near_;
    }

private:
    bool is_password() const
    {
        return class_ == LabelClass::password || class_ == LabelClass::remote;
    }

    // "a91f-k2l0 / 77dd-0pqx / m3n4-b5v6"
    bool parts_codes(const ProseWord& word) const
    {
        const std::string_view text = word.text(source_);
        return found_ && class_ == LabelClass::recovery &&
               (text == "/" || text == "+" || text == "·" || text == "•" || text == "–");
    }

    // "the setup key shown was JBSW Y3DP EHPK 3PXP"
    std::optional<std::size_t> grouped_end(std::size_t at) const
    {
        constexpr std::size_t words_max = 8;
        if (class_ == LabelClass::pin || place_.distance > 1 || place_.words > words_max ||
            (place_.link < Link::adjacent && place_.words > 0)) {
            return std::nullopt;
        }
        const std::optional<std::size_t> end = grouped_value_end(source_, at);
        // "key fingerprint: 57BD 6196 …", a table of code points: hexadecimal groups are a key only right behind the label.
        const std::string_view groups =
            end ? source_.text().substr(at, *end - at) : std::string_view();
        const bool hex =
            std::all_of(groups.begin(), groups.end(), [](char c) { return is_hex(c) || c == ' '; });
        const bool apart = place_.strays > 0 || place_.distance > 0;
        return (hex && (apart || !is_password())) || class_ == LabelClass::license ||
                       class_ == LabelClass::token
                   ? std::nullopt
                   : end;
    }

    // "password (all in small letters): x", "pwd's x": where to read on behind what belongs to the label.
    std::size_t behind_remark()
    {
        constexpr std::size_t remark_bytes_max = 64;
        const std::string_view text = source_.text();
        const std::size_t at = identifier_.end;
        for (const std::string_view ending : {"'s ", "’s "}) {
            if (text.substr(at, ending.size()) == ending) {
                place_.link = Link::copula;
                place_.copula = true;
                return at + ending.size();
            }
        }
        const std::size_t open = skip_blanks(source_, at);
        if (!is_password() || source_.at(open) != '(') {
            return at;
        }
        const std::string_view rest = text.substr(open, remark_bytes_max);
        const std::size_t close = rest.find_first_of(")\n", 1);
        if (close == std::string_view::npos || rest[close] != ')' ||
            rest.substr(0, close).find(' ') == std::string_view::npos ||
            rest.substr(0, close).find_first_of("0123456789@#$%^&*+~=_") !=
                std::string_view::npos) {
            return at;
        }
        place_.link = Link::adjacent;
        return open + close + 1;
    }

    // Takes note of line ends and signs. False when the value would be too far away.
    bool cross(const Gap& gap)
    {
        if (gap.lines > 0) {
            const bool below = place_.words == 0;
            place_.distance += below && starts_line() ? 1 : gap.lines;
            place_.late_colon = false;
            place_.link = below && starts_line() ? Link::colon : Link::near;
            if (below) {
                return true;
            }
        } else if (place_.words == 0) {
            place_.link = std::max(place_.link, gap.link);
        } else if (gap.link == Link::colon && place_.words <= 4 && place_.distance == 0 &&
                   !found_) {
            place_.link = Link::colon;
            place_.late_colon = true;
        }
        const std::size_t lines_more = class_ == LabelClass::recovery ? 12 : in_table_ ? 1 : 0;
        return place_.distance <= distance_max + lines_more;
    }

    // The label is the first thing on its line, as in a form.
    bool starts_line() const
    {
        constexpr std::size_t words_before_bytes_max = 30;
        return identifier_.begin - source_.line_begin(identifier_.begin) <= words_before_bytes_max;
    }

    // One more word. False when what follows belongs to something else.
    bool step(const ProseWord& word)
    {
        const std::string_view text = word.text(source_);
        const std::string folded = fold_case(text);
        if (word.wide) {
            step_wide(word);
            place_.led = false;
            return place_.distance <= distance_max;
        }
        if (place_.distance == 0 && is_time_of_record(text)) {
            return false; // the next record of a log whose lines were joined
        }
        const bool led = source_.words().leads.contains(folded);
        place_.plainly = place_.plainly || source_.words().plainly.contains(folded);
        const bool access = is_password() && !found_ && place_.words <= words_of_owner_max &&
                            (place_.words == 0 || place_.of_owner) &&
                            source_.words().access_words.contains(folded) && word.end == word.next;
        if (access || names_network_kind(folded)) {
            // "heslo na wifi X", "password for the wifi X", "Passwort Datenbank X": the label's own, wherever the word stands.
            place_.strays = place_.sentence_strays = 0;
            place_.stopped = false;
            place_.link = found_ ? place_.link : Link::none;
        } else if (source_.words().follows.contains(folded) && source_.at(word.end) == ':') {
            place_.strays = place_.sentence_strays = 0;
            place_.stopped = false;
            place_.link = Link::colon;
        } else if (source_.words().copulas.contains(folded)) {
            place_.link = std::max(place_.link, Link::copula);
            place_.copula = true;
        } else if (!source_.words().value_fillers.contains(folded) || is_password_like(text)) {
            if (place_.link == Link::none) {
                place_.link = place_.strays == 0 ? Link::adjacent : Link::near;
            }
            if (!take(Value{word.begin, word.end, word.next, false, 0}) &&
                !take_behind_colon(word)) {
                if (found_ && class_ == LabelClass::recovery &&
                    !source_.words().joiners.contains(folded)) {
                    return false;
                }
                place_.link = Link::near;
                place_.late_colon = false;
                ++place_.strays;
                ++place_.sentence_strays;
                place_.stopped =
                    place_.stopped ||
                    (source_.words().stop_values.contains(folded) &&
                        !(place_.words == 0 && source_.words().owners.contains(folded)));
            }
            if ((source_.at(word.end) == ':' || source_.text().substr(word.end, 3) == "：") &&
                word.end < word.next && place_.words <= 4 && place_.distance == 0 && !found_) {
                place_.link = Link::colon; // "heslo k wifi: x"
                place_.late_colon = true;
            }
        }
        place_.led = led;
        place_.owned = source_.words().owners.contains(folded) && !led;
        place_.of_thing = source_.words().user_words.contains(folded) ||
                          source_.words().numbered_things.contains(folded);
        place_.of_owner = place_.of_owner ||
                          (place_.words == 0 && (led || source_.words().owners.contains(folded)));
        ++place_.words;
        if (word.ends_sentence) {
            ++place_.distance;
            place_.link = Link::near;
            place_.sentence_strays = 0;
            place_.copula = false;
        }
        return place_.distance <= distance_max || class_ == LabelClass::recovery;
    }

    // Particles and copulas of scripts without blanks are glued to the value: パスワードはXです.
    void step_wide(const ProseWord& word)
    {
        const std::string_view run = word.text(source_);
        const bool short_run = run.size() <= wide_link_bytes_max;
        // パスワードは前と同じX: a few words between the copula and what it is about.
        const bool short_phrase = place_.words == 0 && run.size() <= wide_phrase_bytes_max &&
                                  starts_with_copula(source_, run);
        if (short_phrase || (place_.strays == 0 && links_wide(source_, run))) {
            place_.link = std::max(place_.link, Link::copula);
        } else {
            // パスワードはたぶんX: short words after the copula leave it in force.
            if (place_.link < Link::copula || !short_run) {
                place_.link = Link::near;
            }
            ++place_.strays;
        }
        place_.words += short_run ? 1 : 2;
        if (word.ends_sentence) {
            ++place_.distance;
            place_.link = Link::near;
        }
    }

    // "password for olga:Kettle#5": name and value written as one.
    bool take_behind_colon(const ProseWord& word)
    {
        const std::size_t colon = word.text(source_).find_first_of(":=");
        if (colon == std::string_view::npos || colon == 0 || place_.words > 4 ||
            place_.distance > 0 || class_ != LabelClass::password) {
            return false;
        }
        const Value value{word.begin + colon + 1, word.end, word.next, false, 0};
        const std::string_view text = value.text(source_);
        if (text.starts_with("/") || strength_of(source_, text) != Strength::strong) {
            return false;
        }
        add(value, kind_of(class_));
        return true;
    }

    // Most words of a text are no value of this class wherever they stand, which costs little to see.
    bool is_never_value(const Value& value, std::string_view text) const
    {
        constexpr std::size_t random_bytes_min = 16; // what is shorter must hold a digit
        if (value.quoted || text.size() >= random_bytes_min || holds_telling_byte(text)) {
            return false;
        }
        // A plain word is a password only right behind the label and what links the two.
        return !is_password() || place_.strays > 0 || place_.late_colon || found_ || named_as_;
    }

    bool take(const Value& value)
    {
        const std::string_view text = value.text(source_);
        if (is_never_value(value, text)) {
            return false;
        }
        // "pass it to": in English the word is mostly a verb.
        const bool told = value.quoted && place_.link == Link::copula && place_.strays > 0;
        if ((label_.text == "pass" || label_.text == "passe") &&
            (place_.link < Link::copula || told) &&
            !(place_.words == 0 && (near_user_ || is_unlike_text(text)))) {
            return false;
        }
        if ((label_.text == "pass" || label_.text == "passe") && place_.link < Link::colon &&
            is_joined_pair(source_, text)) {
            return false; // "pass the clone to tree_open"
        }
        Place place = place_;
        place.quoted = value.quoted;
        place.near_user = near_user_;
        place.network = network_;
        place.phrase = label_.text.ends_with("phrase");
        place.foreign = !label_.ascii;
        place.found = found_ || named_as_;
        place.weak_label = label_.text.size() <= 3;
        const Surroundings around(source_, value, identifier_.end, place.distance > 0);
        if (place.distance > 1 && !in_table_ && !around.is_alone()) {
            return false;
        }
        if (!is_secret_at(source_, class_, text, place, around) ||
            is_call_argument(source_, value.begin, value.end)) {
            return false;
        }
        Kind kind = kind_of(class_);
        if (class_ == LabelClass::key) {
            kind = is_base32_seed(text)    ? Kind::otp_seed
                   : is_grouped_code(text) ? Kind::license_key
                                           : kind;
        }
        add(value, kind);
        return true;
    }

    void add(const Value& value, Kind kind)
    {
        source_.add(Detector::prose, value.begin, value.end, kind, Confidence::medium);
        found_ = true;
        // A plain word is weak evidence: something better may stand before the label.
        const bool weak = class_ == LabelClass::password &&
                          strength_of(source_, value.text(source_)) == Strength::plain;
        found_near_ = found_near_ || (!weak && (place_.distance == 0 || place_.words == 0));
    }

    SourceText& source_;
    const Identifier& identifier_;
    const Label& label_;
    LabelClass class_;
    bool in_table_;
    bool near_user_ = false; // these three are asked only of passwords
    bool network_ = false;
    bool named_as_ = false;
    Place place_;
    bool found_ = false;
    bool found_near_ = false; // in the label's own sentence or right below it
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
    if (label.network && !names_network(source, identifier) &&
        !names_network_behind(source, identifier)) {
        take_loud_setting(source, identifier);
        take_code_of_account(source, identifier, user);
        return;
    }
    if (!label.prose || is_harmless_identifier(source, identifier) ||
        !is_plain_word(source, identifier) || !is_running_text(source, identifier.begin)) {
        return;
    }
    // "lösenordsändringen": the word goes on and is another one.
    const bool goes_on =
        static_cast<unsigned char>(label.text[0]) < 0xE0 &&
        (is_alnum(source.at(identifier.end)) ||
            (label.ascii &&
                source.at(identifier.end) == '-') || // longer than an identifier is read
            (source.at(identifier.end) >= '\xC3' && source.at(identifier.end) <= '\xDB'));
    if (goes_on) {
        return;
    }
    if (label.label_class == LabelClass::password && take_passphrase(source, identifier)) {
        return;
    }
    if (label.label_class == LabelClass::recovery && take_mnemonic(source, identifier)) {
        return;
    }
    if (label.label_class == LabelClass::recovery && take_codes_below(source, identifier)) {
        return;
    }
    Walker walker(source, identifier, user);
    const bool found = walker.walk_right();
    if (label.label_class == LabelClass::password && label.text != "pass") { // mostly a verb
        take_password_before(source, identifier, found);
    } else if (label.label_class == LabelClass::pin && !found) {
        take_pin_before(source, identifier);
    }
}

} // namespace redactor
