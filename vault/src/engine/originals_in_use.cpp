#include "engine/originals_in_use.h"

#include <utility>

namespace vault {

OriginalsInUse::Hold::Hold(OriginalsInUse& all, const AttachmentId& id) : all_{&all}, id_{id}
{
    const std::lock_guard lock{all_->mutex_};
    all_->ids_.insert(id_);
}

OriginalsInUse::Hold::Hold(Hold&& other) noexcept
    : all_{std::exchange(other.all_, nullptr)}, id_{other.id_}
{
}

OriginalsInUse::Hold::~Hold()
{
    if (all_ == nullptr)
        return;
    const std::lock_guard lock{all_->mutex_};
    all_->ids_.erase(all_->ids_.find(id_));
}

bool OriginalsInUse::holds(const AttachmentId& id) const
{
    const std::lock_guard lock{mutex_};
    return ids_.contains(id);
}

} // namespace vault
