#include "vaults/folder_checks.h"

#include "vault/data_journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace cli {

namespace {

// One folder or file: there, ours, closed to others.
Finding examine_access(const std::string& subject, const std::string& path, bool folder)
{
    struct stat about{};
    if (::stat(path.c_str(), &about) != 0)
        return {Health::fail, subject, "is not there or cannot be reached",
            folder ? "make the vault with 'ticketvault init', or correct the path"
                   : "correct --custody-file"};
    if (folder != S_ISDIR(about.st_mode))
        return {Health::fail, subject, folder ? "is not a folder" : "is not a file",
            "correct the path"};
    if (about.st_uid != ::geteuid())
        return {Health::fail, subject, "belongs to another user",
            "run as the user of the service, or change the owner"};
    if ((about.st_mode & 077U) != 0)
        return {Health::fail, subject,
            fmt::format("others may reach it (mode {:o})", about.st_mode & 07777U),
            folder ? "chmod 700" : "chmod 600"};
    if (::access(path.c_str(), folder ? R_OK | W_OK | X_OK : R_OK) != 0)
        return {Health::fail, subject, folder ? "cannot be written" : "cannot be read",
            "mount it writable, or correct its mode"};
    return {Health::ok, subject,
        fmt::format("closed to others (mode {:o})", about.st_mode & 07777U), ""};
}

struct FileSystem {
    std::uint64_t magic; // statfs(2)'s f_type
    std::string_view name;
    Health health;
};

// Overwriting in place is what destroying a key rests on.
constexpr std::array<FileSystem, 10> file_systems{{
    {0xef53, "ext4", Health::ok},
    {0x58465342, "xfs", Health::ok},
    {0xf2f52010, "f2fs", Health::warn},
    {0x9123683e, "btrfs", Health::fail},
    {0x2fc12fc1, "zfs", Health::fail},
    {0xca451a4e, "bcachefs", Health::fail},
    {0x01021994, "tmpfs", Health::warn},
    {0x794c7630, "overlayfs", Health::warn},
    {0x6969, "nfs", Health::warn},
    {0xff534d42, "cifs", Health::warn},
}};

bool keeps_a_journal(const std::string& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool journaled = vault::journals_data(descriptor);
    ::close(descriptor);
    return journaled;
}

Finding examine_file_system(const std::string& keys)
{
    struct statfs about{};
    if (::statfs(keys.c_str(), &about) != 0)
        return {Health::warn, "key storage", "its file system cannot be read",
            "look at 'stat -f' on the keys folder"};
    if (keeps_a_journal(keys))
        return {Health::fail, "key storage",
            "its file system writes into a journal first (data=journal), which keeps old bytes "
            "when a key is destroyed",
            "mount it with data=ordered"};
    for (const FileSystem& kind : file_systems) {
        if (kind.magic != static_cast<std::uint64_t>(about.f_type))
            continue;
        if (kind.health == Health::ok)
            return {
                kind.health, "key storage", fmt::format("{} overwrites in place", kind.name), ""};
        if (kind.health == Health::fail)
            return {kind.health, "key storage",
                fmt::format("{} keeps old bytes when a key is destroyed", kind.name),
                "put the keys folder on ext4 or xfs"};
        return {kind.health, "key storage",
            fmt::format("{}: nobody can say that old bytes are gone, so certificates say level L0",
                kind.name),
            "put the keys folder on ext4 or xfs"};
    }
    return {Health::warn, "key storage",
        fmt::format("an unknown file system (type {:x})", static_cast<std::uint64_t>(about.f_type)),
        "ext4 and xfs are known to overwrite in place"};
}

Finding examine_room(const std::string& subject, const std::string& folder)
{
    constexpr std::uint64_t fail_below = 100ULL * 1024 * 1024;
    constexpr std::uint64_t warn_below = 1024ULL * 1024 * 1024;
    struct statvfs about{};
    if (::statvfs(folder.c_str(), &about) != 0)
        return {Health::warn, subject, "free space cannot be read", "look at 'df'"};
    const std::uint64_t free = static_cast<std::uint64_t>(about.f_bavail) * about.f_frsize;
    const std::string text = fmt::format("{} MiB free", free / (1024 * 1024));
    if (free >= warn_below)
        return {Health::ok, subject, text, ""};
    return {free < fail_below ? Health::fail : Health::warn, subject, text,
        "free some space: a full disk stops everything but shredding"};
}

Finding examine_apart(const LocalOptions& options)
{
    if (lies_inside(options.keys, options.data) || lies_inside(options.data, options.keys))
        return {Health::fail, "two folders", "one lies inside the other",
            "keep them apart: a backup of the data must not take the keys along"};
    if (lies_inside_either(options.custody_file, options))
        return {Health::fail, "two folders", "the custody file lies in one of them",
            "move it out: who copies a folder must not get the key along"};
    return {Health::ok, "two folders", "neither holds the other, nor the custody file", ""};
}

} // namespace

bool lies_inside(const std::filesystem::path& file, const std::filesystem::path& folder)
{
    std::error_code ignored;
    const auto inner = std::filesystem::weakly_canonical(file, ignored);
    const auto outer = std::filesystem::weakly_canonical(folder, ignored);
    return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first ==
           outer.end();
}

std::vector<Finding> examine_folders(const LocalOptions& options)
{
    std::vector<Finding> findings{examine_access("data folder", options.data, true),
        examine_access("keys folder", options.keys, true)};
    if (!options.custody_file.empty())
        findings.push_back(examine_access("custody file", options.custody_file, false));
    if (findings[0].health == Health::fail || findings[1].health == Health::fail)
        return findings;
    findings.push_back(examine_apart(options));
    findings.push_back(examine_file_system(options.keys));
    findings.push_back(examine_room("data storage", options.data));
    return findings;
}

bool lies_inside_either(const std::string& file, const LocalOptions& options)
{
    return !file.empty() && (lies_inside(file, options.data) || lies_inside(file, options.keys));
}

} // namespace cli
