#include "tokens/token_confirm.h"

#include <algorithm>

#include "text/char_class.h"
#include "text/dense_text.h"
#include "text/key_look.h"
#include "text/letter_case.h"
#include "text/run_ends.h"
#include "text/value_shape.h"
#include "values/vetoes.h"

namespace redactor {
namespace {

constexpr std::size_t budget_floor_bytes = std::size_t{1} << 20;

// Letters and digits before a token speak against it, unless they are the tail of an escape: \n, %3D, \u0022.
bool begins_token(std::string_view text, std::size_t begin)
{
    if (begin == 0 || !is_alnum(text[begin - 1]) || !is_alnum(text[begin])) {
        return true;
    }
    if (begin >= 2 && text[begin - 2] == '\\' &&
        (text[begin - 1] == 'n' || text[begin - 1] == 'r' || text[begin - 1] == 't')) {
        return true;
    }
    if (begin >= 3 && text[begin - 3] == '%' && is_hex(text[begin - 2]) &&
        is_hex(text[begin - 1])) {
        return true;
    }
    return begin >= 6 && text.substr(begin - 6, 2) == "\\u";
}

bool ends_token(std::string_view text, std::size_t end)
{
    return end >= text.size() || !is_alnum(text[end]) || !is_alnum(text[end - 1]);
}

// For rules that know only where a value stands: what stands there may be a variable, a placeholder or a word of a sentence.
bool is_literal(std::string_view value, const WordLists& words)
{
    const std::string folded = fold_case(value);
    return !is_dummy(words, value) && !is_password_hash(value) && !is_path_or_url(value) &&
           !words.stop_values.contains(folded) && !words.is_label_word(folded);
}

// xxxx and 0000 where the random part would be; what only shapes prove must also look random. A letter typed over and over
// fills the place of a key in a test as often as that of none.
bool is_made_up(std::string_view value, const Rule& rule)
{
    std::size_t run = 1;
    for (std::size_t i = 1; i < value.size(); ++i) {
        run = value[i] == value[i - 1] ? run + 1 : 1;
        if (run >= 6 && (to_lower(value[i]) == 'x' ||
                            (run * 2 >= value.size() && !is_lower(value[i]) && value[i] != 'A'))) {
            return true;
        }
    }
    const auto blanked = std::count_if(value.begin(), value.end(),
        [](char c) { return to_lower(c) == 'x' || c == '0' || !is_alnum(c); });
    const ValueShape shape = shape_of(value);
    if (static_cast<std::size_t>(blanked) * 100 > value.size() * 80 ||
        (shape.digits * 2 > value.size() && shape.most_frequent * 100 > value.size() * 80)) {
        return true;
    }
    return rule.must_look_random && value.size() >= 10 && shape.blanks == 0 &&
           (!is_random_looking(value) || holds_alphabet(value));
}

class Confirmer {
public:
    Confirmer(std::string_view text, const RuleSet::Impl& set, std::vector<Candidate>& out)
        : text_(text), set_(set), out_(out), done_(set.tokens.size(), 0),
          budget_(std::max(budget_floor_bytes, text.size() * confirm_budget_factor))
    {
    }

