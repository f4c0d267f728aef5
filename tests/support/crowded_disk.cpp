#include "support/crowded_disk.h"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>

namespace tests {

namespace {

using vault::FileOp;

constexpr std::uint64_t block_bytes = 4096;

std::uint64_t whole_blocks(std::uint64_t bytes)
{
    return (bytes + block_bytes - 1) / block_bytes * block_bytes;
}

} // namespace

std::uint64_t bytes_on_disk(const std::filesystem::path& file)
{
    struct stat facts{};
    return ::stat(file.c_str(), &facts) == 0 ? static_cast<std::uint64_t>(facts.st_blocks) * 512
                                             : 0;
}

void CrowdedDisk::fill(const std::filesystem::path& folder)
{
    const std::lock_guard lock{mutex_};
    folder_ = folder;
    held_.clear();
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
        if (entry.is_regular_file())
            held_[entry.path()] =
                std::max(bytes_on_disk(entry.path()), whole_blocks(entry.file_size()));
}

void CrowdedDisk::fill(
    const std::filesystem::path& folder, const std::string& name, std::uint64_t left)
{
    fill(folder);
    const std::lock_guard lock{mutex_};
    for (auto& [path, held] : held_)
        if (path.filename() == name)
            held = whole_blocks(std::filesystem::file_size(path)) + left;
}

void CrowdedDisk::clear()
{
    const std::lock_guard lock{mutex_};
    folder_.reset();
}

bool CrowdedDisk::finds_room(const vault::FileAccess& access)
{
    switch (access.op) {
    case FileOp::write:
        return whole_blocks(access.offset + access.bytes.size()) <= held_[access.path];
    case FileOp::allocate:
        return whole_blocks(access.offset) <= held_[access.path];
    case FileOp::truncate:
        held_[access.path] = std::min(held_[access.path], whole_blocks(access.offset));
        return true;
    case FileOp::remove:
        held_.erase(access.path);
        return true;
    case FileOp::rename:
        held_[access.path] = held_[*access.from];
        held_.erase(*access.from);
        return true;
    case FileOp::open:
    case FileOp::create:
    case FileOp::create_folder:
    case FileOp::read:
    case FileOp::sync:
    case FileOp::lock:
        return true;
    }
    return true;
}

int CrowdedDisk::permit(const vault::FileAccess& access) noexcept
{
    const std::lock_guard lock{mutex_};
    if (!folder_ || access.path.lexically_relative(*folder_).native().starts_with(".."))
        return 0;
    if (finds_room(access))
        return 0;
    ++refused_;
    return ENOSPC;
}

std::uint64_t CrowdedDisk::refused() const
{
    const std::lock_guard lock{mutex_};
    return refused_;
}

} // namespace tests
