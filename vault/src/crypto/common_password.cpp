#include "crypto/common_password.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace vault {

namespace {

constexpr std::size_t distinct_characters_min = 5;

// Folded words: what is left of a common password when digits and punctuation at both ends are gone.
constexpr std::array<std::string_view, 40> common_words{"", "password", "passwort", "passw", "pass",
    "qwertyuiop", "qwerty", "qwertz", "qwertzuiop", "asdfghjkl", "zxcvbnm", "letmein", "welcome",
    "iloveyou", "administrator", "admin", "adminadmin", "changeme", "changemenow", "football",
    "baseball", "superman", "batman", "princess", "sunshine", "dragon", "monkey", "master",
    "trustno", "whatever", "internet", "computer", "secret", "default", "abcdefghijkl",
    "abcdefghijklmnopqrstuvwxyz", "test", "wordpress", "ticketvault", "correcthorsebatterystaple"};

// The letter a character usually stands for; 0 for digits and punctuation.
char folded(std::byte byte)
{
    const char c = static_cast<char>(byte);
    if (c >= 'A' && c <= 'Z')
        return static_cast<char>(c - 'A' + 'a');
    switch (c) {
    case '@':
        return 'a';
    case '0':
        return 'o';
    case '3':
        return 'e';
    case '$':
        return 's';
    case '1':
        return 'i';
    default:
        return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80 ? c : '\0';
    }
}

bool is_letter(std::byte byte)
{
    const char c = static_cast<char>(byte);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

// One word, once or several times over.
bool repeats_common_word(std::string_view text)
{
    return std::ranges::any_of(common_words, [text](std::string_view word) {
        if (word.empty())
            return text.empty();
        if (text.size() % word.size() != 0)
            return false;
        for (std::size_t at = 0; at < text.size(); at += word.size())
            if (text.substr(at, word.size()) != word)
                return false;
        return !text.empty();
    });
}

bool is_common_between(std::span<const std::byte> bytes)
{
    Secret letters{std::max<std::size_t>(bytes.size(), 1)};
    std::size_t count = 0;
    for (const std::byte byte : bytes)
        if (const char c = folded(byte); c != '\0')
            letters.mutable_bytes()[count++] = static_cast<std::byte>(c);
    return repeats_common_word({reinterpret_cast<const char*>(letters.reveal().data()), count});
}

} // namespace

bool is_common_password(const Secret& password)
{
    std::span<const std::byte> bytes = password.reveal();
    if (std::set<std::byte>(bytes.begin(), bytes.end()).size() < distinct_characters_min)
        return true;
    // Both readings: "p4ssw0rd!!!!" keeps its inner digits, "1234password" loses the outer ones.
    if (is_common_between(bytes))
        return true;
    while (!bytes.empty() && !is_letter(bytes.front()))
        bytes = bytes.subspan(1);
    while (!bytes.empty() && !is_letter(bytes.back()))
        bytes = bytes.first(bytes.size() - 1);
    return is_common_between(bytes);
}

} // namespace vault
