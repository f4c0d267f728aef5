#include "message/message.h"

#include <algorithm>
#include <string_view>

#include "message/access_row.h"
#include "message/handover.h"
#include "message/remote_session.h"
#include "message/sentence.h"
#include "text/char_class.h"
#include "values/running_text.h"
#include "values/value_reader.h"
#include "values/variants.h"

namespace redactor {
namespace {

// Text of a person rather than source code, a program's output or bytes: mostly letters and blanks, few of the signs of code.
bool is_message(std::string_view text)
{
    constexpr std::size_t bytes_of_sign = 120; // so many bytes for each sign of code
    constexpr std::size_t signs_free = 3;
    constexpr std::size_t others_percent_max = 30;
    static constexpr CharacterTable code = members_of("{};\\<>[]=`|");
    std::size_t signs = 0;
    std::size_t others = 0;
    std::size_t lines = 0;      // that hold something
    std::size_t told_lines = 0; // that hold more than a word
    std::size_t blanks = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (static_cast<unsigned char>(c) < ' ' && !is_space(c)) {
            return false;
        }
        const char before = i > 0 ? text[i - 1] : '\n';
        signs += has(code, c) && !(c == '>' && (before == '\n' || before == '>' || before == '-'))
                     ? 1U
                     : 0U;
        lines += c == '\n' && before != '\n' ? 1U : 0U;
        told_lines += c == '\n' && blanks > 0 ? 1U : 0U;
        blanks = c == '\n' ? 0 : blanks + (is_blank(c) || is_high(c) ? 1U : 0U);
        signs += c == '(' && is_word(before) ? 1U : 0U;
        signs += c == ':' && before == ':' ? 2U : 0U;
        signs += (c == '#' || c == '/' || c == '*' || c == '"' || c == '.') &&
                         (before == '\n' || before == c)
                     ? 1U
                     : 0U;
        others += is_alpha(c) || is_high(c) || is_space(c) ? 0U : 1U;
    }
    return told_lines * 3 >= lines && signs <= signs_free + text.size() / bytes_of_sign &&
           others * 100 <= text.size() * others_percent_max;
}

bool tells(Part part)
{
    return part == Part::former || part == Part::entry || part == Part::change;
}

// What stands around one word of a sentence.
class Around {
public:
    Around(const SourceText& source, const Sentence& sentence, std::size_t at)
        : source_(source), sentence_(sentence), at_(at)
    {
    }

    // A word of one of the parts that tell, close enough before or behind.
    template <typename Test>
    bool has_near(Test test) const
    {
        constexpr std::size_t before_max = 8;
        constexpr std::size_t behind_max = 4;
        const std::size_t from = at_ - std::min(at_, before_max);
        const std::size_t to = std::min(sentence_.size(), at_ + behind_max + 1);
        for (std::size_t i = from; i < to; ++i) {
            if (i != at_ && test(sentence_[i].part)) {
                return true;
            }
        }
        return false;
    }

    Part before(std::size_t words = 1) const
    {
        return at_ >= words ? sentence_[at_ - words].part : Part::other;
    }

    // The sign between the word before and this one, nothing when only blanks are.
    char sign_before() const
    {
        const std::size_t from = at_ == 0 ? source_.line_begin(here().begin) : previous().end;
        for (std::size_t i = from; i < here().begin; ++i) {
            if (!is_blank(source_.at(i))) {
                return source_.at(i);
            }
        }
        return '\0';
    }

    bool is_enclosed() const
    {
        const std::size_t begin = here().begin;
        const char open = begin > 0 ? source_.at(begin - 1) : '\0';
        const char close = source_.at(here().end);
        return (open == '(' && close == ')') || (open == '"' && close == '"');
    }

    // "u38812 (X)"
    bool stands_behind_account() const { return is_enclosed() && before() == Part::account; }

