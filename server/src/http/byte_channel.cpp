#include "http/byte_channel.h"

#include <Poco/AutoPtr.h>
#include <Poco/Exception.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SecureStreamSocketImpl.h>
#include <Poco/Net/StreamSocketImpl.h>

#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

namespace server::http {

namespace {

using Poco::Net::SecureStreamSocket;
using Poco::Net::SecureStreamSocketImpl;
using Poco::Net::StreamSocketImpl;

// Poco shakes hands inside accept and blocks there; this one is made after accept and shakes hands
// when asked to.
class AcceptedTlsSocket : public SecureStreamSocketImpl {
public:
    AcceptedTlsSocket(StreamSocketImpl* inner, Poco::Net::Context::Ptr context)
        : SecureStreamSocketImpl(inner, std::move(context))
    {
        acceptSSL();
    }
};

Poco::Net::StreamSocket make_stream(int socket, Poco::Net::Context::Ptr tls)
{
    Poco::AutoPtr<StreamSocketImpl> plain = new StreamSocketImpl(socket);
    plain->setBlocking(false);
    if (!tls) {
        return Poco::Net::StreamSocket(plain.duplicate());
    }
    return Poco::Net::StreamSocket(new AcceptedTlsSocket(plain.get(), std::move(tls)));
}

int clamp_size(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

// Poco's secure sockets answer with counts, 0 at the end, and two negative codes.
IoResult tls_result(int code)
{
    switch (code) {
    case SecureStreamSocket::ERR_SSL_WANT_READ:
        return {IoStatus::wants_read};
    case SecureStreamSocket::ERR_SSL_WANT_WRITE:
        return {IoStatus::wants_write};
    case 0:
        return {IoStatus::ended};
    default:
        return code > 0 ? IoResult{IoStatus::done, static_cast<std::size_t>(code)}
                        : IoResult{IoStatus::broken};
    }
}

// For the plain socket, straight from the system: Poco reports a socket without data by throwing.
IoResult plain_result(ssize_t code, IoStatus when_blocked)
{
    if (code > 0) {
        return {IoStatus::done, static_cast<std::size_t>(code)};
    }
    if (code == 0) {
        return {IoStatus::ended};
    }
    return {errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? when_blocked
                                                                      : IoStatus::broken};
}

// OpenSSL keeps one error queue per thread, and one connection's old entry would be taken for the
// next one's failure.
template <class Call>
IoResult guarded_tls(Call call)
{
    ERR_clear_error();
    try {
        return tls_result(call());
    } catch (const Poco::Exception&) {
        ERR_clear_error();
        return {IoStatus::broken};
    }
}

} // namespace

ByteChannel::ByteChannel(int socket, const Poco::Net::Context::Ptr& tls)
    : stream_(make_stream(socket, tls)), socket_(socket), encrypted_(!tls.isNull())
{
}

IoStatus ByteChannel::handshake()
{
    if (!encrypted_) {
        return IoStatus::done;
    }
    auto* secure = static_cast<AcceptedTlsSocket*>(stream_.impl());
    return guarded_tls([&] { return secure->completeHandshake(); }).status;
}

IoResult ByteChannel::read(std::span<std::byte> into)
{
    if (encrypted_) {
        return guarded_tls(
            [&] { return stream_.impl()->receiveBytes(into.data(), clamp_size(into.size()), 0); });
    }
    return plain_result(::recv(socket_, into.data(), into.size(), 0), IoStatus::wants_read);
}

IoResult ByteChannel::write(std::span<const std::byte> from)
{
    if (encrypted_) {
        return guarded_tls(
            [&] { return stream_.impl()->sendBytes(from.data(), clamp_size(from.size()), 0); });
    }
    return plain_result(
        ::send(socket_, from.data(), from.size(), MSG_NOSIGNAL), IoStatus::wants_write);
}

bool ByteChannel::holds_input() const { return encrypted_ && stream_.impl()->available() > 0; }

void ByteChannel::finish_sending()
{
    if (encrypted_) {
        guarded_tls([&] {
            stream_.impl()->shutdown();
            return 1;
        });
    }
    ::shutdown(socket_, SHUT_WR);
}

IoResult ByteChannel::discard(std::span<std::byte> scratch)
{
    return plain_result(::recv(socket_, scratch.data(), scratch.size(), 0), IoStatus::wants_read);
}

bool ByteChannel::wait(IoStatus wanted, Moment deadline) const
{
    pollfd entry{
        socket_, static_cast<short>(wanted == IoStatus::wants_write ? POLLOUT : POLLIN), 0};
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now());
        if (left.count() <= 0) {
            return false;
        }
        const int ready =
            ::poll(&entry, 1, static_cast<int>(std::min<std::int64_t>(left.count(), INT_MAX)));
        if (ready > 0 || (ready < 0 && errno != EINTR)) {
            return true; // the next read or write tells what is wrong
        }
    }
}

} // namespace server::http
