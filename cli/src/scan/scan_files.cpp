#include "scan/scan_files.h"

#include "redactor/documents/text_check.h"
#include "redactor/scanner.h"
#include "redactor/stream_scanner.h"
#include "text/line_numbers.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <istream>
#include <system_error>

namespace cli {

namespace {

// `bytes` and everything behind it.
std::expected<std::string, Unread> read_rest(
    std::istream& in, std::string bytes, std::uint64_t bytes_max)
{
    char buffer[64 * 1024];
    while (in) {
        in.read(buffer, sizeof buffer);
        bytes.append(buffer, static_cast<std::size_t>(in.gcount()));
        if (bytes.size() > bytes_max)
            return std::unexpected{Unread{true, "too-large"}};
    }
    if (in.bad())
        return std::unexpected{Unread{false, "cannot be read"}};
    return bytes;
}

std::expected<ScannedFile, Unread> scan_document(std::istream& in, std::string start,
    redactor::Scanner& scanner, const redactor::ScanOptions& options)
{
    const redactor::DocumentParser parser{redactor::parser_beside_program()};
    auto bytes = read_rest(in, std::move(start), parser.limits().document_bytes_max);
    if (!bytes)
        return std::unexpected{bytes.error()};
    ScannedFile out;
    const auto examine = [&](const std::string& member,
                             std::string_view text) -> std::optional<std::vector<redactor::Edit>> {
        const auto found = scanner.scan(text, options);
        if (!found)
            return std::nullopt;
        for (LocatedFinding& located : locate(text, *found)) {
            located.member = member;
            out.findings.push_back(std::move(located));
        }
        return std::vector<redactor::Edit>{};
    };
    out.whole = parser.parse(*bytes, false, examine).whole;
    return out;
}

std::expected<ScannedFile, Unread> scan_stream(
    std::istream& in, redactor::Scanner& scanner, const redactor::ScanOptions& options)
{
    redactor::StreamScanner stream{scanner, options};
    redactor::TextCheck check;
    LineNumbers lines;
    ScannedFile out;
    char buffer[redactor::document_start_bytes];
    bool first = true;
    bool more = true;
    while (more) {
        in.read(buffer, sizeof buffer);
        const std::string_view piece{buffer, static_cast<std::size_t>(in.gcount())};
        if (first && redactor::format_of(piece) != redactor::DocumentFormat::text)
            return scan_document(in, std::string{piece}, scanner, options);
        first = false;
        more = static_cast<bool>(in);
        if (in.bad())
            return std::unexpected{Unread{false, "cannot be read"}};
        check.add(piece);
        lines.add(piece);
        for (const bool last : {false, true}) {
            if (last && more)
                break;
            const auto found = last ? stream.finish() : stream.write(piece);
            if (!found)
                return std::unexpected{Unread{true, reason_of(found.error())}};
            for (const redactor::Finding& finding : *found)
                out.findings.push_back({finding, lines.line_of(finding.begin), {}});
        }
        lines.forget_before(stream.settled());
    }
    if (const auto fault = check.fault())
        out.whole.push_back({{}, *fault});
    return out;
}

// Calls `use` with the stream of a path; "-" is standard input.
template <typename Use>
auto with_stream(Context& context, const std::string& path, Use use) -> decltype(use(context.in))
{
    if (path == "-")
        return use(context.in);
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed))
        return std::unexpected{Unread{false, "not a readable file"}};
    std::ifstream in{path, std::ios::binary};
    if (!in)
        return std::unexpected{Unread{false, "cannot be read"}};
    return use(in);
}

} // namespace

std::string_view reason_of(redactor::ScanError error)
{
    static constexpr std::array<std::string_view, 4> reasons{
        "too-large", "too-many-findings", "scan-budget", "scan-failed"};
    return reasons[static_cast<std::size_t>(error)];
}

std::vector<std::string> list_files(const std::vector<std::string>& paths)
{
    namespace fs = std::filesystem;
    std::vector<std::string> out;
    for (const std::string& path : paths) {
        std::error_code failed;
        if (path == "-" || !fs::is_directory(path, failed)) {
            out.push_back(path);
            continue;
        }
        std::vector<std::string> found;
        fs::recursive_directory_iterator entry{
            path, fs::directory_options::skip_permission_denied, failed};
        for (; !failed && entry != fs::recursive_directory_iterator{}; entry.increment(failed)) {
            std::error_code unknown;
            if (entry->symlink_status(unknown).type() == fs::file_type::regular)
                found.push_back(entry->path().string());
        }
        std::sort(found.begin(), found.end());
        out.insert(out.end(), found.begin(), found.end());
        if (failed)
            out.push_back(
                path); // reading the folder as a file reports that it could not be walked whole
    }
    return out;
}

std::expected<std::string, Unread> read_whole(Context& context, const std::string& path)
{
    return with_stream(context, path,
        [](std::istream& in) { return read_rest(in, {}, redactor::scan_bytes_max); });
}

std::expected<ScannedFile, Unread> scan_path(Context& context, const std::string& path,
    redactor::Scanner& scanner, const redactor::ScanOptions& options)
{
    return with_stream(
        context, path, [&](std::istream& in) { return scan_stream(in, scanner, options); });
}

} // namespace cli
