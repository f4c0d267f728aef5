#include "startup/hardening.h"

#include <initializer_list>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace server {

void harden_process() noexcept
{
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    umask(S_IRWXG | S_IRWXO);
    for (const auto resource : {RLIMIT_MEMLOCK, RLIMIT_NOFILE}) {
        rlimit limit{};
        if (getrlimit(resource, &limit) == 0) {
            limit.rlim_cur = limit.rlim_max;
            setrlimit(resource, &limit);
        }
    }
}

} // namespace server
