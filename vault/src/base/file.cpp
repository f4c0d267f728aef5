#include "base/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace vault {

namespace {

Error error_of(int number)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return {ErrorCode::missing, "a file or folder of the vault is not there"};
    case EACCES:
    case EPERM:
    case EROFS:
        return {ErrorCode::read_only, "the system does not allow this on a file of the vault"};
    case ENOSPC:
    case EDQUOT:
        return {ErrorCode::disk_full, "the disk is full"};
    case EEXIST:
        return {ErrorCode::conflict, "a file that was to be created exists"};
    case EWOULDBLOCK:
        return {ErrorCode::in_use, "another process holds the vault"};
    default:
        return Error{ErrorCode::io, "storage failed, system error"}.with(
            static_cast<std::uint64_t>(number));
    }
}

std::unexpected<Error> fail_with(int number) { return fail(error_of(number)); }

Expected<void> permit(Files& files, const FileAccess& access)
{
    const int refused = files.permit(access);
    if (refused != 0)
        return fail_with(refused);
    return {};
}

template <class Call>
auto retry_interrupted(Call call)
{
    auto result = call();
    while (result < 0 && errno == EINTR)
        result = call();
    return result;
}

std::filesystem::path folder_of(const std::filesystem::path& path)
{
    const auto named = path.has_filename() ? path : path.parent_path(); // "data/" is "data"
    return named.has_parent_path() ? named.parent_path() : std::filesystem::path{"."};
}

// The system's error number; 0: it is durable.
int sync_of_folder(Files& files, const std::filesystem::path& folder)
{
    if (const int refused = files.permit({FileOp::sync, folder}); refused != 0)
        return refused;
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return errno;
    const int number = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    return number;
}

// What the sync of a folder gives that is not ours to read, or whose file system cannot sync folders.
constexpr std::array unsyncable{EACCES, EPERM, EROFS, EINVAL};

} // namespace

File::File(Files& files, std::filesystem::path path, int descriptor, Path through)
    : files_{&files}, path_{std::move(path)}, descriptor_{descriptor}, through_{through}
{
}

File::File(File&& other) noexcept
    : files_{other.files_}, path_{std::move(other.path_)},
      descriptor_{std::exchange(other.descriptor_, -1)}, through_{other.through_}
{
}

File& File::operator=(File&& other) noexcept
{
    if (this != &other) {
        close();
        files_ = other.files_;
        path_ = std::move(other.path_);
        descriptor_ = std::exchange(other.descriptor_, -1);
        through_ = other.through_;
    }
    return *this;
}

File::~File() { close(); }

void File::close() noexcept
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
    descriptor_ = -1;
}

Expected<File> File::open(Files& files, const std::filesystem::path& path, Mode mode, Path through)
{
    const FileOp op = mode == Mode::create ? FileOp::create : FileOp::open;
    if (const auto allowed = permit(files, {op, path}); !allowed)
        return fail(allowed.error());
    int flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    flags |= mode == Mode::read ? O_RDONLY : O_RDWR;
    if (mode == Mode::create)
        flags |= O_CREAT | O_EXCL;
    if (through == Path::direct)
        flags |= O_DIRECT | O_DSYNC;
    if (through == Path::named) // where somebody's pipe may stand, and is waited for
        flags = (flags & ~(O_NOFOLLOW | O_NONBLOCK)) | O_NOCTTY;
    const int descriptor = retry_interrupted([&] { return ::open(path.c_str(), flags, 0600); });
    if (descriptor < 0)
        return fail_with(errno);
    return File{files, path, descriptor, through};
}

Expected<void> File::read_at(std::uint64_t offset, std::span<std::byte> out) const
{
    if (const auto allowed = permit(*files_, {FileOp::read, path_, offset}); !allowed)
        return allowed;
    while (!out.empty()) {
        const ssize_t got = retry_interrupted([&] {
            return ::pread(descriptor_, out.data(), out.size(), static_cast<off_t>(offset));
        });
        if (got < 0)
            return fail_with(errno);
        if (got == 0)
            return fail({ErrorCode::corrupt, "a file of the vault is shorter than it must be"});
        out = out.subspan(static_cast<std::size_t>(got));
        offset += static_cast<std::uint64_t>(got);
    }
    return {};
}

Expected<std::size_t> File::read_next(std::span<std::byte> out) const
{
    if (const auto allowed = permit(*files_, {FileOp::read, path_}); !allowed)
        return fail(allowed.error());
    const ssize_t got =
        retry_interrupted([&] { return ::read(descriptor_, out.data(), out.size()); });
    if (got < 0 && errno == EISDIR)
        return fail({ErrorCode::invalid, "a folder stands where a file is expected"});
    if (got < 0)
        return fail_with(errno);
    return static_cast<std::size_t>(got);
}

Expected<void> File::write_at(std::uint64_t offset, std::span<const std::byte> bytes)
{
    const bool through = through_ == Path::direct;
    if (const auto allowed = permit(*files_, {FileOp::write, path_, offset, bytes, through});
        !allowed)
        return allowed;
    while (!bytes.empty()) {
        const ssize_t put = retry_interrupted([&] {
            return ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        });
        if (put < 0)
            return fail_with(errno);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
        offset += static_cast<std::uint64_t>(put);
    }
    return {};
}

Expected<void> File::sync()
{
    if (const auto allowed = permit(*files_, {FileOp::sync, path_}); !allowed)
        return allowed;
    if (::fsync(descriptor_) != 0)
        return fail_with(errno);
    return {};
}

