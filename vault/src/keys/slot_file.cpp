#include "keys/slot_file.h"

#include "keys/file_system_kind.h"
#include "vault/data_journal.h"

#include <fcntl.h>
#include <sys/statfs.h>

#include <cerrno>
#include <utility>

namespace vault {

namespace {

std::span<const std::byte> bytes_of(const SlotBlock& block) { return block.bytes; }

// A file system without O_DIRECT says EINVAL, at open or at the first read. Any other fault is a fault, not a reason for a lower level.
bool is_refused_direct(const Error& error)
{
    return error.code() == ErrorCode::io && error.subject() == std::to_string(EINVAL);
}

} // namespace

SlotFile::SlotFile(File file, std::uint64_t blocks, bool direct, bool in_place)
    : file_{std::move(file)}, blocks_{blocks}, direct_{direct}, in_place_{in_place}
{
}

Expected<void> SlotFile::create(
    Files& files, const std::filesystem::path& path, const SlotBlock& first)
{
    auto file = File::open(files, path, File::Mode::create);
    if (!file)
        return fail(file.error());
    if (const auto written = file->write_at(0, bytes_of(first)); !written)
        return written;
    if (const auto synced = file->sync(); !synced)
        return synced;
    return sync_folder(files, path.parent_path());
}

Expected<SlotFile> SlotFile::open(Files& files, const std::filesystem::path& path, Use use)
{
    const auto mode = use == Use::reading ? File::Mode::read : File::Mode::read_write;
    auto file = File::open(files, path, mode, File::Path::direct);
    bool direct = true;
    if (file) {
        const auto probe = std::make_unique<SlotBlock>();
        const auto read = file->read_at(0, probe->bytes);
        if (!read && !is_refused_direct(read.error()))
            return fail(read.error());
        direct = read.has_value();
    } else {
        direct = !is_refused_direct(file.error());
    }
    if (!direct)
        file = File::open(files, path, mode);
    if (!file)
        return fail(file.error());
    const auto size = file->size();
    if (!size)
        return fail(size.error());
    if (*size < slot_block_bytes)
        return fail({ErrorCode::corrupt, "the file of keys is cut short"});
    struct statfs facts{};
    if (::fstatfs(file->descriptor(), &facts) != 0)
        return fail({ErrorCode::io, "the file system of the keys folder cannot be examined"});
    const Overwriting overwriting =
        overwriting_on(static_cast<std::uint64_t>(facts.f_type) & 0xffffffffU);
    if (use == Use::serving && overwriting == Overwriting::copy_on_write)
        return fail({ErrorCode::invalid, "the keys folder is on a copy-on-write file system, where "
                                         "an overwritten key stays on the disk; use ext4 or XFS"});
    const bool journaled = journals_data(file->descriptor());
    if (use == Use::serving && journaled)
        return fail({ErrorCode::invalid,
            "the keys folder is on a file system that writes into its journal first "
            "(data=journal), where an overwritten key stays; mount it with data=ordered"});
    // A part of a block at the end is what a growth that was cut off left; no record can lie in it.
    return SlotFile{std::move(*file), *size / slot_block_bytes, direct,
        overwriting == Overwriting::in_place && !journaled};
}

Expected<void> SlotFile::write(std::uint64_t block, const SlotBlock& content)
{
    const auto written = file_.write_at(block * slot_block_bytes, bytes_of(content));
    if (!written || direct_)
        return written;
    return file_.sync();
}

Expected<void> SlotFile::read(std::uint64_t block, SlotBlock& content) const
{
    if (!direct_)
        static_cast<void>(
            ::posix_fadvise(file_.descriptor(), static_cast<off_t>(block * slot_block_bytes),
                static_cast<off_t>(slot_block_bytes), POSIX_FADV_DONTNEED));
    return file_.read_at(block * slot_block_bytes, content.bytes);
}

Expected<void> SlotFile::grow(std::uint64_t count)
{
    const auto zeros = std::make_unique<SlotBlock>();
    const std::uint64_t end = blocks_ + count;
    for (std::uint64_t block = blocks_; block < end; ++block)
        if (const auto written = file_.write_at(block * slot_block_bytes, bytes_of(*zeros));
            !written)
            return written;
    if (const auto synced = file_.sync(); !synced)
        return synced;
    blocks_ = end;
    return {};
}

} // namespace vault
