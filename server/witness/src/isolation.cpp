#include "isolation.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdint>

namespace witness {

namespace {

struct Limit {
    __rlimit_resource what;
    rlim_t most;
};

constexpr std::array limits{Limit{RLIMIT_CPU, 10}, Limit{RLIMIT_FSIZE, 0}, Limit{RLIMIT_CORE, 0},
    Limit{RLIMIT_NPROC, 0}, Limit{RLIMIT_NOFILE, 32}};

// What the resolver of glibc and OpenSSL read. Not /etc or /run: what the service was given lies there, too.
constexpr std::array<const char*, 17> readable{"/etc/resolv.conf", "/etc/hosts", "/etc/host.conf",
    "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services", "/etc/ld.so.cache", "/etc/localtime",
    "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo",
    "/usr/share/ca-certificates", "/usr/local/share/ca-certificates", "/run/systemd/resolve",
    "/run/resolvconf"};

// All rights of Landlock's first version; the third added cutting files, which the headers of Debian 12 do not name.
constexpr std::uint64_t rights_of_first = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
constexpr std::uint64_t truncate_file = std::uint64_t{1} << 14;
constexpr long truncate_version = 3;

bool allow_reading(int rules, const char* path)
{
    const int at = ::open(path, O_PATH | O_CLOEXEC);
    if (at < 0) {
        return true; // not there
    }
    struct stat what{};
    landlock_path_beneath_attr rule{};
    rule.parent_fd = at;
    rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
    if (::fstat(at, &what) == 0 && S_ISDIR(what.st_mode)) {
        rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
    }
    const bool added =
        ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    ::close(at);
    return added;
}

// True as well where the kernel has none.
bool close_files(const std::string& trusted)
{
    const long version =
        ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) {
        return true;
    }
    landlock_ruleset_attr handled{};
    handled.handled_access_fs = rights_of_first | (version >= truncate_version ? truncate_file : 0);
    const long made = ::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
    const int rules = static_cast<int>(made);
    bool good = rules >= 0 && (trusted.empty() || allow_reading(rules, trusted.c_str()));
    for (const char* const path : readable) {
        good = good && allow_reading(rules, path);
    }
    good = good && ::syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    ::close(rules);
    return good;
}

} // namespace

bool isolate(const std::string& trusted)
{
    for (const Limit& limit : limits) {
        const rlimit value{limit.most, limit.most};
        if (::setrlimit(limit.what, &value) != 0) {
            return false;
        }
    }
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && close_files(trusted);
}

} // namespace witness
