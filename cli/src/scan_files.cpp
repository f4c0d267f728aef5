#include "scan_files.h"

#include "line_numbers.h"
#include "redactor/scanner.h"
#include "redactor/stream_scanner.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <istream>
#include <system_error>

namespace cli {

namespace {

// A NUL byte early on is how a format that is no text shows itself.
bool looks_binary(std::string_view start)
{
    constexpr std::size_t looked_at_bytes = 8192;
    return start.substr(0, looked_at_bytes).find('\0') != std::string_view::npos;
}

std::expected<std::string, Unread> read_stream(std::istream& in)
{
    std::string text;
    char buffer[64 * 1024];
    while (in) {
        in.read(buffer, sizeof buffer);
        text.append(buffer, static_cast<std::size_t>(in.gcount()));
        if (text.size() > redactor::scan_bytes_max)
            return std::unexpected{Unread{true, "too_large"}};
    }
    if (in.bad())
        return std::unexpected{Unread{false, "cannot be read"}};
    if (looks_binary(text))
        return std::unexpected{Unread{true, "binary"}};
    return text;
}

std::expected<std::vector<LocatedFinding>, Unread> scan_stream(
    std::istream& in, redactor::Scanner& scanner, const redactor::ScanOptions& options)
{
    redactor::StreamScanner stream{scanner, options};
    LineNumbers lines;
    std::vector<LocatedFinding> out;
    char buffer[64 * 1024];
    bool first = true;
    bool more = true;
    while (more) {
        in.read(buffer, sizeof buffer);
        const std::string_view piece{buffer, static_cast<std::size_t>(in.gcount())};
        if (first && looks_binary(piece))
            return std::unexpected{Unread{true, "binary"}};
        first = false;
        more = static_cast<bool>(in);
        if (in.bad())
            return std::unexpected{Unread{false, "cannot be read"}};
        lines.add(piece);
        for (const bool last : {false, true}) {
            if (last && more)
                break;
            const auto found = last ? stream.finish() : stream.write(piece);
            if (!found)
                return std::unexpected{Unread{true, reason_of(found.error())}};
            for (const redactor::Finding& finding : *found)
                out.push_back({finding, lines.line_of(finding.begin)});
        }
        lines.forget_before(stream.settled());
    }
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
        "too_large", "too_many_findings", "budget", "engine"};
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

std::expected<std::string, Unread> read_scannable(Context& context, const std::string& path)
{
    return with_stream(context, path, [](std::istream& in) { return read_stream(in); });
}

std::expected<std::vector<LocatedFinding>, Unread> scan_path(Context& context,
    const std::string& path, redactor::Scanner& scanner, const redactor::ScanOptions& options)
{
    return with_stream(
        context, path, [&](std::istream& in) { return scan_stream(in, scanner, options); });
}

} // namespace cli
