#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace server::http {

// A growing byte buffer that is overwritten with zeros before its memory goes back: on growth, on
// consume, on destruction and on move assignment. Request bytes live in it because they hold
// credentials that have not been found yet.
//
// Ordinary heap memory, neither locked nor guarded: a request can be a mebibyte and there may be
// thousands.
// Threads: none of its own; one owner at a time.
class WipedBytes {
public:
    WipedBytes() = default;
    explicit WipedBytes(std::string_view text);
    WipedBytes(WipedBytes&& other) noexcept;
    WipedBytes& operator=(WipedBytes&& other) noexcept;
    WipedBytes(const WipedBytes&) = delete;
    WipedBytes& operator=(const WipedBytes&) = delete;
    ~WipedBytes();

    // Views into the buffer are invalid after append, consume_front and clear.
    std::span<const std::byte> bytes() const { return {data_.get(), size_}; }
    std::span<std::byte> bytes() { return {data_.get(), size_}; }
    std::string_view text() const;
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    void append(std::span<const std::byte> more);
    // Makes room for `bytes` in total, so that later appends up to it neither move nor copy.
    void reserve(std::size_t bytes);
    // Drops the first `count` (at most size()) bytes.
    void consume_front(std::size_t count);
    // Wipes and gives the memory back.
    void clear();

private:
    std::unique_ptr<std::byte[]> data_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

} // namespace server::http
