#include "audit/tlog_proof.h"

#include "crypto/base64.h"

namespace vault {

std::string tlog_proof_text(std::uint64_t index, std::span<const Hash> path, const Checkpoint& head)
{
    std::string text = "c2sp.org/tlog-proof@v1\nindex " + std::to_string(index) + '\n';
    for (const Hash& hash : path)
        text += to_base64(hash) + '\n';
    return text + '\n' + head.note;
}

} // namespace vault
