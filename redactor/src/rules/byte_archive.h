#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace redactor {

// Writes numbers, texts and lists as bytes, so that ByteReader, visiting the same members in the same order, gives them back.
class ByteWriter {
public:
    static constexpr bool reads = false;

    template <typename Number>
        requires(std::is_integral_v<Number> || std::is_enum_v<Number>)
    void operator()(const Number& number)
    {
        const auto wide = static_cast<std::uint64_t>(number);
        char bytes[sizeof wide];
        std::memcpy(bytes, &wide, sizeof wide);
        out_.append(bytes, sizeof wide);
    }
    void operator()(const std::string& text)
    {
        (*this)(text.size());
        out_ += text;
    }
    template <typename Item>
    void operator()(const std::vector<Item>& items)
    {
        (*this)(items.size());
        for (const Item& item : items) {
            if constexpr (std::is_same_v<Item, std::string> || std::is_integral_v<Item>) {
                (*this)(item);
            } else {
                visit_members(*this, item);
            }
        }
    }

    std::string& bytes() { return out_; }

private:
    std::string out_;
};

// The reverse. After a fault (too short, a count beyond what is left) everything reads as empty and ok() is false.
class ByteReader {
public:
    static constexpr bool reads = true;

    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    template <typename Number>
        requires(std::is_integral_v<Number> || std::is_enum_v<Number>)
    void operator()(Number& number)
    {
        std::uint64_t wide = 0;
        const std::string_view bytes = take(sizeof wide);
        if (ok_) {
            std::memcpy(&wide, bytes.data(), sizeof wide);
        }
        number = static_cast<Number>(wide);
    }
    void operator()(std::string& text) { text = std::string(view()); }
    template <typename Item>
    void operator()(std::vector<Item>& items)
    {
        std::size_t count = 0;
        (*this)(count);
        ok_ = ok_ && count <= rest_.size() / sizeof(std::uint64_t);
        items.resize(ok_ ? count : 0);
        for (Item& item : items) {
            if constexpr (std::is_same_v<Item, std::string> || std::is_integral_v<Item>) {
                (*this)(item);
            } else {
                visit_members(*this, item);
            }
        }
    }

    // A text without a copy; it lives as long as the bytes read from.
    std::string_view view()
    {
        std::size_t size = 0;
        (*this)(size);
        return take(size);
    }

    bool ok() const { return ok_; }
    bool at_end() const { return rest_.empty(); }

private:
    std::string_view take(std::size_t size)
    {
        ok_ = ok_ && size <= rest_.size();
        const std::string_view out = rest_.substr(0, ok_ ? size : 0);
        rest_.remove_prefix(out.size());
        return out;
    }

    std::string_view rest_;
    bool ok_ = true;
};

} // namespace redactor
