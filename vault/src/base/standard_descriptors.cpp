#include "vault/standard_descriptors.h"

#include <array>
#include <cerrno>
#include <fcntl.h>

namespace vault {

void hold_standard_descriptors() noexcept
{
    constexpr std::array modes{O_WRONLY, O_RDONLY, O_RDONLY};
    // open() gives the lowest number that is free; kept over exec, since a child's files need the same.
    for (int descriptor = 0; descriptor < 3; ++descriptor)
        if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF)
            static_cast<void>(!::open("/dev/null", modes[static_cast<std::size_t>(descriptor)]));
}

} // namespace vault
