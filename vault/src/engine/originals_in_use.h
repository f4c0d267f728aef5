#pragma once

#include "vault/id.h"

#include <mutex>
#include <set>

namespace vault {

// Originals being read under a claim. The last claim ends the credential, and its chunks would be swept away under the reader.
// Threads: any.
class OriginalsInUse {
public:
    // Ends with the object.
    class Hold {
    public:
        Hold(OriginalsInUse& all, const AttachmentId& id);
        Hold(Hold&& other) noexcept;
        Hold& operator=(Hold&&) = delete;
        ~Hold();

    private:
        OriginalsInUse* all_;
        AttachmentId id_;
    };

    [[nodiscard]] bool holds(const AttachmentId& id) const;

private:
    mutable std::mutex mutex_; // guards ids_
    std::multiset<AttachmentId> ids_;
};

} // namespace vault