    // Nothing else stands on the line.
    bool is_alone() const
    {
        const std::size_t line = source_.line_begin(here().begin);
        const std::string_view before = source_.text().substr(line, here().begin - line);
        const std::size_t stop = source_.line_end(here().end);
        const std::string_view behind = source_.text().substr(here().end, stop - here().end);
        return before.find_first_not_of(" \t>*-\"") == std::string_view::npos &&
               behind.find_first_not_of(" \t.\"\r") == std::string_view::npos;
    }

    // The words before lead to a value: a verb, a copula, a bracket, a colon; "give it X", "the old one X".
    bool is_led(bool known = false) const
    {
        constexpr std::size_t short_bytes_max = 3;
        const Part part = before();
        const char sign = sign_before();
        const bool joined = part == Part::joiner &&
                            (known || before(2) == Part::other || before(2) == Part::account);
        const bool filled = part == Part::filler && (tells(before(2)) || before(2) == Part::link ||
                                                        before(2) == Part::contrast);
        const bool verb_behind_it = at_ > 0 && part == Part::other && tells(before(2)) &&
                                    sign == '\0' &&
                                    previous().end - previous().begin <= short_bytes_max;
        return tells(part) || joined || filled || replaces() || verb_behind_it ||
               part == Part::link || part == Part::contrast || sign == ':' || sign == '(' ||
               sign == '"' || sign == '=';
    }

    // "changed it to X", "reset that one back to X": what tells stands before words that only lead on.
    bool is_governed() const
    {
        constexpr std::size_t words_max = 4;
        for (std::size_t i = 1; i <= words_max && i <= at_; ++i) {
            const Part part = before(i);
            if ((part != Part::link && part != Part::filler && part != Part::from) ||
                sentence_[at_ - i].with) {
                return tells(part);
            }
        }
        return false;
    }

    // "X olarak değiştirdim", "X に変更": where the verb stands at the end.
    bool is_governed_behind() const
    {
        const SentenceWord* const next = at_ + 1 < sentence_.size() ? &sentence_[at_ + 1] : nullptr;
        const bool linked =
            next != nullptr && next->part == Part::link && at_ + 2 < sentence_.size();
        return next != nullptr && ((next->word.wide && tells(next->part)) ||
                                      (linked && tells(sentence_[at_ + 2].part)));
    }

    // "admin, X", "root with X": the name of an account and a sign or a word that parts it from its password.
    bool follows_account() const
    {
        const char sign = sign_before();
        if (sign == ',' && at_ > 0 && sentence_[at_ - 1].announced && !ends_part()) {
            return false; // "the user olga, Dell_7490 laptop"
        }
        return (before() == Part::account &&
                   (sign == ',' || sign == '/' || sign == '+' || sign == '(' || is_high(sign) ||
                       (sign == '\0' && sentence_[at_].look >= MadeUp::fair))) ||
               ((before() == Part::link || before() == Part::joiner) &&
                   before(2) == Part::account && sign == '\0');
    }

    // "ftp is web44_petra and X": what is signed in to, a name as accounts have it, and this one.
    bool joins_account() const
    {
        if ((before() != Part::joiner && before() != Part::link) || at_ < 2 ||
            sign_before() != '\0') {
            return false;
        }
        const std::string_view name = sentence_[at_ - 2].word.text(source_);
        return is_lower(name.front()) &&
               name.find_first_of("0123456789_") != std::string_view::npos &&
               has_near([](Part near) { return near == Part::access || near == Part::entry; });
    }

    // "Router: root, X", "wifi upstairs: Workshop / X": what is signed in to, a name, and this one.
    bool ends_triple() const
    {
        const char sign = sign_before();
        return at_ > 1 && (sign == ',' || sign == '/') &&
               Around(source_, sentence_, at_ - 1).sign_before() == ':' &&
               std::any_of(sentence_.begin(),
                   sentence_.begin() + static_cast<std::ptrdiff_t>(at_) - 1,
                   [](const SentenceWord& word) {
                       return word.part == Part::access || word.part == Part::entry;
                   });
    }

    // "I use X", "the router still has the X", in a message about a password.
    bool is_used() const
    {
        constexpr std::size_t words_max = 4;
        for (std::size_t i = 1; i <= words_max && i <= at_; ++i) {
            const Part part = before(i);
            if (part != Part::link && part != Part::filler) {
                return part == Part::use;
            }
        }
        return false;
    }

