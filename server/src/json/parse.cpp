#include "json/parse.h"

#include "redactor/documents/text_check.h"
#include "text/utf8.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace server::json {

namespace {

class Parser {
public:
    explicit Parser(std::span<std::byte> buffer)
        : at_{reinterpret_cast<char*>(buffer.data())}, end_{at_ + buffer.size()}
    {
    }

    std::expected<Value, ParseFault> whole()
    {
        Value value;
        if (!parse_value(value, 0)) {
            return std::unexpected{fault_};
        }
        skip_blanks();
        if (at_ != end_) {
            return std::unexpected{ParseFault::malformed};
        }
        return value;
    }

private:
    bool stop(ParseFault fault)
    {
        fault_ = fault;
        return false;
    }

    void skip_blanks()
    {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) {
            ++at_;
        }
    }

    bool take(char wanted)
    {
        if (at_ == end_ || *at_ != wanted) {
            return false;
        }
        ++at_;
        return true;
    }

    bool parse_word(std::string_view word)
    {
        if (static_cast<std::size_t>(end_ - at_) < word.size() ||
            std::string_view{at_, word.size()} != word) {
            return stop(ParseFault::malformed);
        }
        at_ += word.size();
        return true;
    }

    bool parse_value(Value& out, std::size_t depth)
    {
        if (++values_ > values_max) {
            return stop(ParseFault::too_many_values);
        }
        skip_blanks();
        if (at_ == end_) {
            return stop(ParseFault::malformed);
        }
        switch (*at_) {
        case '{':
            return parse_object(out, depth + 1);
        case '[':
            return parse_array(out, depth + 1);
        case '"':
            out.kind = Kind::string;
            return parse_string(out.text);
        case 't':
            out.kind = Kind::boolean;
            out.boolean = true;
            return parse_word("true");
        case 'f':
            out.kind = Kind::boolean;
            return parse_word("false");
        case 'n':
            return parse_word("null");
        default:
            return parse_number(out);
        }
    }

    bool parse_object(Value& out, std::size_t depth)
    {
        if (depth > depth_max) {
            return stop(ParseFault::too_deep);
        }
        ++at_;
        out.kind = Kind::object;
        skip_blanks();
        if (take('}')) {
            return true;
        }
        while (true) {
            skip_blanks();
            Member member;
            if (at_ == end_ || *at_ != '"') {
                return stop(ParseFault::malformed);
            }
            if (!parse_string(member.name)) {
                return false;
            }
            skip_blanks();
            if (!take(':')) {
                return stop(ParseFault::malformed);
            }
            if (!parse_value(member.value, depth)) {
                return false;
            }
            out.members.push_back(std::move(member));
            skip_blanks();
            if (take('}')) {
                return all_names_differ(out.members);
            }
            if (!take(',')) {
                return stop(ParseFault::malformed);
            }
        }
    }

    // By sorting: a body of 20,000 members must not cost its square.
    bool all_names_differ(const std::vector<Member>& members)
    {
        std::vector<std::string_view> names;
        names.reserve(members.size());
        for (const Member& member : members) {
            names.push_back(member.name);
        }
        std::ranges::sort(names);
        return std::ranges::adjacent_find(names) == names.end() ||
               stop(ParseFault::duplicate_member);
    }

    bool parse_array(Value& out, std::size_t depth)
    {
        if (depth > depth_max) {
            return stop(ParseFault::too_deep);
        }
        ++at_;
        out.kind = Kind::array;
        skip_blanks();
        if (take(']')) {
            return true;
        }
        while (true) {
            Value& item = out.items.emplace_back();
            if (!parse_value(item, depth)) {
                return false;
            }
            skip_blanks();
            if (take(']')) {
                return true;
            }
            if (!take(',')) {
                return stop(ParseFault::malformed);
            }
        }
    }

