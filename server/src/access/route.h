#pragma once

#include "access/caller.h"
#include "http/literal.h"
#include "http/message.h"
#include "json/value.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace server {

struct Application;
struct Call;

enum class Method : std::uint8_t { get, post, put, patch, del };
[[nodiscard]] std::string_view to_string(Method method) noexcept; // "GET"

// A set of CallerKinds. `everyone` also means that a sign-in sent along is not looked at.
class Callers {
public:
    constexpr Callers(std::initializer_list<CallerKind> kinds)
    {
        for (const CallerKind kind : kinds) {
            bits_ |= bit(kind);
        }
    }
    [[nodiscard]] static constexpr Callers everyone()
    {
        Callers all{};
        all.bits_ = everyone_bits;
        return all;
    }
    [[nodiscard]] constexpr bool contains(CallerKind kind) const
    {
        return (bits_ & bit(kind)) != 0;
    }
    [[nodiscard]] constexpr bool is_everyone() const { return bits_ == everyone_bits; }

private:
    static constexpr std::uint8_t everyone_bits = 0xFF;
    static constexpr std::uint8_t bit(CallerKind kind)
    {
        return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind));
    }
    std::uint8_t bits_ = 0;
};

// none: a body is refused. json: application/json, read strictly before the handler. raw: the handler reads it piece by piece.
enum class Body : std::uint8_t { none, json, raw };

using Handler = http::Response (*)(Application& application, Call& call);

// One endpoint. What is not a row of routes() does not exist; the OpenAPI document and the access tests are held against these rows.
struct Route {
    Method method;
    // Segments in braces are the id of an object: {ticket}, {credential}, {grant}, {attachment}, {user}; or {seq}, an entry's number; {group}, a name; or,
    // at the end only, {tile} or {bundle}, the rest of the address of hashes or of entries (tile_path.h). A text that is none of that kind is 404 before the handler.
    http::Literal pattern;
    Callers callers;
    Body body;
    std::size_t body_bytes_max;
    std::span<const std::string_view> query; // the parameters it knows
    Handler handler;
};

[[nodiscard]] std::span<const Route> routes() noexcept;

} // namespace server
