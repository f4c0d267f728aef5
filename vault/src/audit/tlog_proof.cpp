#include "audit/tlog_proof.h"

namespace vault {

std::string tlog_proof_text(std::uint64_t index, std::span<const Hash> path, const Checkpoint& head)
{
    std::string text = "c2sp.org/tlog-proof@v1\nindex " + std::to_string(index) + '\n';
    for (const Hash& hash : path)
        text += hash_text(hash) + '\n';
    return text + '\n' + head.note;
}

} // namespace vault
