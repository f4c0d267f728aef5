#include "engine/fresh_folder.h"

#include <system_error>

namespace vault {

namespace fs = std::filesystem;

FreshFolder::~FreshFolder()
{
    if (!claimed_)
        return;
    std::error_code ignored;
    std::set<fs::path> added;
    for (const fs::directory_entry& entry : fs::directory_iterator{path_, ignored})
        if (!before_.contains(entry.path()))
            added.insert(entry.path());
    for (const fs::path& path : added)
        ignore_failure(remove_file(files_, path));
    if (made_)
        fs::remove(path_, ignored); // only when it is empty
}

Expected<void> FreshFolder::claim()
{
    std::error_code unknown;
    made_ = !fs::exists(path_, unknown);
    claimed_ = made_; // also what is made and not durable yet
    if (const auto made = create_folder(files_, path_); !made)
        return made;
    if (const auto locked = lock(); !locked) {
        claimed_ = false; // whoever holds it made it, or has taken over what this one made
        return locked;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator{path_, unknown})
        before_.insert(entry.path());
    if (unknown)
        return fail({ErrorCode::io, "a folder cannot be listed"});
    claimed_ = true;
    return {};
}

Expected<void> FreshFolder::lock()
{
    auto folder = File::open(files_, path_, File::Mode::read, File::Path::named);
    if (!folder)
        return {}; // as with a file system that locks no folders: there the creations are told apart by what they find only
    if (const auto locked = folder->lock(); !locked)
        return locked.error().code() == ErrorCode::in_use
                   ? fail({ErrorCode::in_use,
                         "another program is making a vault in this folder now"})
                   : Expected<void>{};
    held_ = std::move(*folder);
    return {};
}

} // namespace vault
