#include "scan_files.h"

#include "redactor/scanner.h"

#include <algorithm>
#include <fstream>
#include <istream>
#include <system_error>

namespace cli {

namespace {

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
    // A NUL byte early on is how a format that is no text shows itself.
    constexpr std::size_t looked_at_bytes = 8192;
    if (std::string_view{text}.substr(0, looked_at_bytes).find('\0') != std::string_view::npos)
        return std::unexpected{Unread{true, "binary"}};
    return text;
}

} // namespace

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
    if (path == "-")
        return read_stream(context.in);
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed))
        return std::unexpected{Unread{false, "not a readable file"}};
    std::ifstream in{path, std::ios::binary};
    if (!in)
        return std::unexpected{Unread{false, "cannot be read"}};
    return read_stream(in);
}

} // namespace cli
