#include "redactor/copies.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base64.h"
#include "char_class.h"
#include "hyperscan.h"
#include "value_shape.h"

namespace redactor {
namespace {

constexpr std::string_view copy_rule = "copy";
// Hyperscan refuses long literals, such as a private key. It looks for the last bytes of one; whether the rest stands in front is
// compared.
constexpr std::size_t literal_bytes_max = 64;

struct Needle {
    std::string bytes;
    std::size_t value_index = 0;
    bool whole_token = true;
};

// Some writers of JSON escape slashes as well.
std::string json_escaped(std::string_view value, bool slashes)
{
    std::string out;
    for (const char c : value) {
        const std::size_t control = std::string_view("\n\r\t").find(c);
        if (control != std::string_view::npos) {
            out += '\\';
            out += "nrt"[control];
            continue;
        }
        if (c == '"' || c == '\\' || (c == '/' && slashes)) {
            out += '\\';
        }
        out += c;
    }
    return out;
}

std::string percent_encoded(std::string_view value)
{
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : value) {
        if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 0xFU];
        }
    }
    return out;
}

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
        std::vector<std::string> plain = {std::string(value)};
        for (std::string form :
            {json_escaped(value, true), json_escaped(value, false), percent_encoded(value)}) {
            if (std::find(plain.begin(), plain.end(), form) == plain.end()) {
                plain.push_back(std::move(form));
            }
        }
        for (std::string& form : plain) {
            needles.push_back({std::move(form), i, true});
        }
        for (const std::string& core : base64_cores(value)) {
            if (core.size() >= copy_bytes_min) {
                needles.push_back({core, i, false});
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

struct Search {
    std::string_view text;
    const std::vector<Needle>* needles;
    std::span<const KnownValue> values;
    std::vector<Copy> copies;
    bool overflow = false;
};

int on_copy(unsigned id, unsigned long long, unsigned long long to, unsigned, void* context)
{
    auto& search = *static_cast<Search*>(context);
    const Needle& needle = (*search.needles)[id];
    if (to < needle.bytes.size()) {
        return 0;
    }
    const std::size_t begin = to - needle.bytes.size();
    // The finder folds case; a copy is exact, except for the digits of percent signs, which percent_encoded writes in capitals.
    const std::string_view there = search.text.substr(begin, needle.bytes.size());
    const bool same = there == needle.bytes || (needle.bytes.find('%') != std::string::npos &&
                                                   equal_caseless(there, needle.bytes));
    if (!same || (needle.whole_token && !stands_whole(search.text, begin, to))) {
        return 0;
    }
    if (search.copies.size() >= scan_findings_max) {
        search.overflow = true;
        return 1;
    }
    search.copies.push_back(
        {Finding{begin, to, copy_rule, search.values[needle.value_index].kind, Confidence::high},
            needle.value_index});
    return 0;
}

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
    std::vector<std::string> literals;
    for (const Needle& needle : needles) {
        literals.push_back(needle.bytes.substr(
            needle.bytes.size() - std::min(needle.bytes.size(), literal_bytes_max)));
    }
    auto database = compile_literals(literals);
    for (std::string& literal : literals) {
        explicit_bzero(literal.data(), literal.size());
    }
    if (!database) {
        return std::unexpected(ScanError::engine);
    }
    const Scratch scratch = make_scratch({database->get()});
    Search search{text, &needles, values, {}, false};
    if (!scratch) {
        return std::unexpected(ScanError::engine);
    }
    const hs_error_t result = hs_scan(database->get(), text.data(),
        static_cast<unsigned>(text.size()), 0, scratch.get(), on_copy, &search);
    if (search.overflow) {
        return std::unexpected(ScanError::too_many);
    }
    if (result != HS_SUCCESS) {
        return std::unexpected(ScanError::engine);
    }
    for (Copy& copy : search.copies) {
        const std::string_view there =
            text.substr(copy.finding.begin, copy.finding.end - copy.finding.begin);
        if (there != values[copy.value_index].value && there.find('%') == std::string_view::npos &&
            there.find('\\') == std::string_view::npos) {
            widen_base64(text, copy);
        }
    }
    std::sort(search.copies.begin(), search.copies.end(), [](const Copy& a, const Copy& b) {
        return a.finding.begin != b.finding.begin ? a.finding.begin < b.finding.begin
                                                  : a.finding.end > b.finding.end;
    });
    std::vector<Copy> out;
    for (const Copy& copy : search.copies) {
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
