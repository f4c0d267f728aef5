#include "engine/uploads.h"

namespace vault {

bool Uploads::add(std::shared_ptr<Upload> upload)
{
    const std::lock_guard lock{mutex_};
    const AttachmentId id = upload->attachment;
    return open_.emplace(id, std::move(upload)).second;
}

std::shared_ptr<Upload> Uploads::find(const AttachmentId& id) const
{
    const std::lock_guard lock{mutex_};
    const auto found = open_.find(id);
    return found == open_.end() ? nullptr : found->second;
}

void Uploads::remove(const AttachmentId& id)
{
    const std::lock_guard lock{mutex_};
    open_.erase(id);
}

} // namespace vault
