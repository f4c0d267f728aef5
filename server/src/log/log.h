#pragma once

#include "http/literal.h"
#include "vault/clock.h"
#include "vault/error.h"
#include "vault/id.h"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace server::log {

enum class Level : std::uint8_t { debug, info, warning, error };
[[nodiscard]] std::string_view to_string(Level level) noexcept;

enum class Format : std::uint8_t { text, json };

// The peer of a connection, for the one field that may hold one. Anything but a numeric address is written as "invalid".
struct Address {
    std::string_view text;
};

// A named value of a closed set of types: numbers, truth, durations, ids, enumerators with a to_string, vault errors (literals and
// ids themselves) and text that stands in the source. A runtime string does not convert: that is how ticket text, tokens and
// passwords stay out of the log.
class Field {
public:
    template <std::integral Number>
        requires(!std::same_as<Number, bool>)
    Field(http::Literal name, Number value) : name_{name}, value_{std::to_string(value)}
    {
    }
    // Constrained, because a char pointer would convert to a plain bool parameter.
    template <std::same_as<bool> Truth>
    Field(http::Literal name, Truth value) : name_{name}, value_{value ? "true" : "false"}
    {
    }
    Field(http::Literal name, http::Literal value)
        : name_{name}, value_{value.text()}, quoted_{true}
    {
    }
    Field(http::Literal name, std::chrono::microseconds value)
        : name_{name}, value_{std::to_string(value.count())}
    {
    }

    template <class Tag>
    Field(http::Literal name, const vault::Id<Tag>& value)
        : name_{name}, value_{value.to_string()}, quoted_{true}
    {
    }
    template <class Enum>
        requires std::is_enum_v<Enum>
    Field(http::Literal name, Enum value) : name_{name}, value_{to_string(value)}, quoted_{true}
    {
    }
    Field(http::Literal name, const vault::Error& value)
        : name_{name}, value_{value.to_string()}, quoted_{true}
    {
    }
    Field(http::Literal name, Address value);

    [[nodiscard]] std::string_view name() const noexcept { return name_.text(); }
    [[nodiscard]] const std::string& value() const noexcept { return value_; }
    [[nodiscard]] bool quoted() const noexcept { return quoted_; }
    [[nodiscard]] bool is_address() const noexcept { return address_; }

private:
    http::Literal name_;
    std::string value_;
    bool quoted_ = false;
    bool address_ = false;
};

// Gets one whole line with its line feed. Called under the log's lock.
using Sink = std::function<void(std::string_view line)>;

// The standard error stream, one write(2) a line.
void write_to_stderr(std::string_view line);

struct Options {
    Format format = Format::text;
    Level level = Level::info;
    bool addresses = false; // whether Address fields are written at all
};

// One line an event: time, level, event, fields.
//
// Threads: any; lines never mix. The clock must outlive the log.
class Log {
public:
    Log(Options options, const vault::Clock& clock, Sink sink = write_to_stderr);

    void debug(http::Literal event, std::initializer_list<Field> fields = {})
    {
        write(Level::debug, event, fields);
    }
    void info(http::Literal event, std::initializer_list<Field> fields = {})
    {
        write(Level::info, event, fields);
    }
    void warning(http::Literal event, std::initializer_list<Field> fields = {})
    {
        write(Level::warning, event, fields);
    }
    void error(http::Literal event, std::initializer_list<Field> fields = {})
    {
        write(Level::error, event, fields);
    }

private:
    void write(Level level, http::Literal event, std::initializer_list<Field> fields);

    Options options_;
    const vault::Clock& clock_;
    Sink sink_;
    std::mutex mutex_; // guards sink_
};

} // namespace server::log
