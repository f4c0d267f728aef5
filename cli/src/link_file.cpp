#include "link_file.h"

#include "fingerprint.h"
#include "text_file.h"

#include <fmt/format.h>

#include <utility>

namespace cli {

Answer<LinkFile> read_link_file(Context& context, const std::string& path)
{
    auto lines = read_secret_and_note(context, path, "the link file");
    if (!lines)
        return std::unexpected{lines.error()};
    LinkFile file{std::move(lines->secret), ""};
    if (lines->note.empty())
        return file;
    const auto fingerprint = normalize_fingerprint(lines->note);
    if (!fingerprint)
        return fault(ExitCode::failed, "the link file's second line is no fingerprint: SHA256: and "
                                       "64 hexadecimal digits; remove the line or correct it");
    file.fingerprint = *fingerprint;
    return file;
}

std::string link_file_text(std::string_view url, std::string_view fingerprint)
{
    return fingerprint.empty() ? fmt::format("{}\n", url)
                               : fmt::format("{}\n{}\n", url, fingerprint);
}

} // namespace cli
