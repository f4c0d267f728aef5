#include "rules/service_names.h"

#include <algorithm>
#include <cstring>
#include <tuple>

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
        add_fifths(text);
        const std::string behind =
            text.size() > start_bytes ? text.substr(start_bytes, start_bytes) : std::string();
        std::uint32_t mask = 0;
        std::memset(&mask, 0xFF, behind.size());
        char next[start_bytes] = {};
        std::copy(behind.begin(), behind.end(), next);
        names_.push_back({start, static_cast<std::uint32_t>(slot_of(start)),
            static_cast<std::uint32_t>(i), start_at(next) & mask, mask, text});
    }
    std::sort(names_.begin(), names_.end(), [](const Name& a, const Name& b) {
        return std::tie(a.slot, a.start, a.label) < std::tie(b.slot, b.start, b.label);
    });
    slots_.assign(starts_.size(), static_cast<std::uint32_t>(names_.size()));
    for (std::size_t i = names_.size(); i-- > 0;) {
        slots_[names_[i].slot] = static_cast<std::uint32_t>(i);
    }
}

void ServiceNames::add_fifths(const std::string& name)
{
    if (name.size() == short_bytes) {
        char bytes[start_bytes] = {};
        std::copy(name.begin(), name.end(), bytes);
        shorts_.set(slot_of(short_start(start_at(bytes))));
        return;
    }
    const std::uint32_t start = start_at(name.data());
    if (name.size() > start_bytes) {
        fifths_.set(fifth_slot(start, name[start_bytes]));
        return;
    }
    for (int follower = 0; follower < 256; ++follower) {
        fifths_.set(fifth_slot(start, static_cast<char>(follower)));
    }
}

} // namespace redactor
