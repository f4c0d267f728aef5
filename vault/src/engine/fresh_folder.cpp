#include "engine/fresh_folder.h"

#include "base/file.h"

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
    for (const fs::directory_entry& entry : fs::directory_iterator{path_, unknown})
        before_.insert(entry.path());
    if (unknown)
        return fail({ErrorCode::io, "a folder cannot be listed"});
    claimed_ = true;
    return {};
}

} // namespace vault
