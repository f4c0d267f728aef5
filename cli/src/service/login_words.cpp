#include "service/login_words.h"

#include "text/escape.h"

namespace cli {

namespace {

// As a shell takes it for one word. What is shown is escaped first: it may come from a file or a server.
std::string shell_word(std::string_view text)
{
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+@:/[]=,";
    std::string shown = escape_text(text);
    if (shown.find_first_not_of(plain) == std::string::npos)
        return shown;
    std::string word = "'";
    for (const char c : shown)
        word += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return word + "'";
}

} // namespace

std::string login_words(const ServerAddress& address, std::string_view login)
{
    std::string words = "ticketvault login " + shell_word(address.url);
    if (!address.fingerprint.empty())
        words += " --fingerprint " + shell_word(address.fingerprint);
    else if (!address.ca_file.empty())
        words += " --ca " + shell_word(address.ca_file);
    if (!login.empty())
        words += " --login " + shell_word(login);
    return words;
}

} // namespace cli
