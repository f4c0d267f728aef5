#include "engine/reserve.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vault {

namespace {

// Taken at once where there is room, so that not every commit asks the disk.
constexpr std::uint64_t ahead_bytes = 1024ULL * 1024;

std::filesystem::path with_suffix(std::filesystem::path path, const char* suffix)
{
    path += suffix;
    return path;
}

std::filesystem::path file_beside(const std::filesystem::path& database)
{
    return database.parent_path() / "reserve";
}

} // namespace

// Of the disk's size and not of what is free: a start on a full disk must not make do with less, and give the rest away.
std::uint64_t Reserve::bytes_for(const std::filesystem::path& database)
{
    std::error_code unknown;
    const auto disk = std::filesystem::space(database.parent_path(), unknown);
    std::uint64_t bytes = bytes_max;
    while (!unknown && bytes > bytes_min && disk.capacity / disk_share < bytes)
        bytes /= 2;
    return bytes;
}

Reserve::Reserve(Files& files, const std::filesystem::path& database)
    : files_{files}, database_{database}, log_{with_suffix(database, "-wal")},
      beside_{file_beside(database)}, bytes_{bytes_for(database)}
{
}

Expected<void> Reserve::take(Used used)
{
    for (Part* part : {&database_, &log_}) {
        auto file = File::open(files_, part->path, File::Mode::read_write);
        if (!file)
            return fail(file.error());
        part->file = std::move(*file);
    }
    const auto size = database_.file->size();
    if (!size)
        return fail(size.error());
    database_.held = *size;
    return fill(used);
}

std::uint64_t Reserve::room(std::uint64_t database_bytes, Left left) const noexcept
{
    const std::uint64_t all = std::max(bytes_, database_bytes / database_share);
    const std::array<std::uint64_t, 3> parts{all, all - bytes_ / 2, 0}; // in the order of Left
    return parts.at(static_cast<std::size_t>(left));
}

Expected<void> Reserve::hold(Part& part, std::uint64_t until)
{
    if (part.held >= until || !within_)
        return {};
    for (const std::uint64_t end : {until + ahead_bytes, until}) {
        const auto held = part.file->hold(part.held, end);
        if (held) {
            within_ = *held;
            part.held = end;
            return {};
        }
        if (held.error().code() != ErrorCode::disk_full || end == until)
            return fail(held.error());
    }
    return {};
}

Expected<void> Reserve::hold_beside()
{
    if (beside_.held != 0)
        return {};
    if (!beside_.file) {
        auto file = File::open(files_, beside_.path, File::Mode::read_write);
        if (!file && file.error().code() == ErrorCode::missing)
            file = File::open(files_, beside_.path, File::Mode::create);
        if (!file)
            return fail(file.error());
        beside_.file = std::move(*file);
    }
    if (const auto taken = beside_.file->allocate(bytes_); !taken) {
        // Some file systems keep the part they could give.
        ignore_failure(beside_.file->truncate(0));
        return taken;
    }
    beside_.held = bytes_;
    return {};
}

Expected<void> Reserve::fill(Used used)
{
    auto held = hold(database_, used.database + room(used.database, Left::whole));
    if (held)
        held = hold(log_, used.log + bytes_);
    if (held && !within_)
        held = hold_beside();
    whole_ = held.has_value();
    return held;
}

Expected<void> Reserve::secure(std::uint64_t bytes, Left left)
{
    return hold(database_, bytes + room(bytes, left));
}

void Reserve::note_cut_log() noexcept { log_.held = std::min(log_.held, bytes_); }

bool Reserve::release()
{
    if (beside_.held == 0)
        return false;
    beside_.held = 0;
    whole_ = false;
    return beside_.file->truncate(0).has_value();
}

bool Reserve::has_room_beside() const noexcept
{
    if (!whole_)
        return false;
    std::error_code unknown;
    const auto disk = std::filesystem::space(database_.path, unknown);
    return unknown || disk.available >= bytes_min;
}

Expected<void> give_back_reserve(Files& files, const std::filesystem::path& database)
{
    return remove_file(files, file_beside(database));
}

} // namespace vault
