#include "audit/entry_view.h"

#include "audit/canonical_json.h"

#include <bit>
#include <charconv>
#include <cstring>
#include <string>

namespace vault {

namespace {

constexpr unsigned depth_max = 8;

// How many of the next eight bytes, from the first on, are of a string and stand for themselves: ASCII, no control, quote or backslash.
unsigned plain_bytes(const char* at)
{
    if constexpr (std::endian::native != std::endian::little)
        return 0; // reads them one by one
    std::uint64_t eight = 0;
    std::memcpy(&eight, at, sizeof eight);
    constexpr std::uint64_t each = 0x0101010101010101;
    // The high bit of a byte is set where it is one of the others. A borrow out of such a byte may set it in those behind it, never before it.
    const std::uint64_t others = (eight | (eight - 0x20 * each) | ((eight ^ '"' * each) - each) |
                                     ((eight ^ '\\' * each) - each)) &
                                 (0x80 * each);
    return static_cast<unsigned>(std::countr_zero(others)) / 8;
}

// The bytes of one member: its name without the quotes, and its value.
struct Read {
    std::string_view name;
    std::string_view value;
    bool escaped; // the value has a backslash
};

// A reader of RFC 8785 text and of no other JSON. Every function moves past what it has read and answers whether it was canonical.
class Reader {
public:
    explicit Reader(std::string_view text) : at_{text.data()}, end_{text.data() + text.size()} {}

    [[nodiscard]] bool at_end() const { return at_ == end_; }

    bool take(char wanted)
    {
        if (at_ == end_ || *at_ != wanted)
            return false;
        ++at_;
        return true;
    }

    bool value(unsigned depth)
    {
        if (at_ == end_)
            return false;
        switch (*at_) {
        case '"':
            return string();
        case '{':
            return object(depth, [](const Read&) { return true; });
        case '[':
            return array(depth);
        case 't':
            return word("true");
        case 'f':
            return word("false");
        default:
            return integer();
        }
    }

    // `member(const Read&)` answers whether to go on.
    template <class Member>
    bool object(unsigned depth, Member&& member)
    {
        if (depth == 0 || !take('{'))
            return false;
        if (take('}'))
            return true;
        std::string_view last;
        bool first = true;
        bool plain = true; // of every name so far, in which case they are ordered as their bytes
        do {
            const char* const name_at = at_ + 1;
            const std::size_t others = others_;
            if (!string())
                return false;
            plain = plain && others == others_;
            const std::string_view name{name_at, static_cast<std::size_t>(at_ - name_at - 1)};
            if (!take(':') || (!first && !(plain ? last < name : follows(last, name))))
                return false;
            const char* const value_at = at_;
            const std::size_t escapes = escapes_;
            if (!value(depth - 1) ||
                !member({name, {value_at, static_cast<std::size_t>(at_ - value_at)},
                    escapes != escapes_}))
                return false;
            last = name;
            first = false;
        } while (take(','));
        return take('}');
    }

private:
    bool array(unsigned depth)
    {
        if (depth == 0 || !take('['))
            return false;
        if (take(']'))
            return true;
        do {
            if (!value(depth - 1))
                return false;
        } while (take(','));
        return take(']');
    }

    bool word(std::string_view wanted)
    {
        if (!std::string_view{at_, static_cast<std::size_t>(end_ - at_)}.starts_with(wanted))
            return false;
        at_ += wanted.size();
        return true;
    }

    bool integer()
    {
        std::int64_t number = 0;
        const char* const start = at_;
        const auto [stop, error] = std::from_chars(at_, end_, number);
        if (error != std::errc{} || number > json_integer_max || number < -json_integer_max)
            return false;
        at_ = stop;
        const char* const digits = *start == '-' ? start + 1 : start;
        const bool zero = *digits == '0';
        // No leading zero and no negative one; a fraction or exponent would stand here.
        return !(zero && (stop - digits > 1 || digits != start)) &&
               (at_ == end_ || (*at_ != '.' && *at_ != 'e' && *at_ != 'E'));
    }

    bool string()
    {
        if (!take('"'))
            return false;
        while (at_ != end_) {
            if (end_ - at_ >= 8) {
                const unsigned plain = plain_bytes(at_);
                at_ += plain;
                if (plain == 8)
                    continue;
            }
            const auto byte = static_cast<unsigned char>(*at_);
            if (byte == '"') {
                ++at_;
                return true;
            }
            if (byte < 0x20)
                return false;
            if (byte < 0x80 && byte != '\\') {
                ++at_;
                continue;
            }
            ++others_;
            if (byte == '\\' ? !escape() : !beyond_ascii())
                return false;
        }
        return false;
    }

