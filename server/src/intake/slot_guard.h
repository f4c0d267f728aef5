#pragma once

#include <cstddef>
#include <semaphore>

namespace server::intake {

// One of a bounded number of places, waited for and given back with this.
template <std::ptrdiff_t Max>
class SlotGuard {
public:
    explicit SlotGuard(std::counting_semaphore<Max>& slots) : slots_{slots} { slots_.acquire(); }
    ~SlotGuard() { slots_.release(); }
    SlotGuard(const SlotGuard&) = delete;
    SlotGuard& operator=(const SlotGuard&) = delete;

private:
    std::counting_semaphore<Max>& slots_;
};

} // namespace server::intake
