#include "audit/bundle_end.h"

#include "audit/file_kind.h"

#include <algorithm>
#include <string_view>

namespace cli {

void BundleEnd::take(std::span<const char> bytes)
{
    for (std::string_view left{bytes.data(), bytes.size()}; !left.empty();) {
        const std::size_t end = left.find('\n');
        start_ += left.substr(0, std::min(end, bundle_signed.size() - start_.size()));
        signed_ = end != std::string_view::npos && start_ == bundle_signed;
        if (end != std::string_view::npos)
            start_.clear();
        left.remove_prefix(end == std::string_view::npos ? left.size() : end + 1);
    }
}

} // namespace cli
