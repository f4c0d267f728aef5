#pragma once

#include "http/literal.h"
#include "vault/secret.h"
#include "json/value.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace server::json {

// The first thing wrong with a body. `pointer` is an RFC 6901 pointer of member names that we know and indices, never of input.
// What would have been allowed: bytes of a text, items of a list, or the number itself.
struct FieldBounds {
    std::optional<std::uint64_t> min;
    std::optional<std::uint64_t> max;
};

struct FieldFault {
    http::Literal detail;
    std::string pointer;
    FieldBounds bounds = {};
};

// What a text may be. one_line refuses line breaks and every other control character; lines allows tab, LF and CR; value allows
// whatever JSON can carry (passwords are not ours to judge).
enum class TextShape : std::uint8_t { one_line, lines, value };

struct TextRule {
    std::size_t bytes_min = 0;
    std::size_t bytes_max = 0;
    TextShape shape = TextShape::one_line;
};

struct IntegerRule {
    std::int64_t min = 0;
    std::int64_t max = 0;
};

// Reads the members of one object by name. The first fault is kept in `fault`, later ones are not looked for; what cannot be read
// comes back empty, so that a handler reads everything first and asks for the fault once, after finish().
//
// Views live as long as the parsed buffer.
class Fields {
public:
    using Fault = std::optional<FieldFault>;

    Fields(const Value& value, Fault& fault, std::string pointer = {});

    std::string_view text(http::Literal name, const TextRule& rule);
    std::optional<std::string_view> optional_text(http::Literal name, const TextRule& rule);
    // Straight into locked memory.
    vault::Secret secret(http::Literal name, const TextRule& rule);
    std::int64_t integer(http::Literal name, const IntegerRule& rule);
    std::int64_t integer_or(http::Literal name, const IntegerRule& rule, std::int64_t otherwise);
    std::optional<std::int64_t> optional_integer(http::Literal name, const IntegerRule& rule);
    bool flag_or(http::Literal name, bool otherwise);
    std::optional<bool> optional_flag(http::Literal name);
    bool flag(http::Literal name);
    std::optional<Fields> optional_object(http::Literal name);
    // The objects of an array; empty when absent.
    std::vector<Fields> objects(http::Literal name, std::size_t count_max);
    std::optional<std::vector<Fields>> optional_objects(http::Literal name, std::size_t count_max);
    // The texts of an array.
    std::optional<std::vector<std::string_view>> optional_texts(
        http::Literal name, std::size_t count_max, const TextRule& rule);

    // A value that was read but makes no sense.
    void refuse(http::Literal name, http::Literal detail);
    // Members nobody asked for are a fault.
    void finish();

private:
    const Value* find(http::Literal name, Kind kind, http::Literal wrong_type, bool required);
    void keep(http::Literal detail, std::string pointer, FieldBounds bounds = {});
    void refuse(http::Literal name, http::Literal detail, FieldBounds bounds);
    std::string pointer_to(http::Literal name) const;

    const Value* value_;
    Fault* fault_;
    std::string pointer_;
    std::vector<std::string_view> asked_;
};

} // namespace server::json
