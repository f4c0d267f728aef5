#pragma once

#include <string_view>

namespace vault {

// ext4 can write what a file holds into its journal before it writes it in place (mount option data=journal, or `chattr +j`). The journal keeps
// old bytes for as long as it likes, and O_DIRECT is taken there and does nothing, so that only looking tells.
// True also where the file's own flag says so. What cannot be read says nothing: the journal of a file system that hides its options goes unnoticed.
[[nodiscard]] bool journals_data(int descriptor);

// Whether the line of that device in /proc/self/mountinfo (proc(5)) has the option. `device` is "major:minor".
[[nodiscard]] bool mount_journals_data(std::string_view mountinfo, std::string_view device);
// The same of /proc/fs/ext4/DEVICE/options, which also has what the file system itself says by default (tune2fs -o): one option a line.
[[nodiscard]] bool options_journal_data(std::string_view options);

} // namespace vault
