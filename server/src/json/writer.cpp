#include "json/writer.h"

#include <utility>

namespace server::json {

void Writer::comma()
{
    if (!first_) {
        out_ += ',';
    }
    first_ = false;
}

void Writer::quote(std::string_view value)
{
    constexpr std::string_view hex = "0123456789abcdef";
    out_ += '"';
    for (const char letter : value) {
        const auto code = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            out_ += '\\';
            out_ += letter;
        } else if (letter == '\n') {
            out_ += "\\n";
        } else if (code < 0x20 || code == 0x7F) {
            out_ += "\\u00";
            out_ += hex[code >> 4];
            out_ += hex[code & 0xFU];
        } else {
            out_ += letter;
        }
    }
    out_ += '"';
}

void Writer::key(http::Literal name)
{
    comma();
    quote(name.text());
    out_ += ':';
}

Writer& Writer::begin_object()
{
    comma();
    out_ += '{';
    first_ = true;
    return *this;
}

Writer& Writer::begin_object(http::Literal name)
{
    key(name);
    out_ += '{';
    first_ = true;
    return *this;
}

Writer& Writer::end_object()
{
    out_ += '}';
    first_ = false;
    return *this;
}

Writer& Writer::begin_array(http::Literal name)
{
    key(name);
    out_ += '[';
    first_ = true;
    return *this;
}

Writer& Writer::end_array()
{
    out_ += ']';
    first_ = false;
    return *this;
}

Writer& Writer::text(http::Literal name, std::string_view value)
{
    key(name);
    quote(value);
    return *this;
}

Writer& Writer::text_if(http::Literal name, std::string_view value)
{
    return value.empty() ? *this : text(name, value);
}

Writer& Writer::element(std::string_view value)
{
    comma();
    quote(value);
    return *this;
}

Writer& Writer::number(http::Literal name, std::uint64_t value)
{
    key(name);
    out_ += std::to_string(value);
    return *this;
}

Writer& Writer::flag(http::Literal name, bool value)
{
    key(name);
    out_ += value ? "true" : "false";
    return *this;
}

Writer& Writer::raw(http::Literal name, std::string_view document)
{
    key(name);
    out_ += document;
    return *this;
}

std::string Writer::take()
{
    first_ = true;
    return std::exchange(out_, {});
}

} // namespace server::json
