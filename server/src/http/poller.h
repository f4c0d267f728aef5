#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace server::http {

// An epoll instance with a wake-up. Sockets are watched for one event at a time; a key tells them
// apart.
// Threads: wake() from any, the rest from one.
class Poller {
public:
    static constexpr std::uint64_t listener_key = 0;
    static constexpr std::uint64_t wake_key = UINT64_MAX;

    // Nothing when the system has no descriptor left.
    static std::optional<Poller> open();
    Poller(Poller&& other) noexcept;
    Poller& operator=(Poller&&) = delete;
    ~Poller();

    // False when the system refuses to watch one more.
    bool add_listener(int socket);
    bool add(int socket, std::uint64_t key); // for input, once
    void watch_input(int socket, std::uint64_t key);
    void watch_output(int socket, std::uint64_t key);
    void pause_listener(int socket);
    void resume_listener(int socket);
    void remove(int socket);

    void wake();
    // Keys of what happened, at most keys.size(); waits up to `milliseconds`. A wake-up is taken
    // back by being told.
    std::size_t wait(std::span<std::uint64_t> keys, int milliseconds);

private:
    Poller(int epoll, int event) : epoll_(epoll), event_(event) {}

    int epoll_;
    int event_;
};

} // namespace server::http
