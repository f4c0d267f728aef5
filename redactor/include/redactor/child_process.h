#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace redactor {

// A program of ours for what must not happen in this process, because strangers say what happens there: opening their documents, asking their
// servers. Started with an empty environment and one open descriptor, its end of a socket to us, as descriptor 0. Killed and waited for when
// this goes away. Threads: one.
class ChildProcess {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    // Absent: there is no such program, or no room for a process.
    static std::optional<ChildProcess> start(const std::filesystem::path& program);

    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&&) = delete;
    ~ChildProcess();

    // Our end of the socket, for poll(2): whoever has several waits for all of them at once.
    [[nodiscard]] int descriptor() const noexcept { return socket_; }

    // False: the other end is gone, or the deadline passed.
    bool send(std::string_view bytes, Deadline deadline);
    bool receive(std::string& out, std::size_t bytes, Deadline deadline);

private:
    ChildProcess(pid_t pid, int socket) : pid_(pid), socket_(socket) {}
    bool wait(short events, Deadline deadline) const;

    pid_t pid_;
    int socket_;
};

// The program of that name in the folder of the running one.
std::filesystem::path program_beside_this(std::string_view name);

} // namespace redactor
