#pragma once

#include "crypto/envelope.h"
#include "vault/id.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace vault {

// One upload between begin and completion. Plain bytes wait in a buffer that is wiped, at most one chunk of them; full chunks wait sealed
// until enough are together for one write.
struct Upload {
    AttachmentId attachment;
    std::uint64_t size; // announced
    Secret key;         // the upload's own
    Secret plain;       // chunk_bytes of locked memory, the first `plain_size` filled
    std::size_t plain_size = 0;
    std::uint64_t received = 0;
    std::uint64_t sealed_chunks = 0;
    std::uint64_t stored_chunks = 0;
    std::vector<Bytes> waiting; // sealed, not yet stored
    Bytes chunk_hashes;         // ciphertext_hash of each chunk, joined

    [[nodiscard]] bool complete() const noexcept
    {
        return received == size && waiting.empty() && sealed_chunks != 0;
    }
};

// The uploads under way. A crash forgets them: recovery destroys their keys.
// Threads: any; one upload is one caller's at a time.
class Uploads {
public:
    // False when one is under way already.
    [[nodiscard]] bool add(std::shared_ptr<Upload> upload);
    [[nodiscard]] std::shared_ptr<Upload> find(const AttachmentId& id) const;
    void remove(const AttachmentId& id);

private:
    mutable std::mutex mutex_; // guards open_
    std::map<AttachmentId, std::shared_ptr<Upload>> open_;
};

} // namespace vault
