#include "redactor/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace redactor {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;

// dup2 onto descriptor 0 clears close-on-exec; everything above the standard ones is closed, whatever the service has open.
bool prepare(posix_spawn_file_actions_t& actions, int socket)
{
    return posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO) == 0 &&
           posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) ==
               0 &&
           posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) ==
               0 &&
           posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1) == 0;
}

bool spawn(const std::filesystem::path& program, int socket, pid_t& pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    if (posix_spawn_file_actions_init(&actions) != 0 || posix_spawnattr_init(&attributes) != 0) {
        return false;
    }
    // The service blocks and ignores signals; its child must be one that ends.
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    std::string name = program.filename().string();
    char* arguments[] = {name.data(), nullptr};
    char* environment[] = {nullptr};
    const bool started =
        prepare(actions, socket) && posix_spawnattr_setsigmask(&attributes, &none) == 0 &&
        posix_spawnattr_setsigdefault(&attributes, &all) == 0 &&
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) ==
            0 &&
        posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments, environment) == 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return started;
}

} // namespace

std::optional<ChildProcess> ChildProcess::start(const std::filesystem::path& program)
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return std::nullopt;
    }
    pid_t pid = -1;
    const bool started = spawn(program, ends[1], pid);
    ::close(ends[1]);
    if (!started) {
        ::close(ends[0]);
        return std::nullopt;
    }
    return ChildProcess(pid, ends[0]);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), socket_(std::exchange(other.socket_, -1))
{
}

ChildProcess::~ChildProcess()
{
    if (pid_ < 0) {
        return;
    }
    ::close(socket_);
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

bool ChildProcess::wait(short events, Deadline deadline) const
{
    // Rounded up, so that a wait that fails has lasted to the deadline.
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd socket{socket_, events, 0};
    return left.count() > 0 && ::poll(&socket, 1, static_cast<int>(left.count())) == 1;
}

bool ChildProcess::send(std::string_view bytes, Deadline deadline)
{
    while (!bytes.empty()) {
        if (!wait(POLLOUT, deadline)) {
            return false;
        }
        const ssize_t sent =
            ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && (errno == EINTR || errno == EAGAIN)) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool ChildProcess::receive(std::string& out, std::size_t bytes, Deadline deadline)
{
    out.clear();
    while (out.size() < bytes) {
        if (!wait(POLLIN, deadline)) {
            return false;
        }
        // Grown by what has come, not by what was announced.
        const std::size_t before = out.size();
        out.resize(before + std::min(piece_bytes, bytes - before));
        const ssize_t got = ::recv(socket_, out.data() + before, out.size() - before, MSG_DONTWAIT);
        out.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) {
            return false;
        }
    }
    return true;
}

std::filesystem::path program_beside_this(std::string_view name)
{
    std::error_code failed;
    return std::filesystem::read_symlink("/proc/self/exe", failed).parent_path() / name;
}

} // namespace redactor
