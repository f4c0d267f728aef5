#include "service/link_file.h"

#include "service/fingerprint.h"
#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace cli {

namespace {

constexpr std::string_view ca_mark = "CA:";

} // namespace

Answer<LinkFile> read_link_file(Context& context, const std::string& path, Stdin input)
{
    auto lines = read_secret_and_note(context, path, "the link file", input);
    if (!lines)
        return std::unexpected{lines.error()};
    LinkFile file{std::move(lines->secret), "", ""};
    if (lines->note.empty())
        return file;
    if (lines->note.starts_with(ca_mark) && lines->note.size() > ca_mark.size()) {
        file.ca_file = lines->note.substr(ca_mark.size());
        return file;
    }
    const auto fingerprint = normalize_fingerprint(lines->note);
    if (!fingerprint)
        return fault(ExitCode::failed,
            "the link file's second line is no fingerprint (SHA256: and 64 hexadecimal digits) and "
            "no 'CA:' with a file; remove the line or correct it");
    file.fingerprint = *fingerprint;
    return file;
}

std::string link_file_text(std::string_view url, const ServerAddress& trusted)
{
    if (!trusted.fingerprint.empty())
        return fmt::format("{}\n{}\n", url, trusted.fingerprint);
    if (!trusted.ca_file.empty())
        return fmt::format(
            "{}\n{}{}\n", url, ca_mark, std::filesystem::absolute(trusted.ca_file).string());
    return fmt::format("{}\n", url);
}

} // namespace cli