    // "it was X", in a message about a password.
    bool is_said_to_be() const { return at_ > 0 && sentence_[at_ - 1].copula; }

    // "(X)", ": X", "= X", in a message about a password.
    bool is_announced() const
    {
        const char sign = sign_before();
        return is_enclosed() ||
               ((sign == ':' || sign == '=') && before() != Part::access); // "Server: X"
    }

    // "my account, olga / X": a name and a slash, in a sentence about an access.
    bool follows_slash() const
    {
        const auto announces = [](Part near) {
            return near == Part::access || near == Part::entry || near == Part::thing ||
                   near == Part::account;
        };
        const std::size_t begin = sentence_[at_].word.begin;
        return sign_before() == '/' && begin > 1 && is_blank(source_.at(begin - 1)) && at_ > 1 &&
               is_lower(source_.at(previous().begin)) && has_near(announces);
    }

    // "the user name is X", "account: X": what the words before it name is another thing.
    bool is_name_of_thing() const
    {
        constexpr std::size_t words_max = 6; // "the name of the guest network to X"
        for (std::size_t i = at_; i > 0 && at_ - i < words_max && !sentence_[i - 1].label; --i) {
            if (sentence_[i - 1].naming) {
                return true;
            }
        }
        std::size_t at = at_;
        while (at > 0 &&
               (sentence_[at - 1].part == Part::link || sentence_[at - 1].part == Part::filler)) {
            --at;
        }
        return at > 0 && sentence_[at - 1].part == Part::thing;
    }

    // "use X", "now it is X", "gave him X": a word that tells is one of the two before.
    bool is_told_closely() const
    {
        const bool replaced = before() == Part::link &&
                              has_near([](Part near) { return near == Part::change; }) &&
                              has_near([](Part near) { return near == Part::from; });
        const bool told_behind =
            before() == Part::link && at_ + 1 < sentence_.size() && tells(sentence_[at_ + 1].part);
        return told_behind || is_governed() || (tells(before(2)) && is_led()) || replaces() ||
               replaced;
    }

    // A sign parts it from the words before: ", X", "/ X", "- X".
    bool is_parted() const { return at_ > 0 && sign_before() != '\0'; }

    // Nothing else on the line, and the line above is quoted or announces it, or there is none: an answer.
    bool answers() const
    {
        const std::size_t line = source_.line_begin(here().begin);
        if (!is_alone()) {
            return false;
        }
        const std::string_view above = source_.text().substr(0, line);
        const std::size_t last = above.find_last_not_of(" \t\r\n");
        return last != std::string_view::npos &&
               (above[last] == ':' || source_.at(source_.line_begin(last)) == '>');
    }

private:
    // A sign or the end of the line follows, and no further word.
    bool ends_part() const
    {
        const char sign = source_.at(skip_blanks(source_, here().end));
        return sign == '\0' || std::string_view("\r\n.,;)").find(sign) != std::string_view::npos;
    }

    // "from X", "instead of X", in a sentence that changes something.
    bool replaces() const
    {
        return before() == Part::from && has_near([](Part near) { return near == Part::change; });
    }

    const ProseWord& here() const { return sentence_[at_].word; }
    const ProseWord& previous() const { return sentence_[at_ - 1].word; }