    // A decoded escape is never longer than its spelling, so the text shrinks where it stands.
    bool parse_string(std::string_view& out)
    {
        ++at_;
        char* const begin = at_;
        char* write = at_;
        while (true) {
            if (at_ == end_) {
                return stop(ParseFault::malformed);
            }
            const char letter = *at_;
            if (letter == '"') {
                out = {begin, static_cast<std::size_t>(write - begin)};
                ++at_;
                return true;
            }
            if (static_cast<unsigned char>(letter) < 0x20) {
                return stop(ParseFault::malformed);
            }
            ++at_;
            if (letter != '\\') {
                *write++ = letter;
            } else if (!parse_escape(write)) {
                return false; // it said why, or it is malformed
            }
        }
    }

    bool parse_escape(char*& write)
    {
        if (at_ == end_) {
            return false;
        }
        constexpr std::string_view spellings = "\"\\/bfnrt";
        constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
        const char letter = *at_++;
        if (letter == 'u') {
            return parse_code_point(write);
        }
        const std::size_t index = spellings.find(letter);
        if (index == std::string_view::npos) {
            return false;
        }
        *write++ = meanings[index];
        return true;
    }

    std::optional<std::uint32_t> four_digits()
    {
        if (end_ - at_ < 4) {
            return std::nullopt;
        }
        std::uint32_t unit = 0;
        const auto [stopped, error] = std::from_chars(at_, at_ + 4, unit, 16);
        if (error != std::errc{} || stopped != at_ + 4) {
            return std::nullopt;
        }
        at_ += 4;
        return unit;
    }

    bool parse_code_point(char*& write)
    {
        const auto first = four_digits();
        if (!first) {
            return false;
        }
        if (*first == 0) {
            return stop(ParseFault::nul);
        }
        if (*first >= 0xDC00 && *first < 0xE000) {
            return stop(ParseFault::lone_surrogate);
        }
        std::uint32_t code_point = *first;
        if (code_point >= 0xD800 && code_point < 0xDC00) {
            if (!take('\\') || !take('u')) {
                return stop(ParseFault::lone_surrogate);
            }
            const auto second = four_digits();
            if (!second) {
                return false;
            }
            if (*second < 0xDC00 || *second >= 0xE000) {
                return stop(ParseFault::lone_surrogate);
            }
            code_point = 0x10000 + ((code_point - 0xD800) << 10) + (*second - 0xDC00);
        }
        write = text::put_utf8(write, code_point);
        return true;
    }

    bool digits()
    {
        const char* const begin = at_;
        while (at_ != end_ && *at_ >= '0' && *at_ <= '9') {
            ++at_;
        }
        return at_ != begin;
    }

    bool parse_number(Value& out)
    {
        const char* const begin = at_;
        take('-');
        const bool leading_zero = at_ != end_ && *at_ == '0';
        const char* const first_digit = at_;
        if (!digits() || (leading_zero && at_ - first_digit > 1)) {
            return stop(ParseFault::malformed);
        }
        bool whole_number = true;
        if (take('.')) {
            whole_number = false;
            if (!digits()) {
                return stop(ParseFault::malformed);
            }
        }
        if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
            whole_number = false;
            ++at_;
            if (!take('+')) {
                take('-');
            }
            if (!digits()) {
                return stop(ParseFault::malformed);
            }
        }
        const auto [stopped, error] = std::from_chars(begin, at_, out.integer);
        out.kind =
            whole_number && error == std::errc{} && stopped == at_ ? Kind::integer : Kind::number;
        return true;
    }

    char* at_;
    char* end_;
    std::size_t values_ = 0;
    ParseFault fault_ = ParseFault::malformed;
};

} // namespace

std::expected<Value, ParseFault> parse_in_place(std::span<std::byte> buffer)
{
    if (buffer.empty()) {
        return std::unexpected{ParseFault::empty};
    }
    // Before anything else: escapes are ASCII, so decoding them cannot make valid UTF-8 invalid.
    if (!redactor::is_utf8({reinterpret_cast<const char*>(buffer.data()), buffer.size()})) {
        return std::unexpected{ParseFault::invalid_utf8};
    }
    return Parser{buffer}.whole();
}

} // namespace server::json