    std::expected<void, ScanError> confirm(const TokenEvent& event)
    {
        const TokenRule& token = *set_.tokens[event.token];
        const Rule& rule = set_.rules[token.rule];
        // One byte more than the match: \b looks at the byte before it.
        const std::size_t width = token.width_bytes + 1;
        std::size_t from = event.first_end > width ? event.first_end - width : 0;
        from = std::max(from, done_[event.token]);
        while (from < event.last_end) {
            const std::size_t to =
                std::min({text_.size(), event.last_end + width, from + 3 * width});
            if (to - from > budget_) {
                return std::unexpected(ScanError::budget);
            }
            budget_ -= to - from;
            const std::size_t next = match_one(token, rule, from, to);
            if (next == 0) {
                // Nothing begins in this window; a run of ends longer than the window goes on in the next one.
                from = to >= event.last_end ? event.last_end : std::max(from + 1, to - width);
                continue;
            }
            from = next;
            done_[event.token] = next;
        }
        return {};
    }

private:
    // Adds the first match in [from, to); returns its end, or 0 when there is none.
    std::size_t match_one(
        const TokenRule& token, const Rule& rule, std::size_t from, std::size_t to)
    {
        const re2::StringPiece whole(text_.data(), text_.size());
        re2::StringPiece groups[2];
        const RE2& program = token.pattern.program();
        const int group_count = program.NumberOfCapturingGroups() > 0 ? 2 : 1;
        if (!program.ok() ||
            !program.Match(whole, from, to, RE2::UNANCHORED, groups, group_count)) {
            return 0;
        }
        const auto end_of_match =
            static_cast<std::size_t>(groups[0].data() - text_.data()) + groups[0].size();
        const re2::StringPiece& value =
            group_count == 2 && groups[1].data() != nullptr ? groups[1] : groups[0];
        const auto begin = static_cast<std::size_t>(value.data() - text_.data());
        const std::size_t end = quoted_end(rule, begin, uncut_end(begin, begin + value.size()));
        // What it is shows in its first bytes; the many matches of an endless run are not each read to its end.
        constexpr std::size_t judged_bytes_max = 4096;
        const std::string_view secret =
            text_.substr(begin, std::min(end - begin, std::max(judged_bytes_max, value.size())));
        const bool proven = token.validator != nullptr && token.validator(secret);
        if (is_refused(secret, token, rule, proven)) {
            return end_of_match;
        }
        if (!rule.whole_token || (begins_token(text_, begin) && ends_token(text_, end))) {
            out_.push_back({begin, end, token.rule, rule.kind,
                proven ? Confidence::certain : rule.confidence, rule.priority});
        }
        return end_of_match;
    }

    // A long token may be longer than its rule's width allows to say: what goes on as tokens do belongs to it.
    std::size_t uncut_end(std::size_t begin, std::size_t end)
    {
        constexpr std::size_t long_bytes_min = 160;
        static constexpr CharacterTable members = table_of(is_token_word);
        return end - begin < long_bytes_min || ends_token(text_, end)
                   ? end
                   : runs_.end_of(text_, members, end);
    }

    // AuthLDAPBindPassword "Otter meadow", PSK "otter\"meadow": most patterns of what people choose end at a blank or a quote, but a quote
    // that stands right before the value is closed behind all of it.
    std::size_t quoted_end(const Rule& rule, std::size_t begin, std::size_t end) const
    {
        constexpr std::size_t rest_bytes_max = 64;
        const char quote = begin > 0 ? text_[begin - 1] : '\0';
        if (rule.kind != Kind::password || !rule.literal || (quote != '"' && quote != '\'') ||
            end >= text_.size() ||
            !(is_blank(text_[end]) || (text_[end] == quote && text_[end - 1] == '\\'))) {
            return end;
        }
        const std::size_t stop = std::min(text_.size(), end + rest_bytes_max);
        for (std::size_t at = end; at < stop && text_[at] != '\n'; ++at) {
            if (text_[at] == quote && text_[at - 1] != '\\') {
                return at;
            }
        }
        return end;
    }

    bool is_refused(
        std::string_view value, const TokenRule& token, const Rule& rule, bool proven) const
    {
        // No hand types a checksum that holds; digits alone hold one by chance.
        const bool issued = proven && std::any_of(value.begin(), value.end(), is_alpha);
        return (rule.literal && !is_literal(value, set_.words)) ||
               ((!rule.literal || rule.must_look_random) && !issued && is_made_up(value, rule)) ||
               (!token.unless.empty() &&
                   RE2::PartialMatch(
                       re2::StringPiece(value.data(), value.size()), token.unless.program()));
    }

    std::string_view text_;
    const RuleSet::Impl& set_;
    std::vector<Candidate>& out_;
    std::vector<std::size_t> done_; // per token rule: the end of its last match
    std::size_t budget_;
    RunEnds runs_;
};

} // namespace

std::expected<void, ScanError> confirm_tokens(std::string_view text, const RuleSet::Impl& set,
    std::span<const TokenEvent> events, std::vector<Candidate>& out)
{
    Confirmer confirmer(text, set, out);
    for (const TokenEvent& event : events) {
        if (auto done = confirmer.confirm(event); !done) {
            return done;
        }
    }
    return {};
}

} // namespace redactor
