#include "http/wiped_bytes.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace server::http {

WipedBytes::WipedBytes(std::string_view text) { append(std::as_bytes(std::span(text))); }

WipedBytes::WipedBytes(WipedBytes&& other) noexcept
    : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0))
{
}

WipedBytes& WipedBytes::operator=(WipedBytes&& other) noexcept
{
    if (this != &other) {
        clear();
        data_ = std::move(other.data_);
        size_ = std::exchange(other.size_, 0);
        capacity_ = std::exchange(other.capacity_, 0);
    }
    return *this;
}

WipedBytes::~WipedBytes() { clear(); }

std::string_view WipedBytes::text() const
{
    return {reinterpret_cast<const char*>(data_.get()), size_};
}

void WipedBytes::append(std::span<const std::byte> more)
{
    if (more.empty()) {
        return;
    }
    if (more.size() > capacity_ - size_) {
        // Doubling: bodies arrive in small pieces and each move copies and wipes.
        reserve(std::max(size_ + more.size(), capacity_ * 2));
    }
    std::memcpy(data_.get() + size_, more.data(), more.size());
    size_ += more.size();
}

void WipedBytes::reserve(std::size_t bytes)
{
    if (bytes <= capacity_) {
        return;
    }
    auto grown = std::make_unique_for_overwrite<std::byte[]>(bytes);
    if (size_ > 0) {
        std::memcpy(grown.get(), data_.get(), size_);
        explicit_bzero(data_.get(), size_);
    }
    data_ = std::move(grown);
    capacity_ = bytes;
}

void WipedBytes::consume_front(std::size_t count)
{
    if (count >= size_) {
        clear();
        return;
    }
    std::memmove(data_.get(), data_.get() + count, size_ - count);
    explicit_bzero(data_.get() + (size_ - count), count);
    size_ -= count;
}

void WipedBytes::clear()
{
    if (data_) {
        explicit_bzero(data_.get(), size_);
    }
    data_.reset();
    size_ = 0;
    capacity_ = 0;
}

} // namespace server::http
