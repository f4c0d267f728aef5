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
            start = short_start(start);
            shorts_.set(short_slot(start));
        }
        const std::string behind =
            text.size() > start_bytes ? text.substr(start_bytes, start_bytes) : std::string();
        std::uint32_t mask = 0;
        std::memset(&mask, 0xFF, behind.size());
        char next[start_bytes] = {};
        std::copy(behind.begin(), behind.end(), next);
        constexpr std::uint64_t any_fifth = 0xFFFFFFFF00000000U;
        rows_[slot_of(start)] |=
            text.size() >= long_bytes    ? std::uint64_t{1} << long_bit(start_at(next))
            : text.size() > start_bytes  ? std::uint64_t{1} << shorter_bit(next[0])
            : text.size() == start_bytes ? any_fifth
                                         : 0U;
        names_.push_back({start, static_cast<std::uint32_t>(slot_of(start)), start_at(next) & mask,
            mask, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(texts_.size())});
        texts_.push_back(text);
    }
    std::sort(names_.begin(), names_.end(), [](const Name& a, const Name& b) {
        return std::tie(a.slot, a.start, a.label) < std::tie(b.slot, b.start, b.label);
    });
    slots_.assign(slot_count, static_cast<std::uint32_t>(names_.size()));
    for (std::size_t i = names_.size(); i-- > 0;) {
        slots_[names_[i].slot] = static_cast<std::uint32_t>(i);
    }
}

} // namespace redactor
