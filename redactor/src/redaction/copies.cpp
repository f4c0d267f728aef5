#include "redactor/copies.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <cstring>
#include <optional>

#include "redaction/written_forms.h"
#include "text/base64.h"
#include "text/char_class.h"
#include "text/value_shape.h"

namespace redactor {
namespace {

constexpr std::string_view copy_rule = "copy";
// Bytes compared with needles, for each byte of the text; what an ordinary text needs is below one. A text made to begin a long value over and
// over ends here.
constexpr std::size_t compared_per_byte_max = 64;
constexpr std::size_t compared_bytes_least = 1U << 20U;

struct Needle {
    std::string bytes; // a value, or the part of its base64 that depends on nothing else
    std::size_t value_index = 0;
    bool base64 = false;
};

// The characters of base64 that depend on the value alone when it begins 0, 1 or 2 bytes into a group of three.
std::array<std::string, 3> base64_cores(std::string_view value)
{
    std::array<std::string, 3> out;
    for (std::size_t shift = 0; shift < 3; ++shift) {
        const std::string encoded = encode_base64(std::string(shift, '\0') + std::string(value));
        const std::size_t first = (shift * 8 + 5) / 6;
        const std::size_t last = (shift + value.size()) * 8 / 6;
        out[shift] = last > first ? encoded.substr(first, last - first) : std::string();
    }
    return out;
}

// A plain word or number would be found all over ordinary text.
bool is_worth_looking_for(std::string_view value)
{
    const ValueShape shape = shape_of(value);
    return value.size() >= copy_bytes_min &&
           (is_password_like(value) || is_random_looking(value) ||
               (shape.digits > 0 && shape.lower + shape.upper + shape.high >= 4) ||
               shape.blanks >= 2);
}

// The needles are secrets: they go when the search does, on every way out.
struct WipedAtEnd {
    explicit WipedAtEnd(std::vector<Needle>& needles) : needles_(needles) {}
    WipedAtEnd(const WipedAtEnd&) = delete;
    WipedAtEnd& operator=(const WipedAtEnd&) = delete;
    ~WipedAtEnd()
    {
        for (Needle& needle : needles_) {
            explicit_bzero(needle.bytes.data(), needle.bytes.size());
        }
    }

private:
    std::vector<Needle>& needles_;
};

std::vector<Needle> make_needles(std::span<const KnownValue> values)
{
    std::vector<Needle> needles;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string_view value = values[i].value;
        if (!is_worth_looking_for(value)) {
            continue;
        }
        for (std::string& plain : readings(value)) {
            if (is_worth_looking_for(plain)) {
                needles.push_back({std::move(plain), i, false});
            }
        }
        for (std::string& core : base64_cores(value)) {
            if (core.size() >= copy_bytes_min) {
                needles.push_back({std::move(core), i, true});
            }
        }
    }
    return needles;
}

bool is_token_byte(char c) { return is_alnum(c) || is_high(c); }

bool stands_whole(std::string_view text, std::size_t begin, std::size_t end)
{
    const bool left = begin == 0 || !is_token_byte(text[begin - 1]) ||
                      !is_token_byte(text[begin]) || (begin >= 2 && text[begin - 2] == '\\') ||
                      (begin >= 3 && text[begin - 3] == '%');
    const bool right =
        end >= text.size() || !is_token_byte(text[end]) || !is_token_byte(text[end - 1]);
    return left && right;
}

// Up to where the needle stands there; nullopt when it does not. Adds what it compared.
std::optional<std::size_t> end_of(
    std::string_view text, std::size_t begin, const Needle& needle, std::size_t& compared)
{
    const std::string_view rest = text.substr(begin);
    if (!needle.base64) {
        const auto length = written_length(rest, needle.bytes, compared);
        return length ? std::optional{begin + *length} : std::nullopt;
    }
    const auto there =
        std::mismatch(rest.begin(), rest.end(), needle.bytes.begin(), needle.bytes.end()).first;
    const auto same = static_cast<std::size_t>(there - rest.begin());
    compared += same + 1;
    return same == needle.bytes.size() ? std::optional{begin + same} : std::nullopt;
}

// The needles by their first bytes, folded: one look at each place of a text says whether any may begin there. Compiling a database of
// literals takes Hyperscan milliseconds a ticket, and leaves copies of the values in memory that nobody wipes.
class NeedleIndex {
public:
    explicit NeedleIndex(const std::vector<Needle>& needles) : needles_(needles)
    {
        constexpr std::size_t heads_expected = 16; // most have one; growing leaves copies of heads
        starts_.reserve(needles.size() * heads_expected);
        for (std::size_t i = 0; i < needles.size(); ++i) {
            if (needles[i].base64) {
                add(needles[i].bytes, i);
                continue;
            }
            for (std::string& head : heads(needles[i].bytes, start_bytes)) {
                add(head, i);
                explicit_bzero(head.data(), head.size());
            }
        }
        std::sort(starts_.begin(), starts_.end());
        // Heads that differ in case only.
        starts_.erase(std::unique(starts_.begin(), starts_.end()), starts_.end());
    }
    NeedleIndex(const NeedleIndex&) = delete;
    NeedleIndex& operator=(const NeedleIndex&) = delete;
    ~NeedleIndex() { explicit_bzero(starts_.data(), starts_.size() * sizeof(starts_[0])); }

