#pragma once

#include "http/literal.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace server::json {

// Appends one JSON document. Names are literals; texts must be valid UTF-8 and are escaped.
// `reserve_bytes` large enough for a secret keeps the buffer from growing and leaving copies of it behind.
class Writer {
public:
    explicit Writer(std::size_t reserve_bytes = 512) { out_.reserve(reserve_bytes); }

    Writer& begin_object();
    Writer& begin_object(http::Literal name);
    Writer& end_object();
    Writer& begin_array(http::Literal name);
    Writer& end_array();

    Writer& text(http::Literal name, std::string_view value);
    // Leaves the member out when the text is empty.
    Writer& text_if(http::Literal name, std::string_view value);
    // A text inside an array.
    Writer& element(std::string_view value);
    Writer& number(http::Literal name, std::uint64_t value);
    Writer& flag(http::Literal name, bool value);
    // `document` is JSON already.
    Writer& raw(http::Literal name, std::string_view document);

    [[nodiscard]] std::string take();

private:
    void comma();
    void key(http::Literal name);
    void quote(std::string_view value);

    std::string out_;
    bool first_ = true;
};

} // namespace server::json
