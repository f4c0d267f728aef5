#include "handlers/byte_bridge.h"

#include "http/wiped_bytes.h"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace server {

namespace {

// Ends a producer nobody listens to any more. No std::exception, so that nothing on its way takes it for a fault of its own.
struct ReaderGone {};

// Shared by producer and reader; lives as long as either.
class Pipe {
public:
    // Throws ReaderGone. No bytes: only looks whether somebody listens.
    void push(std::span<const std::byte> bytes)
    {
        std::unique_lock lock{mutex_};
        changed_.wait(
            lock, [&] { return abandoned_ || bytes.empty() || held_.size() < held_bytes_max; });
        if (abandoned_) {
            throw ReaderGone{};
        }
        held_.append(bytes);
        changed_.notify_all();
    }

    void finish(std::optional<vault::Error> error)
    {
        const std::lock_guard lock{mutex_};
        finished_ = true;
        error_ = std::move(error);
        changed_.notify_all();
    }

    void abandon()
    {
        const std::lock_guard lock{mutex_};
        abandoned_ = true;
        held_.clear();
        changed_.notify_all();
    }

    // Until the first bytes, or the end.
    std::optional<vault::Error> wait_for_start()
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return finished_ || !held_.empty(); });
        return held_.empty() ? error_ : std::nullopt;
    }

    std::expected<std::size_t, http::SourceFault> pull(std::span<std::byte> into)
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return finished_ || !held_.empty(); });
        if (held_.empty()) {
            return error_ ? std::expected<std::size_t, http::SourceFault>{std::unexpected{
                                http::SourceFault{}}}
                          : 0;
        }
        const std::size_t count = std::min(into.size(), held_.size());
        std::memcpy(into.data(), held_.bytes().data(), count);
        held_.consume_front(count);
        changed_.notify_all();
        return count;
    }

private:
    std::mutex mutex_; // guards all below
    std::condition_variable changed_;
    http::WipedBytes held_;
    bool finished_ = false;
    bool abandoned_ = false;
    std::optional<vault::Error> error_;
};

// Owned by the body: ends the producer, and joins it, when the body is gone.
class Reader {
public:
    Reader(std::shared_ptr<Pipe> pipe, std::jthread producer)
        : pipe_{std::move(pipe)}, producer_{std::move(producer)}
    {
    }
    ~Reader() { pipe_->abandon(); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    std::expected<std::size_t, http::SourceFault> pull(std::span<std::byte> into)
    {
        return pipe_->pull(into);
    }

private:
    std::shared_ptr<Pipe> pipe_;
    std::jthread producer_;
};

} // namespace

std::expected<http::BodySource, vault::Error> bridge(
    std::function<vault::Expected<void>(const ByteSink&)> produce,
    std::optional<std::uint64_t> length_bytes)
{
    auto pipe = std::make_shared<Pipe>();
    std::jthread producer{[pipe, produce = std::move(produce)] {
        std::optional<vault::Error> error;
        try {
            if (auto produced =
                    produce([&](std::span<const std::byte> bytes) { pipe->push(bytes); });
                !produced) {
                error = produced.error();
            }
        } catch (const ReaderGone&) {
            error.reset(); // nobody is there to be told
        } catch (const std::exception&) {
            error = vault::Error{vault::ErrorCode::internal, "reading the stored bytes failed"};
        }
        pipe->finish(std::move(error));
    }};
    auto reader = std::make_shared<Reader>(pipe, std::move(producer));
    if (auto error = pipe->wait_for_start()) {
        return std::unexpected{std::move(*error)};
    }
    return http::BodySource{
        [reader](std::span<std::byte> into) { return reader->pull(into); }, length_bytes};
}

http::Response download(
    http::BodySource source, std::string_view media_type, std::string_view file_name)
{
    http::Response answer;
    answer.set_header("Content-Type", std::string{media_type});
    answer.set_header(
        "Content-Disposition", "attachment; filename=\"" + std::string{file_name} + "\"");
    answer.body = std::move(source);
    return answer;
}

} // namespace server