Expected<void> File::truncate(std::uint64_t size)
{
    if (const auto allowed = permit(*files_, {FileOp::truncate, path_, size}); !allowed)
        return allowed;
    if (retry_interrupted([&] { return ::ftruncate(descriptor_, static_cast<off_t>(size)); }) != 0)
        return fail_with(errno);
    return {};
}

Expected<void> File::allocate(std::uint64_t size)
{
    if (const auto allowed = permit(*files_, {FileOp::allocate, path_, size}); !allowed)
        return allowed;
    int number = EINTR;
    while (number == EINTR)
        number = ::posix_fallocate(descriptor_, 0, static_cast<off_t>(size));
    if (number != 0)
        return fail_with(number);
    return {};
}

Expected<bool> File::hold(std::uint64_t from, std::uint64_t until)
{
    int number = files_->permit({FileOp::allocate, path_, until});
    if (number == 0 && retry_interrupted([&] {
            return ::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, static_cast<off_t>(from),
                static_cast<off_t>(until - from));
        }) != 0)
        number = errno;
    if (number != 0 && number != EOPNOTSUPP && number != ENOSYS)
        return fail_with(number);
    return number == 0;
}

Expected<std::uint64_t> File::size() const
{
    struct stat facts{};
    if (::fstat(descriptor_, &facts) != 0)
        return fail_with(errno);
    if (!S_ISREG(facts.st_mode))
        return fail({ErrorCode::io, "a file of the vault is not a regular file"});
    return static_cast<std::uint64_t>(facts.st_size);
}

Expected<void> File::lock()
{
    if (const auto allowed = permit(*files_, {FileOp::lock, path_}); !allowed)
        return allowed;
    if (retry_interrupted([&] { return ::flock(descriptor_, LOCK_EX | LOCK_NB); }) != 0)
        return fail_with(errno);
    return {};
}

Expected<void> sync_folder(Files& files, const std::filesystem::path& folder)
{
    const int number = sync_of_folder(files, folder);
    return number == 0 ? Expected<void>{} : fail_with(number);
}

Expected<void> remove_file(Files& files, const std::filesystem::path& path)
{
    if (const auto allowed = permit(files, {FileOp::remove, path}); !allowed)
        return allowed;
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        return fail_with(errno);
    return {};
}

Expected<void> create_folder(Files& files, const std::filesystem::path& folder)
{
    if (const auto allowed = permit(files, {FileOp::create_folder, folder}); !allowed)
        return allowed;
    const bool made = ::mkdir(folder.c_str(), 0700) == 0;
    if (!made) {
        const int number = errno;
        std::error_code ignored;
        if (number != EEXIST || !std::filesystem::is_directory(folder, ignored))
            return fail_with(number);
    }
    // Also of one that was there: whoever made it may have died before he synced it. Its parent need not be ours to read, nor
    // one that can be synced.
    const int number = sync_of_folder(files, folder_of(folder));
    if (number == 0 || (!made && std::ranges::find(unsyncable, number) != unsyncable.end()))
        return {};
    return fail_with(number);
}

Expected<void> replace_file(
    Files& files, const std::filesystem::path& from, const std::filesystem::path& to)
{
    if (const auto allowed = permit(files, {FileOp::rename, to, 0, {}, false, &from}); !allowed)
        return allowed;
    if (::rename(from.c_str(), to.c_str()) != 0)
        return fail_with(errno);
    return sync_folder(files, folder_of(to));
}

Expected<void> write_whole_file(
    Files& files, const std::filesystem::path& path, std::span<const std::byte> bytes)
{
    std::filesystem::path temporary = path;
    temporary += ".new";
    // What an interrupted writer left is nobody's.
    if (const auto removed = remove_file(files, temporary); !removed)
        return removed;
    const auto write = [&]() -> Expected<void> {
        auto file = File::open(files, temporary, File::Mode::create);
        if (!file)
            return fail(file.error());
        if (const auto written = file->write_at(0, bytes); !written)
            return written;
        return file->sync();
    };
    if (const auto written = write(); !written) {
        static_cast<void>(::unlink(temporary.c_str()));
        return written;
    }
    const auto replaced = replace_file(files, temporary, path);
    if (!replaced)
        static_cast<void>(::unlink(temporary.c_str()));
    return replaced;
}

Expected<std::string> read_file(
    Files& files, const std::filesystem::path& path, std::size_t bytes_max)
{
    auto file = File::open(files, path, File::Mode::read);
    if (!file)
        return fail(file.error());
    const auto size = file->size();
    if (!size)
        return fail(size.error());
    if (*size > bytes_max)
        return fail({ErrorCode::corrupt, "a file of the vault is larger than it can be"});
    std::string content(static_cast<std::size_t>(*size), '\0');
    if (const auto read = file->read_at(0, std::as_writable_bytes(std::span{content})); !read)
        return fail(read.error());
    return content;
}

Expected<Secret> read_secret_file(
    Files& files, const std::filesystem::path& path, std::size_t bytes_max)
{
    const auto file = File::open(files, path, File::Mode::read, File::Path::named);
    if (!file)
        return fail(file.error());
    Secret buffer{bytes_max + 1};
    std::size_t filled = 0;
    while (filled <= bytes_max) {
        const auto got = file->read_next(buffer.mutable_bytes().subspan(filled));
        if (!got)
            return fail(got.error());
        if (*got == 0)
            return Secret::copy_of(buffer.reveal().first(filled));
        filled += *got;
    }
    return fail({ErrorCode::invalid, "a file is larger than it can be"});
}

} // namespace vault
