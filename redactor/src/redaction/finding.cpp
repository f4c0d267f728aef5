#include "redactor/finding.h"

#include <array>

namespace redactor {
namespace {

constexpr std::array<std::string_view, kind_count> kind_words = {
    "password",
    "pin",
    "otp-seed",
    "recovery-code",
    "api-key",
    "access-token",
    "session-cookie",
    "private-key",
    "connection-password",
    "webhook-url",
    "license-key",
    "payment-card",
    "other",
};
constexpr std::array<std::string_view, 4> confidence_words = {"low", "medium", "high", "certain"};

template <typename Value, std::size_t size>
std::optional<Value> parse_word(
    const std::array<std::string_view, size>& words, std::string_view word)
{
    for (std::size_t i = 0; i < size; ++i) {
        if (words[i] == word) {
            return static_cast<Value>(i);
        }
    }
    return std::nullopt;
}

} // namespace

std::string_view to_string(Kind kind) { return kind_words[static_cast<std::size_t>(kind)]; }

std::string_view to_string(Confidence confidence)
{
    return confidence_words[static_cast<std::size_t>(confidence)];
}

std::optional<Kind> parse_kind(std::string_view word) { return parse_word<Kind>(kind_words, word); }

std::optional<Confidence> parse_confidence(std::string_view word)
{
    return parse_word<Confidence>(confidence_words, word);
}

} // namespace redactor
