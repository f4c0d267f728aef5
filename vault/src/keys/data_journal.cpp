#include "vault/data_journal.h"

#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

namespace vault {

namespace {

constexpr std::string_view option = "data=journal";

std::vector<std::string_view> parts_of(std::string_view text, char between)
{
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find(between, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

bool names_option(std::string_view text, char between)
{
    const auto parts = parts_of(text, between);
    return std::ranges::find(parts, option) != parts.end();
}

std::string content_of(const std::filesystem::path& file)
{
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

bool mount_journals_data(std::string_view mountinfo, std::string_view device)
{
    constexpr std::string_view apart = " - "; // before kind, source and options of the file system
    for (const std::string_view line : parts_of(mountinfo, '\n')) {
        const auto middle = line.find(apart);
        if (middle == std::string_view::npos)
            continue;
        const auto mount = parts_of(line.substr(0, middle), ' ');
        const auto file_system = parts_of(line.substr(middle + apart.size()), ' ');
        if (mount.size() > 2 && mount[2] == device && file_system.size() > 2 &&
            names_option(file_system[2], ','))
            return true;
    }
    return false;
}

bool options_journal_data(std::string_view options) { return names_option(options, '\n'); }

bool journals_data(int descriptor)
{
    int flags = 0;
    if (::ioctl(descriptor, FS_IOC_GETFLAGS, &flags) == 0 && (flags & FS_JOURNAL_DATA_FL) != 0)
        return true;
    struct stat facts{};
    if (::fstat(descriptor, &facts) != 0)
        return false;
    const std::string device =
        std::to_string(major(facts.st_dev)) + ':' + std::to_string(minor(facts.st_dev));
    std::error_code unknown;
    const auto name = std::filesystem::read_symlink("/sys/dev/block/" + device, unknown).filename();
    return mount_journals_data(content_of("/proc/self/mountinfo"), device) ||
           (!unknown && options_journal_data(content_of("/proc/fs/ext4" / name / "options")));
}

} // namespace vault
