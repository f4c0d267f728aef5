#include "service_names.h"

#include <algorithm>

namespace redactor {

ServiceNames::ServiceNames(const std::vector<Label>& labels)
{
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const std::string& text = labels[i].text;
        if (labels[i].label_class != LabelClass::service || text.size() < short_bytes) {
            continue;
        }
        char bytes[start_bytes] = {};
        std::copy_n(text.begin(), std::min(text.size(), start_bytes), bytes);
        std::uint32_t start = start_at(bytes);
        if (text.size() == short_bytes) {
            // Any byte may follow.
            for (int follower = 0; follower < 256; ++follower) {
                bytes[short_bytes] = static_cast<char>(follower);
                starts_.set(slot_of(start_at(bytes)));
            }
            start = short_start(start);
        }
        starts_.set(slot_of(start));
        names_.push_back({start, static_cast<std::uint32_t>(i), text});
    }
    std::sort(names_.begin(), names_.end(), [](const Name& a, const Name& b) {
        return a.start != b.start ? a.start < b.start : a.label < b.label;
    });
}

std::size_t ServiceNames::first_of(std::uint32_t start) const
{
    const auto found = std::lower_bound(names_.begin(), names_.end(), start,
        [](const Name& name, std::uint32_t wanted) { return name.start < wanted; });
    return static_cast<std::size_t>(found - names_.begin());
}

} // namespace redactor
