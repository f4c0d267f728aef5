#include "scope/refusal_budget.h"

namespace vault {

RefusalBudget::Share RefusalBudget::take(const std::string& subject, Instant now)
{
    if (const std::int64_t window = now.ms / window_ms; window != window_) {
        window_ = window;
        taken_.clear();
    }
    std::uint32_t& taken = taken_[subject];
    if (taken == per_window_max)
        return Share::none;
    return ++taken == per_window_max ? Share::last : Share::entry;
}

} // namespace vault
