#include "rules/key_shape.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "text/char_class.h"

namespace redactor {
namespace {

struct Class {
    std::string_view name;
    std::string_view characters;
};

constexpr std::string_view hex_characters = "0123456789abcdef";

constexpr std::array<Class, 13> classes = {{
    {"alnum", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"},
    {"lower", "abcdefghijklmnopqrstuvwxyz"},
    {"upper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    {"digit", "0123456789"},
    {"hex", hex_characters},
    {"base32", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"},
    {"base58", "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"},
    {"base64", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"},
    {"base64pad", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="},
    {"base64url", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"},
    {"opaque", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~+/=:!$^"},
    {"alnumlower", "abcdefghijklmnopqrstuvwxyz0123456789"},
    {"alnumupper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"},
}};

std::optional<std::size_t> parse_count(std::string_view text)
{
    std::size_t count = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool whole = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
    return whole && count <= key_shape_run_bytes_max ? std::optional(count) : std::nullopt;
}

// What stands between < and >: class:count or class:min-max. Nothing when it is ordinary text.
std::optional<KeyShape::Run> parse_run(std::string_view inside)
{
    const std::size_t colon = inside.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto* known = std::find_if(classes.begin(), classes.end(),
        [&](const Class& entry) { return entry.name == inside.substr(0, colon); });
    if (known == classes.end()) {
        return std::nullopt;
    }
    const std::string_view counts = inside.substr(colon + 1);
    const std::size_t dash = counts.find('-');
    const auto least = parse_count(counts.substr(0, dash));
    const auto most = dash == std::string_view::npos ? least : parse_count(counts.substr(dash + 1));
    if (!least || !most || *least == 0 || *most < *least) {
        return std::nullopt;
    }
    return KeyShape::Run{known->characters, {}, *least, *most, known->name == "hex"};
}

constexpr std::string_view uuid = "<hex:8>-<hex:4>-<hex:4>-<hex:4>-<hex:12>";

std::string with_uuids_written_out(std::string_view text)
{
    std::string out(text);
    for (std::size_t at = out.find("<uuid>"); at != std::string::npos;
        at = out.find("<uuid>", at + uuid.size())) {
        out.replace(at, 6, uuid);
    }
    return out;
}

bool belongs(const KeyShape::Run& run, char c)
{
    return run.characters.find(run.any_case ? to_lower(c) : c) != std::string_view::npos;
}

// Matches runs[first..] at `at`; only one of them can vary, so this tries each of its lengths once.
std::optional<std::size_t> match_from(const std::vector<KeyShape::Run>& runs, std::size_t first,
    std::string_view text, std::size_t at)
{
    for (std::size_t i = first; i < runs.size(); ++i) {
        const KeyShape::Run& run = runs[i];
        if (run.characters.empty()) {
            if (text.substr(at, run.literal.size()) != run.literal) {
                return std::nullopt;
            }
            at += run.literal.size();
            continue;
        }
        std::size_t count = 0;
        while (
            count < run.count_max && at + count < text.size() && belongs(run, text[at + count])) {
            ++count;
        }
        if (run.count_min < run.count_max) {
            for (; count >= run.count_min; --count) {
                if (const auto end = match_from(runs, i + 1, text, at + count)) {
                    return end;
                }
            }
            return std::nullopt;
        }
        if (count < run.count_min) {
            return std::nullopt;
        }
        at += count;
    }
    return at;
}

} // namespace

std::expected<KeyShape, std::string> KeyShape::parse(std::string_view written)
{
    const std::string text = with_uuids_written_out(written);
    KeyShape shape;
    std::size_t varying = 0;
    std::string literal;
    const auto end_literal = [&] {
        if (!literal.empty()) {
            const std::size_t size = literal.size();
            shape.runs_.push_back({{}, std::move(literal), size, size, false});
            shape.width_bytes_ += size;
            literal.clear();
        }
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t close = text[at] == '<' ? text.find('>', at) : std::string::npos;
        const auto run = close == std::string::npos
                             ? std::nullopt
                             : parse_run(std::string_view(text).substr(at + 1, close - at - 1));
        if (!run) {
            literal += text[at++];
            continue;
        }
        end_literal();
        varying += run->count_min < run->count_max ? 1U : 0U;
        shape.width_bytes_ += run->count_max;
        shape.runs_.push_back(*run);
        at = close + 1;
    }
    end_literal();
    if (varying > 1) {
        return std::unexpected("only one run of a key may have a varying length");
    }
    return shape;
}

std::optional<std::size_t> KeyShape::match(std::string_view text, std::size_t at) const
{
    return match_from(runs_, 0, text, at);
}

} // namespace redactor
