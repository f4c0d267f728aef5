#include "private_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace cli {

namespace {

std::filesystem::path folder_of(const std::filesystem::path& path)
{
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
}

// The operating system's words for errno hold no input.
std::unexpected<Fault> not_written(std::string_view what)
{
    return fault(
        ExitCode::failed, fmt::format("{} could not be written: {}", what, std::strerror(errno)));
}

} // namespace

PrivateFile::PrivateFile(
    int file, std::filesystem::path path, std::filesystem::path temporary, std::string what)
    : file_{file}, path_{std::move(path)}, temporary_{std::move(temporary)}, what_{std::move(what)}
{
}

PrivateFile::PrivateFile(PrivateFile&& other) noexcept
    : file_{std::exchange(other.file_, -1)}, path_{std::move(other.path_)},
      temporary_{std::move(other.temporary_)}, what_{std::move(other.what_)}
{
}

PrivateFile::~PrivateFile()
{
    if (file_ < 0)
        return;
    ::close(file_);
    ::unlink(temporary_.c_str());
}

Answer<PrivateFile> PrivateFile::create(const std::filesystem::path& path, std::string_view what)
{
    // A rename would put a file in the place of a device, a pipe or a link.
    std::error_code failed;
    const auto found = std::filesystem::symlink_status(path, failed);
    if (std::filesystem::exists(found) && !std::filesystem::is_regular_file(found))
        return fault(ExitCode::failed,
            fmt::format("{} could not be written: what stands there is no regular file", what));
    const auto temporary =
        folder_of(path) / fmt::format(".{}.{}.new", path.filename().string(), ::getpid());
    const int file =
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return not_written(what);
    return PrivateFile{file, path, temporary, std::string{what}};
}

bool PrivateFile::write(std::span<const char> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(file_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return true;
}

Answer<void> PrivateFile::commit()
{
    if (::fsync(file_) != 0 || ::rename(temporary_.c_str(), path_.c_str()) != 0)
        return not_written(what_);
    ::close(std::exchange(file_, -1));
    const int folder = ::open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
    return {};
}

Answer<void> write_private_file(
    const std::filesystem::path& path, std::string_view content, std::string_view what)
{
    auto file = PrivateFile::create(path, what);
    if (!file)
        return std::unexpected{file.error()};
    if (!file->write(content))
        return not_written(what);
    return file->commit();
}

} // namespace cli