    // Only what RFC 8785 writes: the short form where there is one, \u00xx in lower case for the other control characters.
    bool escape()
    {
        constexpr std::string_view short_forms = "\"\\bfnrt";
        constexpr std::string_view long_start = "u00";
        ++escapes_;
        ++at_;
        if (at_ == end_)
            return false;
        if (short_forms.find(*at_) != std::string_view::npos) {
            ++at_;
            return true;
        }
        if (!word(long_start) || end_ - at_ < 2)
            return false;
        const char high = at_[0];
        const char low = at_[1];
        const bool hex = (low >= '0' && low <= '9') || (low >= 'a' && low <= 'f');
        const bool has_short =
            high == '0' && std::string_view{"89acd"}.find(low) != std::string_view::npos;
        at_ += 2;
        return (high == '0' || high == '1') && hex && !has_short;
    }

    // One character of two to four bytes; RFC 3629's table.
    bool beyond_ascii()
    {
        const auto lead = static_cast<unsigned char>(*at_);
        const int more = lead >= 0xc2 && lead <= 0xdf   ? 1
                         : lead >= 0xe0 && lead <= 0xef ? 2
                         : lead >= 0xf0 && lead <= 0xf4 ? 3
                                                        : 0;
        if (more == 0 || end_ - at_ <= more)
            return false;
        const auto second = static_cast<unsigned char>(at_[1]);
        const unsigned least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        const unsigned most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most)
            return false;
        for (int i = 2; i <= more; ++i)
            if ((static_cast<unsigned char>(at_[i]) & 0xC0U) != 0x80)
                return false;
        at_ += more + 1;
        return true;
    }

    static std::string unescaped(std::string_view name)
    {
        std::string text;
        for (std::size_t i = 0; i < name.size(); ++i) {
            if (name[i] != '\\') {
                text += name[i];
                continue;
            }
            const char kind = name[++i];
            constexpr std::string_view kinds = "bfnrt";
            constexpr std::string_view meant = "\b\f\n\r\t";
            if (const auto at = kinds.find(kind); at != std::string_view::npos) {
                text += meant[at];
            } else if (kind == 'u') {
                const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
                text += static_cast<char>(digit(name[i + 3]) * 16 + digit(name[i + 4]));
                i += 4;
            } else {
                text += kind;
            }
        }
        return text;
    }

    static bool follows(std::string_view before, std::string_view name)
    {
        if (before.find('\\') == std::string_view::npos &&
            name.find('\\') == std::string_view::npos)
            return json_name_less(before, name);
        return json_name_less(unescaped(before), unescaped(name));
    }

    const char* at_;
    const char* end_;
    std::size_t escapes_ = 0; // so far
    std::size_t others_ = 0;  // escapes, and characters beyond ASCII
};

} // namespace

std::optional<EntryView> EntryView::read(std::string_view json)
{
    // Built where it is returned: it is a kilobyte.
    std::optional<EntryView> view{std::in_place};
    Reader reader{json};
    const bool good = reader.object(depth_max, [&](const Read& read) {
        if (view->count_ == members_max)
            return false;
        view->members_[view->count_++] = {read.name, read.value, read.escaped};
        return true;
    });
    if (!good || !reader.at_end())
        view.reset();
    return view;
}

const EntryView::Member* EntryView::find(std::string_view name) const noexcept
{
    for (std::size_t i = 0; i < count_; ++i)
        if (members_[i].name == name)
            return &members_[i];
    return nullptr;
}

std::string_view EntryView::raw(std::string_view name) const noexcept
{
    const Member* const member = find(name);
    return member != nullptr ? member->value : std::string_view{};
}

std::string_view EntryView::text(std::string_view name) const noexcept
{
    const Member* const member = find(name);
    if (member == nullptr || member->escaped || member->value.front() != '"')
        return {};
    return member->value.substr(1, member->value.size() - 2);
}

std::optional<std::int64_t> EntryView::number(std::string_view name) const noexcept
{
    const std::string_view value = raw(name);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (value.empty() || error != std::errc{} || end != value.data() + value.size())
        return std::nullopt;
    return number;
}

} // namespace vault
