#include "http/response_sender.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <memory>
#include <string_view>

namespace server::http {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

std::span<const std::byte> bytes_of(std::string_view text)
{
    return std::as_bytes(std::span(text));
}

std::string chunk_line(std::size_t size)
{
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16).ptr;
    return std::string(digits.data(), end) + "\r\n";
}

// Pulls and sends piece after piece; the deadline moves with what the peer has taken.
class SourceSender {
public:
    SourceSender(ByteChannel& channel, Answer& answer, const Limits& limits)
        : channel_(channel), answer_(answer), deadline_(limits),
          piece_(std::make_unique_for_overwrite<std::byte[]>(piece_bytes))
    {
    }
    SourceSender(const SourceSender&) = delete;
    SourceSender& operator=(const SourceSender&) = delete;
    ~SourceSender()
    {
        if (answer_.secret) {
            explicit_bzero(piece_.get(), piece_bytes);
        }
    }

    bool run()
    {
        if (!send(bytes_of(answer_.head))) {
            return false;
        }
        const auto length = answer_.source->length_bytes;
        std::uint64_t pulled_total = 0;
        while (!length || pulled_total < *length) {
            const auto room = static_cast<std::size_t>(
                length ? std::min<std::uint64_t>(piece_bytes, *length - pulled_total)
                       : piece_bytes);
            const auto pulled = answer_.source->pull({piece_.get(), room});
            if (!pulled || *pulled > room) {
                return false;
            }
            if (*pulled == 0) {
                break;
            }
            pulled_total += *pulled;
            answer_.sent_bytes += *pulled;
            if (!send_piece({piece_.get(), *pulled})) {
                return false;
            }
        }
        if (length) {
            return pulled_total == *length;
        }
        return !answer_.chunked || send(bytes_of("0\r\n\r\n"));
    }

private:
    bool send_piece(std::span<const std::byte> piece)
    {
        if (!answer_.chunked) {
            return send(piece);
        }
        return send(bytes_of(chunk_line(piece.size()))) && send(piece) && send(bytes_of("\r\n"));
    }

    bool send(std::span<const std::byte> bytes)
    {
        while (!bytes.empty()) {
            const IoResult result = channel_.write(bytes);
            if (result.status == IoStatus::done) {
                bytes = bytes.subspan(result.bytes);
                sent_ += result.bytes;
            } else if ((result.status != IoStatus::wants_read &&
                           result.status != IoStatus::wants_write) ||
                       !channel_.wait(result.status, deadline_.at(sent_))) {
                return false;
            }
        }
        return true;
    }

    ByteChannel& channel_;
    Answer& answer_;
    TransferDeadline deadline_;
    std::unique_ptr<std::byte[]> piece_;
    std::uint64_t sent_ = 0;
};

} // namespace

Answer::~Answer()
{
    if (secret) {
        explicit_bzero(head.data(), head.size());
        explicit_bzero(body.data(), body.size());
    }
}

SendStatus send_buffered(ByteChannel& channel, Answer& answer)
{
    while (answer.sent_bytes < answer.head.size() + answer.body.size()) {
        const std::string_view rest =
            answer.sent_bytes < answer.head.size()
                ? std::string_view(answer.head).substr(answer.sent_bytes)
                : std::string_view(answer.body).substr(answer.sent_bytes - answer.head.size());
        const IoResult result = channel.write(bytes_of(rest));
        switch (result.status) {
        case IoStatus::done:
            answer.sent_bytes += result.bytes;
            break;
        case IoStatus::wants_read:
        case IoStatus::wants_write:
            return SendStatus::blocked;
        default:
            return SendStatus::broken;
        }
    }
    return SendStatus::sent;
}

bool send_source(ByteChannel& channel, Answer& answer, const Limits& limits)
{
    return SourceSender(channel, answer, limits).run();
}

bool send_all(ByteChannel& channel, std::span<const std::byte> bytes, Moment deadline)
{
    while (!bytes.empty()) {
        const IoResult result = channel.write(bytes);
        if (result.status == IoStatus::done) {
            bytes = bytes.subspan(result.bytes);
        } else if ((result.status != IoStatus::wants_read &&
                       result.status != IoStatus::wants_write) ||
                   !channel.wait(result.status, deadline)) {
            return false;
        }
    }
    return true;
}

} // namespace server::http
