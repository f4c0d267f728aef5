#pragma once

#include "mapped_text.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace redactor::parser {

enum class XmlToken : std::uint8_t { open, close, empty, text, other, end };

// Splits XML into tags and texts by their places, which no XML library gives and rewriting needs. Expands nothing: entities of a
// document type stay text, so there is no expansion to be bombed with. Any bytes are allowed; what is no XML comes out as text.
class XmlReader {
public:
    explicit XmlReader(std::string_view xml) : xml_(xml) {}

    XmlToken next();

    std::string_view name() const { return name_; } // of a tag, with its prefix
    std::size_t begin() const { return begin_; }    // of the last token: [begin, end) of the XML
    std::size_t end() const { return end_; }
    std::string_view token() const { return xml_.substr(begin_, end_ - begin_); }

    // Value of an attribute of the last tag, as written; empty when it has none.
    std::string_view attribute(std::string_view name) const;

private:
    XmlToken read_tag();

    std::string_view xml_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::string_view name_;
};

// Source bytes [begin, end) of `xml`, with the five entities of XML and character references decoded.
void add_decoded_xml(MappedText& out, std::string_view xml, std::size_t begin, std::size_t end);

// name="value" of each attribute of the tag at [begin, end), a line each.
void add_attributes(MappedText& out, std::string_view xml, std::size_t begin, std::size_t end);

std::string escape_xml(std::string_view text);

} // namespace redactor::parser
