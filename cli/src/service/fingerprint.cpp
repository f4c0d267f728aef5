#include "service/fingerprint.h"

#include <utility>

namespace cli {

std::optional<std::string> normalize_fingerprint(std::string_view text)
{
    constexpr std::size_t digits = 64;
    if (text.starts_with("SHA256:") || text.starts_with("sha256:"))
        text.remove_prefix(7);
    std::string out = "SHA256:";
    for (const char c : text) {
        if (c == ':')
            continue;
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
            out += c;
        else if (c >= 'A' && c <= 'F')
            out += static_cast<char>(c + 32);
        else
            return std::nullopt;
    }
    return out.size() == 7 + digits ? std::optional{out} : std::nullopt;
}

Answer<std::string> fingerprint_from_option(std::string_view text)
{
    auto fingerprint = normalize_fingerprint(text);
    if (!fingerprint)
        return fault(ExitCode::usage, "--fingerprint must be SHA256: and 64 hexadecimal digits");
    return std::move(*fingerprint);
}

} // namespace cli
