#include "terminal/private_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
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

std::unexpected<Fault> stands_there(std::string_view what)
{
    return fault(ExitCode::failed,
        fmt::format("{} is there already and is never overwritten; give another name", what));
}

// errno EEXIST: something took the name meanwhile.
bool take_name(
    const std::filesystem::path& temporary, const std::filesystem::path& path, Existing existing)
{
    if (existing == Existing::replaced)
        return ::rename(temporary.c_str(), path.c_str()) == 0;
    if (::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0)
        return true;
    // A file system that cannot do that can still make a second name, which never takes another's place.
    return (errno == EINVAL || errno == ENOSYS) && ::link(temporary.c_str(), path.c_str()) == 0 &&
           ::unlink(temporary.c_str()) == 0;
}

} // namespace

PrivateFile::PrivateFile(int file, std::filesystem::path path, std::filesystem::path temporary,
    std::string what, Existing existing)
    : file_{file}, path_{std::move(path)}, temporary_{std::move(temporary)}, what_{std::move(what)},
      existing_{existing}
{
}

PrivateFile::PrivateFile(PrivateFile&& other) noexcept
    : file_{std::exchange(other.file_, -1)}, path_{std::move(other.path_)},
      temporary_{std::move(other.temporary_)}, what_{std::move(other.what_)},
      existing_{other.existing_}
{
}

PrivateFile::~PrivateFile()
{
    if (file_ < 0)
        return;
    ::close(file_);
    ::unlink(temporary_.c_str());
}

Answer<PrivateFile> PrivateFile::create(
    const std::filesystem::path& path, std::string_view what, Existing existing)
{
    // A rename would put a file in the place of a device, a pipe or a link.
    std::error_code failed;
    const auto found = std::filesystem::symlink_status(path, failed);
    if (std::filesystem::exists(found) && !std::filesystem::is_regular_file(found))
        return fault(ExitCode::failed,
            fmt::format("{} could not be written: what stands there is no regular file", what));
    if (std::filesystem::exists(found) && existing == Existing::kept)
        return stands_there(what);
    const auto temporary =
        folder_of(path) / fmt::format(".{}.{}.new", path.filename().string(), ::getpid());
    const int file =
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return not_written(what);
    return PrivateFile{file, path, temporary, std::string{what}, existing};
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
    if (::fsync(file_) != 0)
        return not_written(what_);
    if (!take_name(temporary_, path_, existing_))
        return errno == EEXIST ? stands_there(what_) : not_written(what_);
    ::close(std::exchange(file_, -1));
    const int folder = ::open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
    return {};
}

Answer<void> PrivateFile::finish(std::string_view content)
{
    return write(content) ? commit() : not_written(what_);
}

Answer<std::optional<PrivateFile>> make_room(
    const std::string& path, std::string_view what, Existing existing)
{
    std::optional<PrivateFile> file;
    if (path.empty())
        return file;
    auto created = PrivateFile::create(path, what, existing);
    if (!created)
        return std::unexpected{created.error()};
    file.emplace(std::move(*created));
    return file;
}

Answer<void> write_private_file(const std::filesystem::path& path, std::string_view content,
    std::string_view what, Existing existing)
{
    auto file = PrivateFile::create(path, what, existing);
    return file ? file->finish(content) : std::unexpected{file.error()};
}

bool same_place(const std::string& a, const std::string& b)
{
    if (a.empty() || b.empty() || a == "-" || b == "-")
        return false;
    const auto place = [](const std::string& name) {
        std::error_code ignored;
        return std::filesystem::weakly_canonical(std::filesystem::absolute(name, ignored), ignored);
    };
    return place(a) == place(b);
}

} // namespace cli
