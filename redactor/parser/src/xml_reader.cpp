#include "xml_reader.h"

#include "utf8_text.h"

#include <array>
#include <charconv>

namespace redactor::parser {
namespace {

constexpr std::string_view blanks = " \t\r\n";

struct Entity {
    std::string_view name;
    std::string_view text;
};
constexpr std::array entities{Entity{"amp", "&"}, Entity{"lt", "<"}, Entity{"gt", ">"},
    Entity{"quot", "\""}, Entity{"apos", "'"}};
constexpr std::size_t entity_bytes_max = 10;

// What stands between & and ; as text; empty when this is none of the known ones.
std::string decode_entity(std::string_view name)
{
    for (const Entity& entity : entities) {
        if (entity.name == name) {
            return std::string(entity.text);
        }
    }
    if (!name.starts_with('#')) {
        return {};
    }
    const bool hex = name.substr(1).starts_with('x');
    const std::string_view digits = name.substr(hex ? 2 : 1);
    char32_t code = 0;
    std::uint32_t number = 0;
    const auto read =
        std::from_chars(digits.data(), digits.data() + digits.size(), number, hex ? 16 : 10);
    if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) {
        return {};
    }
    code = number;
    return utf8_of(code);
}

} // namespace

XmlToken XmlReader::next()
{
    begin_ = end_;
    name_ = {};
    if (begin_ >= xml_.size()) {
        return XmlToken::end;
    }
    if (xml_[begin_] == '<') {
        return read_tag();
    }
    end_ = std::min(xml_.find('<', begin_), xml_.size());
    return XmlToken::text;
}

XmlToken XmlReader::read_tag()
{
    struct Section {
        std::string_view start;
        std::string_view stop;
        XmlToken token;
    };
    static constexpr std::array sections{Section{"<!--", "-->", XmlToken::other},
        Section{"<![CDATA[", "]]>", XmlToken::other}, Section{"<?", "?>", XmlToken::other},
        Section{"<!", ">", XmlToken::other}};
    const std::string_view rest = xml_.substr(begin_);
    for (const Section& section : sections) {
        if (rest.starts_with(section.start)) {
            const std::size_t stop = rest.find(section.stop, section.start.size());
            end_ =
                stop == std::string_view::npos ? xml_.size() : begin_ + stop + section.stop.size();
            return section.token;
        }
    }
    // A '>' inside a quoted attribute ends nothing.
    char quote = '\0';
    std::size_t at = begin_ + 1;
    for (; at < xml_.size() && (quote != '\0' || xml_[at] != '>'); ++at) {
        const char c = xml_[at];
        if (quote != '\0' ? c == quote : c == '"' || c == '\'') {
            quote = quote != '\0' ? '\0' : c;
        }
    }
    end_ = std::min(at + 1, xml_.size());
    const bool closing = rest.size() > 1 && rest[1] == '/';
    const std::size_t name = begin_ + (closing ? 2 : 1);
    name_ = xml_.substr(name, std::min(xml_.find_first_of(" \t\r\n/>", name), end_) - name);
    return closing                                      ? XmlToken::close
           : end_ - begin_ > 2 && xml_[end_ - 2] == '/' ? XmlToken::empty
                                                        : XmlToken::open;
}

std::string_view XmlReader::attribute(std::string_view name) const
{
    const std::string_view tag = token();
    std::size_t at = tag.find(name);
    for (; at != std::string_view::npos; at = tag.find(name, at + 1)) {
        const std::size_t equals = at + name.size();
        if (at > 0 && blanks.find(tag[at - 1]) != std::string_view::npos &&
            equals + 1 < tag.size() && tag[equals] == '=' &&
            (tag[equals + 1] == '"' || tag[equals + 1] == '\'')) {
            const std::size_t stop = tag.find(tag[equals + 1], equals + 2);
            return stop == std::string_view::npos ? std::string_view{}
                                                  : tag.substr(equals + 2, stop - equals - 2);
        }
    }
    return {};
}

void add_decoded_xml(MappedText& out, std::string_view xml, std::size_t begin, std::size_t end)
{
    while (begin < end) {
        const std::size_t ampersand = std::min(xml.find('&', begin), end);
        out.add_plain(xml.substr(begin, ampersand - begin), begin);
        if (ampersand == end) {
            return;
        }
        const std::size_t stop = xml.substr(0, end).find(';', ampersand);
        const bool named = stop != std::string_view::npos && stop - ampersand <= entity_bytes_max;
        const std::string text =
            named ? decode_entity(xml.substr(ampersand + 1, stop - ampersand - 1)) : std::string{};
        begin = text.empty() ? ampersand + 1 : stop + 1;
        if (text.empty()) {
            out.add_plain(xml.substr(ampersand, 1), ampersand);
        } else {
            out.add_decoded(text, ampersand, begin);
        }
    }
}

void add_attributes(MappedText& out, std::string_view xml, std::size_t begin, std::size_t end)
{
    std::size_t at = begin;
    while ((at = xml.substr(0, end).find_first_of("\"'", at)) != std::string_view::npos) {
        const std::size_t stop = xml.substr(0, end).find(xml[at], at + 1);
        if (stop == std::string_view::npos) {
            return;
        }
        const std::size_t before = xml.find_last_of(blanks, at);
        const std::size_t name =
            before == std::string_view::npos ? at : std::max(before + 1, begin);
        out.add_joint(xml.substr(name, at - name));
        out.add_joint("\"");
        add_decoded_xml(out, xml, at + 1, stop);
        out.add_joint("\"\n");
        at = stop + 1;
    }
}

std::string escape_xml(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

} // namespace redactor::parser