    const SourceText& source_;
    const Sentence& sentence_;
    std::size_t at_;
};

// What the text says outside the sentence.
struct Told {
    bool known = false; // the line holds a password before
    bool named = false; // the message names a password
};

bool is_password_here(
    const SourceText& source, const Sentence& sentence, std::size_t at, const Told& outside)
{
    const Around around(source, sentence, at);
    const MadeUp look = sentence[at].look;
    const bool known = outside.known;
    if (around.before() == Part::thing && !(look == MadeUp::loud && around.is_parted())) {
        return false;
    }
    if (look == MadeUp::loud) {
        return outside.named || known || around.has_near(tells) || around.is_led() ||
               around.is_enclosed() || around.answers() || around.is_parted();
    }
    if (look < MadeUp::weak || around.is_name_of_thing()) {
        return false;
    }
    if (around.follows_slash()) {
        return true;
    }
    const bool used = outside.named && (around.is_used() || around.is_said_to_be());
    const bool told = known || used || around.has_near(tells);
    if (around.follows_account() || around.stands_behind_account() || around.ends_triple() ||
        around.answers() || (look == MadeUp::fair && around.joins_account())) {
        return true;
    }
    const bool close = look == MadeUp::fair || known || around.is_told_closely();
    if (outside.named && look == MadeUp::fair && around.is_announced()) {
        return true;
    }
    const bool led = around.is_led(known) || (look == MadeUp::fair && around.is_governed_behind());
    return used || (told && ((close && led) || around.is_enclosed()));
}

bool holds(const Sentence& sentence, Part part)
{
    return std::any_of(sentence.begin(), sentence.end(),
        [part](const SentenceWord& word) { return word.part == part; });
}

// "not X but Y", where the two are nearly the same.
void take_contrast(const SourceText& source, Sentence& sentence)
{
    if (!holds(sentence, Part::contrast)) {
        return;
    }
    SentenceWord* last = nullptr;
    for (SentenceWord& word : sentence) {
        if (word.look < MadeUp::weak &&
            (word.look == MadeUp::no || !is_upper(source.at(word.word.begin)))) {
            continue;
        }
        if (last != nullptr && last->word.text(source) != word.word.text(source) &&
            are_variants(last->word.text(source), word.word.text(source))) {
            last->taken = word.taken = true;
        }
        last = &word;
    }
}

// "from bos.groen to bos.zwart5", "lasagne.domenica instead of Lasagne2020": what looks like a name of a thing is a password where a
// sentence puts it in the place of one.
void take_partners(const SourceText& source, Sentence& sentence)
{
    const bool taken = std::any_of(
        sentence.begin(), sentence.end(), [](const SentenceWord& word) { return word.taken; });
    if (!taken || !(holds(sentence, Part::change) || holds(sentence, Part::former) ||
                      holds(sentence, Part::contrast) || holds(sentence, Part::entry))) {
        return;
    }
    for (std::size_t i = 0; i < sentence.size(); ++i) {
        const Around around(source, sentence, i);
        if (sentence[i].look != MadeUp::no && around.before() != Part::thing &&
            (around.is_led() || around.before() == Part::from)) {
            sentence[i].taken = true;
        }
    }
}

// True when it holds a password.
bool take_sentence(SourceText& source, Sentence& sentence, Told told)
{
    if (std::none_of(sentence.begin(), sentence.end(),
            [](const SentenceWord& word) { return word.look != MadeUp::no; })) {
        return false;
    }
    for (std::size_t i = 0; i < sentence.size(); ++i) {
        sentence[i].taken = is_password_here(source, sentence, i, told);
        told.known = told.known || sentence[i].taken;
    }
    take_contrast(source, sentence);
    take_partners(source, sentence);
    for (const SentenceWord& word : sentence) {
        if (word.taken) {
            source.add(Detector::prose, word.word.begin, word.word.end, Kind::password,
                Confidence::medium);
            told.known = true;
        }
    }
    return told.known;
}

} // namespace

void parse_message(SourceText& source, bool named)
{
    const std::string_view text = source.text();
    if (text.size() > message_bytes_max) {
        return;
    }
    parse_remote_session(source);
    if (!is_message(text)) {
        return;
    }
    static constexpr CharacterTable telling = members_of("0123456789&+!%$#*~");
    for (std::size_t line = 0; line < text.size();) {
        const std::size_t stop = source.line_end(line);
        parse_access_row(source, line, stop);
        if (holds_member(text.substr(line, stop - line), telling) &&
            is_running_text(source, line)) {
            Told told{false, named};
            for (Sentence& sentence : read_sentences(source, line, stop)) {
                told.known = take_sentence(source, sentence, told);
            }
        }
        line = stop + 1;
    }
    parse_handover(source);
}

} // namespace redactor
