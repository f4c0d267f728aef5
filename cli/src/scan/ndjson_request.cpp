#include "scan/ndjson_request.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace cli {

namespace {

constexpr std::string_view not_a_request = "not an object with id and text";
constexpr std::string_view half_a_pair =
    "the text holds half of a surrogate pair (\\ud800 to \\udfff alone), which is no character";
constexpr std::string_view not_utf8 = "the line is not valid UTF-8";
constexpr std::string_view member_twice = "a member stands twice";

// Finds where the members of a line's object stand, without judging what is in them: that is the parser's.
class MemberFinder {
public:
    explicit MemberFinder(std::string_view line) : line_{line} {}

    struct Member {
        std::string_view name;  // with its quotes
        std::string_view value; // as written
    };

    // The members up to where the line stops being an object.
    std::vector<Member> members()
    {
        std::vector<Member> found;
        if (!take('{'))
            return found;
        do {
            skip_blanks();
            const auto name = take_value();
            if (!name || !name->starts_with('"') || !take(':'))
                return found;
            skip_blanks();
            const auto value = take_value();
            if (!value)
                return found;
            found.push_back({*name, *value});
        } while (take(','));
        return found;
    }

private:
    void skip_blanks() { at_ = std::min(line_.find_first_not_of(" \t\r\n", at_), line_.size()); }

    bool take(char wanted)
    {
        skip_blanks();
        const bool there = at_ < line_.size() && line_[at_] == wanted;
        at_ += there ? 1 : 0;
        return there;
    }

    // From its first byte behind its last; nothing where it does not end.
    std::optional<std::string_view> take_value()
    {
        const std::size_t begin = at_;
        std::size_t depth = 0;
        do {
            at_ = std::min(line_.find_first_of("\"{}[],:", at_), line_.size());
            if (at_ == line_.size())
                return std::nullopt;
            const char mark = line_[at_];
            if (mark == '"' && !skip_string())
                return std::nullopt;
            if (mark == '"' && depth == 0)
                return line_.substr(begin, at_ - begin);
            if (mark == '"')
                continue;
            if (depth == 0 && (mark == ',' || mark == ':' || mark == '}' || mark == ']'))
                return trimmed(line_.substr(begin, at_ - begin));
            depth += mark == '{' || mark == '[' ? 1 : 0;
            depth -= mark == '}' || mark == ']' ? 1 : 0;
            ++at_;
        } while (depth > 0);
        return line_.substr(begin, at_ - begin);
    }

    bool skip_string()
    {
        for (++at_; at_ < line_.size(); ++at_) {
            if (line_[at_] == '\\')
                ++at_;
            else if (line_[at_] == '"') {
                ++at_;
                return true;
            }
        }
        return false;
    }

    static std::string_view trimmed(std::string_view text)
    {
        const auto last = text.find_last_not_of(" \t\r\n");
        return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
    }

    std::string_view line_;
    std::size_t at_ = 0;
};

// A \uD800 to \uDFFF that is not one of a pair, in a string as written.
bool has_half_a_pair(std::string_view written)
{
    const auto unit_at = [&](std::size_t at) -> unsigned {
        if (at + 6 > written.size() || written[at] != '\\' || written[at + 1] != 'u')
            return 0;
        unsigned unit = 0;
        for (const char c : written.substr(at + 2, 4)) {
            const auto digit = std::string_view{"0123456789abcdef"}.find(
                static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c));
            if (digit == std::string_view::npos)
                return 0;
            unit = unit * 16 + static_cast<unsigned>(digit);
        }
        return unit;
    };
    const auto within = [](unsigned unit, unsigned first) {
        return unit >= first && unit < first + 0x400;
    };
    for (std::size_t at = written.find('\\'); at < written.size(); at = written.find('\\', at)) {
        const unsigned unit = unit_at(at);
        if (within(unit, 0xd800) && within(unit_at(at + 6), 0xdc00))
            at += 12;
        else if (within(unit, 0xd800) || within(unit, 0xdc00))
            return true;
        else
            at += 2; // the escape, of which the second byte may be a backslash
    }
    return false;
}

std::string_view why_unreadable(std::string_view line)
{
    // Nothing but its bytes is asked of a text between quotes that holds neither quotes, backslashes nor controls.
    std::string bytes = "\"";
    std::ranges::replace_copy_if(
        line, std::back_inserter(bytes),
        [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }, ' ');
    if (!nlohmann::json::accept(bytes + '"'))
        return not_utf8;
    return has_half_a_pair(line) ? half_a_pair : not_a_request;
}

} // namespace

NdjsonRequest read_ndjson_request(std::string_view line)
{
    NdjsonRequest request{"null", std::unexpected{not_a_request}};
    std::vector<std::string> names;
    bool twice = false;
    for (const auto& member : MemberFinder{line}.members()) {
        const auto name = nlohmann::json::parse(member.name, nullptr, false);
        if (!name.is_string())
            continue;
        twice |= std::ranges::find(names, name.get_ref<const std::string&>()) != names.end();
        names.push_back(name.get<std::string>());
        if (names.back() == "id" && nlohmann::json::accept(member.value))
            request.id = member.value;
    }
    auto document = nlohmann::json::parse(line, nullptr, false);
    if (document.is_discarded())
        request.text = std::unexpected{why_unreadable(line)};
    else if (document.is_object() && document.contains("text") && document["text"].is_string())
        request.text = std::move(document["text"].get_ref<std::string&>());
    if (request.text && twice) // another reader of this line may take the text that was not scanned
        request.text = std::unexpected{member_twice};
    return request;
}

} // namespace cli
