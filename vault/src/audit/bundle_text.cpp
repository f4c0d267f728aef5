#include "audit/bundle_text.h"

namespace vault {

std::string bundle_body(std::string_view store, std::string_view at, std::uint64_t size,
    const Hash& root, const Hash& digest)
{
    std::string text{bundle_title};
    text.append("\nstore ").append(store).append("\nat ").append(at);
    text.append("\nlog_size ").append(std::to_string(size));
    text.append("\nlog_root ").append(hash_text(root));
    return text.append("\nsha256 ").append(hash_text(digest)).append("\n");
}

} // namespace vault
