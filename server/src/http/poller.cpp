#include "http/poller.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace server::http {

namespace {

bool control(int epoll, int operation, int socket, std::uint32_t events, std::uint64_t key)
{
    epoll_event event{};
    event.events = events;
    event.data.u64 = key;
    return ::epoll_ctl(epoll, operation, socket, &event) == 0;
}

} // namespace

std::optional<Poller> Poller::open()
{
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    const int event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    Poller poller(epoll, event);
    if (epoll < 0 || event < 0 || !control(epoll, EPOLL_CTL_ADD, event, EPOLLIN, wake_key)) {
        return std::nullopt;
    }
    return poller;
}

Poller::Poller(Poller&& other) noexcept
    : epoll_(std::exchange(other.epoll_, -1)), event_(std::exchange(other.event_, -1))
{
}

Poller::~Poller()
{
    for (const int descriptor : {epoll_, event_}) {
        if (descriptor >= 0) {
            ::close(descriptor);
        }
    }
}

bool Poller::add_listener(int socket)
{
    return control(epoll_, EPOLL_CTL_ADD, socket, EPOLLIN, listener_key);
}

bool Poller::add(int socket, std::uint64_t key)
{
    return control(epoll_, EPOLL_CTL_ADD, socket, EPOLLIN | EPOLLONESHOT, key);
}

void Poller::watch_input(int socket, std::uint64_t key)
{
    control(epoll_, EPOLL_CTL_MOD, socket, EPOLLIN | EPOLLONESHOT, key);
}

void Poller::watch_output(int socket, std::uint64_t key)
{
    control(epoll_, EPOLL_CTL_MOD, socket, EPOLLOUT | EPOLLONESHOT, key);
}

void Poller::pause_listener(int socket) { control(epoll_, EPOLL_CTL_MOD, socket, 0, listener_key); }

void Poller::resume_listener(int socket)
{
    control(epoll_, EPOLL_CTL_MOD, socket, EPOLLIN, listener_key);
}

void Poller::remove(int socket) { control(epoll_, EPOLL_CTL_DEL, socket, 0, 0); }

void Poller::wake()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written =
        ::write(event_, &one, sizeof one); // fails only when a wake-up is pending anyway
}

std::size_t Poller::wait(std::span<std::uint64_t> keys, int milliseconds)
{
    std::array<epoll_event, 256> events;
    const int count = ::epoll_wait(epoll_, events.data(),
        static_cast<int>(std::min(keys.size(), events.size())), milliseconds);
    for (int at = 0; at < count; ++at) {
        const std::uint64_t key = events[static_cast<std::size_t>(at)].data.u64;
        keys[static_cast<std::size_t>(at)] = key;
        if (key == wake_key) {
            std::uint64_t taken = 0;
            [[maybe_unused]] const auto read = ::read(event_, &taken, sizeof taken);
        }
    }
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

} // namespace server::http
