#include "office_text.h"

#include "xml_reader.h"

#include <array>
#include <charconv>

namespace redactor::parser {
namespace {

enum class Break : std::uint8_t { none, paragraph, cell, row, tab, line, string };

struct BreakTag {
    std::string_view name;
    Break what;
};

// ECMA-376 (w: word, a: drawings and slides, no prefix: workbooks) and OpenDocument 1.3 (text:, table:).
constexpr std::array break_tags{
    BreakTag{"w:p", Break::paragraph},
    BreakTag{"a:p", Break::paragraph},
    BreakTag{"text:p", Break::paragraph},
    BreakTag{"text:h", Break::paragraph},
    BreakTag{"comment", Break::paragraph},
    BreakTag{"w:tc", Break::cell},
    BreakTag{"a:tc", Break::cell},
    BreakTag{"table:table-cell", Break::cell},
    BreakTag{"w:tr", Break::row},
    BreakTag{"a:tr", Break::row},
    BreakTag{"table:table-row", Break::row},
    BreakTag{"si", Break::string},
    BreakTag{"w:tab", Break::tab},
    BreakTag{"text:tab", Break::tab},
    BreakTag{"text:s", Break::tab},
    BreakTag{"w:br", Break::line},
    BreakTag{"w:cr", Break::line},
    BreakTag{"a:br", Break::line},
    BreakTag{"text:line-break", Break::line},
};

Break break_of(std::string_view name)
{
    for (const BreakTag& tag : break_tags) {
        if (tag.name == name) {
            return tag.what;
        }
    }
    return Break::none;
}

// Between tags stands the indentation of a pretty-printed file; a blank that counts has no line break.
bool is_indentation(std::string_view text)
{
    return text.find('\n') != std::string_view::npos &&
           text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

class TextReader {
public:
    TextReader(std::string_view xml, std::size_t source) : xml_(xml), out_(source) {}

    MappedText read()
    {
        XmlReader reader(xml_);
        for (XmlToken token = reader.next(); token != XmlToken::end; token = reader.next()) {
            switch (token) {
            case XmlToken::open:
                cell_depth_ += break_of(reader.name()) == Break::cell ? 1U : 0U;
                break;
            case XmlToken::close:
            case XmlToken::empty:
                add_break(break_of(reader.name()), token == XmlToken::close);
                break;
            case XmlToken::text:
                if (!is_indentation(reader.token())) {
                    add_decoded_xml(out_, xml_, reader.begin(), reader.end());
                }
                break;
            case XmlToken::other: // comments and CDATA hold text, too
                out_.add_plain(reader.token(), reader.begin());
                out_.add_joint("\n");
                break;
            case XmlToken::end:
                break;
            }
        }
        return std::move(out_);
    }

private:
    void add_break(Break what, bool closing)
    {
        switch (what) {
        case Break::none:
            return;
        case Break::paragraph: // inside a cell a row stays one line
            return out_.add_joint(cell_depth_ > 0 ? " " : "\n");
        case Break::cell:
            cell_depth_ -= closing && cell_depth_ > 0 ? 1U : 0U;
            return out_.add_joint("\t");
        case Break::row:
            return out_.add_joint("\n");
        case Break::tab:
            return closing ? void() : out_.add_joint(" ");
        case Break::line:
            return out_.add_joint(cell_depth_ > 0 ? " " : "\n");
        case Break::string: // neighbours in the table of strings are no neighbours in a sheet
            return out_.add_joint("\n\n");
        }
    }

    std::string_view xml_;
    MappedText out_;
    unsigned cell_depth_ = 0;
};

// One cell of a worksheet while it is read.
struct Cell {
    std::string_view type;
    bool in_value = false;
    bool in_text = false;
};

void add_value(MappedText& out, const Cell& cell, std::string_view xml, const XmlReader& reader,
    const std::vector<MappedText>& shared)
{
    if (cell.in_text || cell.type == "str" || cell.type == "inlineStr") {
        return add_decoded_xml(out, xml, reader.begin(), reader.end());
    }
    if (cell.type != "s") {
        return out.add_fixed(reader.token());
    }
    std::size_t index = 0;
    const std::string_view digits = reader.token();
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    if (read.ec == std::errc{} && index < shared.size()) {
        out.add_text(shared[index]);
    }
}

} // namespace

MappedText read_office_text(std::string_view xml, std::size_t source)
{
    return TextReader(xml, source).read();
}

MappedText read_office_attributes(std::string_view xml, std::size_t source)
{
    MappedText out(source);
    XmlReader reader(xml);
    for (XmlToken token = reader.next(); token != XmlToken::end; token = reader.next()) {
        if (token == XmlToken::open || token == XmlToken::empty) {
            add_attributes(out, xml, reader.begin(), reader.end());
        }
    }
    return out;
}

std::vector<MappedText> read_shared_strings(std::string_view xml, std::size_t source)
{
    std::vector<MappedText> out;
    XmlReader reader(xml);
    bool in_text = false;
    for (XmlToken token = reader.next(); token != XmlToken::end; token = reader.next()) {
        if (reader.name() == "si" && (token == XmlToken::open || token == XmlToken::empty)) {
            out.emplace_back(source);
        } else if (reader.name() == "t") {
            in_text = token == XmlToken::open;
        } else if (token == XmlToken::text && in_text && !out.empty()) {
            add_decoded_xml(out.back(), xml, reader.begin(), reader.end());
        }
    }
    return out;
}

MappedText read_sheet(
    std::string_view xml, std::size_t source, const std::vector<MappedText>& shared_strings)
{
    MappedText out(source);
    XmlReader reader(xml);
    Cell cell;
    for (XmlToken token = reader.next(); token != XmlToken::end; token = reader.next()) {
        const bool opens = token == XmlToken::open;
        if (reader.name() == "c" && opens) {
            cell = {reader.attribute("t"), false, false};
        } else if (reader.name() == "v") {
            cell.in_value = opens;
        } else if (reader.name() == "t" || reader.name() == "f") {
            cell.in_text = opens;
        } else if (token == XmlToken::text && (cell.in_value || cell.in_text)) {
            add_value(out, cell, xml, reader, shared_strings);
        }
        if (reader.name() == "c" && !opens) {
            out.add_joint("\t");
        } else if (reader.name() == "row" && !opens) {
            out.add_joint("\n");
        }
    }
    return out;
}

} // namespace redactor::parser
