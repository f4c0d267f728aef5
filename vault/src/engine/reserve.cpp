#include "engine/reserve.h"

#include <utility>

namespace vault {

Reserve::Reserve(Files& files, std::filesystem::path file) : files_{files}, path_{std::move(file)}
{
}

Expected<void> Reserve::open()
{
    auto file = File::open(files_, path_, File::Mode::read_write);
    if (!file && file.error().code() == ErrorCode::missing)
        file = File::open(files_, path_, File::Mode::create);
    if (!file)
        return fail(file.error());
    file_ = std::move(*file);
    return {};
}

Expected<void> Reserve::take()
{
    Expected<void> taken = fill();
    while (!taken && taken.error().code() == ErrorCode::disk_full && bytes_ > bytes_min) {
        bytes_ /= 2;
        taken = fill();
    }
    return taken;
}

Expected<void> Reserve::fill()
{
    if (!spent_)
        return {};
    if (!file_)
        if (const auto opened = open(); !opened)
            return opened;
    if (const auto taken = file_->allocate(bytes_); !taken) {
        // Some file systems keep the part they could give.
        ignore_failure(file_->truncate(0));
        return taken;
    }
    spent_ = false;
    return {};
}

Expected<void> give_back_reserve(Files& files, const std::filesystem::path& file)
{
    auto held = File::open(files, file, File::Mode::read_write);
    if (!held && held.error().code() == ErrorCode::missing)
        return {};
    if (!held)
        return fail(held.error());
    return held->truncate(0);
}

bool Reserve::has_room_beside() const noexcept
{
    if (spent_)
        return false;
    std::error_code unknown;
    const auto disk = std::filesystem::space(path_, unknown);
    return unknown || disk.available >= bytes_min;
}

bool Reserve::release()
{
    if (spent_)
        return false;
    spent_ = true;
    return file_->truncate(0).has_value();
}

} // namespace vault
