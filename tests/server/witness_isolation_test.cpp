#include "../../server/witness/src/isolation.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <functional>
#include <string>

namespace {

// What `work` answers in a process that is isolated; 100 where isolating failed.
int answer_of(const std::string& trusted, const std::function<int()>& work)
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(witness::isolate(trusted) ? work() : 100);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

int error_of_reading(const std::string& file)
{
    return ::open(file.c_str(), O_RDONLY | O_CLOEXEC) >= 0 ? 0 : errno;
}

bool kernel_has_landlock()
{
    return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 1;
}

} // namespace

TEST_CASE("witness: it reads what the resolver and TLS need, and no other file", "[server]")
{
    if (!kernel_has_landlock()) {
        WARN("this kernel has no Landlock: files are not closed to the witness");
        return;
    }
    const tests::TemporaryFolder folder;
    const std::string key = folder.path() / "custody.key";
    const std::string trusted = folder.path() / "ca.pem";
    for (const std::string& file : {key, trusted}) {
        std::ofstream{file} << "x";
    }
    CHECK(answer_of("", [] { return error_of_reading("/etc/hosts"); }) == 0);
    CHECK(answer_of("", [] { return error_of_reading("/etc/passwd"); }) == EACCES);
    CHECK(answer_of("", [] { return error_of_reading("/proc/self/environ"); }) == EACCES);
    CHECK(answer_of("", [&] { return error_of_reading(key); }) == EACCES);
    CHECK(answer_of(trusted, [&] { return error_of_reading(key); }) == EACCES);
    CHECK(answer_of(trusted, [&] { return error_of_reading(trusted); }) == 0);
    CHECK(answer_of("", [&] {
        return ::open((key + ".new").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0 ? 0
                                                                                         : errno;
    }) == EACCES);
    CHECK(answer_of("", [] {
        char name[] = "/bin/true";
        char* arguments[] = {name, nullptr};
        ::execv(name, arguments);
        return errno;
    }) == EACCES);
}
