#include "sandbox.h"
#include "support/catch.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

using redactor::parser::enter_sandbox;

namespace {

constexpr int exit_refused = 10;
constexpr int exit_done = 11;

// How a child ends that goes into the sandbox and then does `act`: its exit code, or minus the signal that ended it.
template <typename Act>
int fate_of(Act act)
{
    const pid_t child = ::fork();
    if (child == 0) {
        if (!enter_sandbox()) {
            ::_exit(1);
        }
        ::_exit(act() ? exit_done : exit_refused);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace

TEST_CASE("Sandbox: computing and memory go on", "[parser]")
{
    CHECK(fate_of([] {
        std::string text(std::size_t{64} << 20, 'x');
        return text.size() > 1;
    }) == exit_done);
}

TEST_CASE("Sandbox: no file can be opened, made or looked at", "[parser]")
{
    CHECK(fate_of([] { return ::open("/etc/passwd", O_RDONLY) >= 0; }) == exit_refused);
    CHECK(fate_of([] { return ::open("/tmp/ticketvault-x", O_CREAT | O_WRONLY, 0600) >= 0; }) ==
          exit_refused);
    CHECK(fate_of([] {
        struct stat found{};
        return ::stat("/etc/passwd", &found) == 0;
    }) == exit_refused);
    CHECK(fate_of([] { return ::unlink("/tmp/ticketvault-x") == 0; }) == exit_refused);
}

TEST_CASE("Sandbox: network, programs and other processes end it at once", "[parser]")
{
    CHECK(fate_of([] { return ::socket(AF_INET, SOCK_STREAM, 0) >= 0; }) == -SIGSYS);
    CHECK(fate_of([] { return ::socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }) == -SIGSYS);
    CHECK(fate_of([] {
        char program[] = "/bin/true";
        char* arguments[] = {program, nullptr};
        return ::execv(program, arguments) == 0;
    }) == -SIGSYS);
    CHECK(fate_of([] { return ::fork() >= 0; }) == -SIGSYS);
    CHECK(fate_of([] { return ::kill(::getppid(), 0) == 0; }) == -SIGSYS);
    CHECK(fate_of([] { return ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0; }) == -SIGSYS);
    CHECK(fate_of([] { return ::chmod("/tmp", 0777) == 0; }) == -SIGSYS);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("Sandbox: memory has an end", "[parser]")
{
    CHECK(fate_of([] {
        return ::mmap(nullptr, std::size_t{4} << 30, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
    }) == exit_refused);
}
#endif
