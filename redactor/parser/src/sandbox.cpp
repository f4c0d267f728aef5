#include "sandbox.h"

#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <array>
#include <cerrno>
#include <memory>

namespace redactor::parser {
namespace {

struct Limit {
    int what;
    rlim_t most;
};

// The sanitizers reserve terabytes of address space.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr rlim_t address_bytes_max = RLIM_INFINITY;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr rlim_t address_bytes_max = RLIM_INFINITY;
#else
constexpr rlim_t address_bytes_max = rlim_t{2} << 30;
#endif
#else
constexpr rlim_t address_bytes_max = rlim_t{2} << 30;
#endif

constexpr rlim_t cpu_seconds_max = 60;

constexpr std::array limits{Limit{RLIMIT_AS, address_bytes_max}, Limit{RLIMIT_CPU, cpu_seconds_max},
    Limit{RLIMIT_FSIZE, 0}, Limit{RLIMIT_CORE, 0}, Limit{RLIMIT_NPROC, 0}, Limit{RLIMIT_NOFILE, 3}};

// What memory, time, the socket and the end of the process need.
constexpr std::array allowed{SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev),
    SCMP_SYS(close), SCMP_SYS(lseek), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap),
    SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(getrandom), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill),
    SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(getrusage), SCMP_SYS(sysinfo),
    SCMP_SYS(umask), SCMP_SYS(prlimit64), SCMP_SYS(exit), SCMP_SYS(exit_group),
    SCMP_SYS(restart_syscall)};

// Refused with EACCES: files, by any name.
constexpr std::array refused{SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(creat),
    SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(readlink),
    SCMP_SYS(readlinkat), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat),
    SCMP_SYS(rename), SCMP_SYS(getcwd), SCMP_SYS(ioctl), SCMP_SYS(fcntl), SCMP_SYS(getuid),
    SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(uname)};

struct FilterFree {
    void operator()(void* filter) const { seccomp_release(filter); }
};

bool load_filter()
{
    const std::unique_ptr<void, FilterFree> filter(seccomp_init(SCMP_ACT_KILL_PROCESS));
    bool good = filter != nullptr;
    for (const int call : allowed) {
        good = good && seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) == 0;
    }
    for (const int call : refused) {
        good = good && seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EACCES), call, 0) == 0;
    }
    return good && seccomp_load(filter.get()) == 0;
}

} // namespace

bool enter_sandbox()
{
    for (const Limit& limit : limits) {
        const rlimit value{limit.most, limit.most};
        if (setrlimit(static_cast<__rlimit_resource_t>(limit.what), &value) != 0) {
            return false;
        }
    }
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           load_filter();
}

} // namespace redactor::parser
