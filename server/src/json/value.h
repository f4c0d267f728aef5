#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace server::json {

struct Member;

enum class Kind : std::uint8_t { null, boolean, integer, number, string, array, object };

// One parsed JSON value. Texts are views into the buffer that was parsed.
struct Value {
    Kind kind = Kind::null;
    bool boolean = false;
    std::int64_t integer =
        0; // Kind::integer only; other numbers keep no value, no request needs one
    std::string_view text{};
    // No initialisers: clang would need Member whole to compile them here.
    std::vector<Value> items;
    std::vector<Member> members;
};

struct Member {
    std::string_view name;
    Value value;
};

} // namespace server::json
