#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace redactor {

// How sure a finding is. certain: a checksum or structure of the vendor holds; high: the format is the vendor's own;
// medium: a label and the shape of the value say so; low: worth offering to a person. From medium on findings are sealed.
enum class Confidence : std::uint8_t { low, medium, high, certain };

// What kind of credential a finding is. A closed list: it is part of placeholders, of the API and of the store.
enum class Kind : std::uint8_t {
    password,
    pin,
    otp_seed,
    recovery_code,
    api_key,
    access_token,
    session_cookie,
    private_key,
    connection_password,
    webhook_url,
    license_key,
    payment_card,
    other,
};

inline constexpr std::size_t kind_count = 13;

// The word of a kind or level as it stands in placeholders, NDJSON and rule files ("otp-seed", "high").
std::string_view to_string(Kind kind);
std::string_view to_string(Confidence confidence);

// The reverse; nothing for a word that is not in the list (exact spelling, lower case).
std::optional<Kind> parse_kind(std::string_view word);
std::optional<Confidence> parse_confidence(std::string_view word);

// A byte range [begin, end) of the scanned text that is taken for a credential: the value itself, without label or quotes.
// `rule` is the id of the rule and lives as long as the RuleSet the scanner used.
struct Finding {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string_view rule;
    Kind kind = Kind::other;
    Confidence confidence = Confidence::medium;
};

} // namespace redactor