    // Calls found(needle, begin, end) for each that stands somewhere, until it answers false. False when it did or too much was compared.
    template <class Found>
    bool search(std::string_view text, Found&& found) const
    {
        const std::size_t compared_max = text.size() * compared_per_byte_max + compared_bytes_least;
        std::size_t compared = 0;
        std::uint64_t start = 0;
        for (std::size_t end = 1; end <= text.size(); ++end) {
            start = with_byte(start, text[end - 1]);
            if (end < start_bytes || !filter_.test(hash(start))) {
                continue;
            }
            const std::size_t begin = end - start_bytes;
            auto at = std::lower_bound(starts_.begin(), starts_.end(), Start{start, 0});
            for (; at != starts_.end() && at->bytes == start; ++at) {
                const Needle& needle = needles_[at->needle];
                const auto reaches = end_of(text, begin, needle, compared);
                if (reaches && !found(needle, begin, *reaches)) {
                    return false;
                }
            }
            if (compared > compared_max) {
                return false;
            }
        }
        return true;
    }

private:
    static constexpr std::size_t start_bytes = sizeof(std::uint64_t);
    static_assert(start_bytes <= copy_bytes_min);
    static constexpr unsigned filter_bits = 16;
    struct Start {
        std::uint64_t bytes;
        std::size_t needle;
        auto operator<=>(const Start&) const = default;
    };

    void add(std::string_view head, std::size_t needle)
    {
        std::uint64_t start = 0;
        for (std::size_t at = 0; at < start_bytes; ++at) {
            start = with_byte(start, head[at]);
        }
        starts_.push_back({start, needle});
        filter_.set(hash(start));
    }

    static std::uint64_t with_byte(std::uint64_t start, char c)
    {
        return start << 8U | static_cast<unsigned char>(to_lower(c));
    }
    // Multiplicative hashing: Knuth, The Art of Computer Programming 3, section 6.4; the factor is 2^64 divided by the golden ratio.
    static std::size_t hash(std::uint64_t start)
    {
        return start * 0x9E3779B97F4A7C15U >> (64U - filter_bits);
    }

    const std::vector<Needle>& needles_;
    std::vector<Start> starts_;
    std::bitset<std::size_t{1} << filter_bits> filter_;
};

// A core of base64 leaves up to one character of the value in its neighbours; the whole run of base64 goes.
void widen_base64(std::string_view text, Copy& copy)
{
    const auto is_base64 = [](char c) {
        return is_alnum(c) || c == '+' || c == '/' || c == '=' || c == '-' || c == '_';
    };
    Finding& finding = copy.finding;
    for (int i = 0; i < 4 && finding.begin > 0 && is_base64(text[finding.begin - 1]); ++i) {
        --finding.begin;
    }
    for (int i = 0; i < 4 && finding.end < text.size() && is_base64(text[finding.end]); ++i) {
        ++finding.end;
    }
}

} // namespace

std::expected<std::vector<Copy>, ScanError> find_copies(
    std::string_view text, std::span<const KnownValue> values, std::span<const Finding> taken)
{
    if (text.size() > scan_bytes_max) {
        return std::unexpected(ScanError::too_large);
    }
    if (values.size() > copy_values_max) {
        return std::unexpected(ScanError::too_many);
    }
    std::vector<Needle> needles = make_needles(values);
    const WipedAtEnd wiped{needles};
    if (needles.empty() || text.empty()) {
        return std::vector<Copy>();
    }
    std::vector<Copy> copies;
    const NeedleIndex index{needles};
    const auto keep = [&](const Needle& needle, std::size_t begin, std::size_t end) {
        if (!needle.base64 && !stands_whole(text, begin, end)) {
            return true;
        }
        const Kind kind = values[needle.value_index].kind;
        copies.push_back(
            {Finding{begin, end, copy_rule, kind, Confidence::high}, needle.value_index});
        if (needle.base64) {
            widen_base64(text, copies.back());
        }
        return copies.size() <= scan_findings_max;
    };
    if (!index.search(text, keep)) {
        return std::unexpected(ScanError::too_many);
    }
    std::sort(copies.begin(), copies.end(), [](const Copy& a, const Copy& b) {
        return a.finding.begin != b.finding.begin ? a.finding.begin < b.finding.begin
                                                  : a.finding.end > b.finding.end;
    });
    std::vector<Copy> out;
    for (const Copy& copy : copies) {
        const auto after = std::lower_bound(taken.begin(), taken.end(), copy.finding.end,
            [](const Finding& f, std::size_t end) { return f.begin < end; });
        const bool free = after == taken.begin() || std::prev(after)->end <= copy.finding.begin;
        if (free && (out.empty() || out.back().finding.end <= copy.finding.begin)) {
            out.push_back(copy);
        }
    }
    return out;
}

} // namespace redactor
