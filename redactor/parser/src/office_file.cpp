#include "office_file.h"

#include "mapped_text.h"
#include "office_text.h"
#include "xml_reader.h"

#include <algorithm>

namespace redactor::parser {
namespace {

bool is_xml_text(std::string_view path)
{
    // Properties, relations and settings are small and flat: the scanner reads them as the XML they are.
    const bool shown = path.starts_with("word/") || path.starts_with("ppt/") ||
                       path.starts_with("xl/") || path.find('/') == std::string_view::npos;
    return shown && path.ends_with(".xml") && path != "[Content_Types].xml";
}

class OfficeFile {
public:
    OfficeFile(Walk& walk, const std::string& member, ArchiveFile& file)
        : walk_(walk), member_(member), file_(file), edits_(file.members.size())
    {
    }

    void open()
    {
        read_workbook_strings();
        for (std::size_t i = 0; i < file_.members.size() && !walk_.ended(); ++i) {
            open_member(i);
        }
        for (std::size_t i = 0; i < file_.members.size(); ++i) {
            edit_member(i);
        }
    }

private:
    std::string name_of(std::size_t index) const
    {
        const std::string& path = file_.members[index].path;
        return member_.empty() ? path : member_ + '/' + path;
    }

    void read_workbook_strings()
    {
        for (std::size_t i = 0; i < file_.members.size(); ++i) {
            if (file_.members[i].path == "xl/sharedStrings.xml") {
                shared_strings_ = read_shared_strings(file_.members[i].bytes, i);
            }
        }
    }

    void open_member(std::size_t index)
    {
        ArchiveMember& one = file_.members[index];
        if (!is_xml_text(one.path)) {
            if (auto rewritten = walk_.open(name_of(index), one.bytes)) {
                one.bytes = std::move(*rewritten);
            }
            return;
        }
        // Neither family of formats has them; put together from them, a text would not be what is examined here.
        if (one.bytes.find("<!ENTITY") != std::string::npos) {
            walk_.whole(name_of(index), WholeReason::damaged);
        }
        const bool sheet = one.path.starts_with("xl/worksheets/");
        examine(index, sheet ? read_sheet(one.bytes, index, shared_strings_)
                             : read_office_text(one.bytes, index));
        examine(index, read_office_attributes(one.bytes, index));
    }

    void examine(std::size_t index, const MappedText& text)
    {
        const std::vector<Edit> edits = walk_.examine(name_of(index), text.text());
        if (!text.to_source(edits, edits_)) {
            walk_.whole(name_of(index), WholeReason::not_rewritable);
        }
    }

    void edit_member(std::size_t index)
    {
        std::vector<Edit>& edits = edits_[index];
        if (edits.empty()) {
            return;
        }
        settle(edits);
        for (Edit& edit : edits) {
            edit.with = escape_xml(edit.with);
        }
        ArchiveMember& one = file_.members[index];
        one.bytes = apply_edits(one.bytes, edits);
    }

    Walk& walk_;
    const std::string& member_;
    ArchiveFile& file_;
    std::vector<MappedText> shared_strings_;
    SourceEdits edits_; // by member
};

} // namespace

bool is_office_file(const ArchiveFile& file)
{
    return std::any_of(file.members.begin(), file.members.end(), [](const ArchiveMember& one) {
        return one.path == "[Content_Types].xml" ||
               (one.path == "mimetype" &&
                   one.bytes.starts_with("application/vnd.oasis.opendocument"));
    });
}

void open_office_file(Walk& walk, const std::string& member, ArchiveFile& file)
{
    OfficeFile(walk, member, file).open();
}

} // namespace redactor::parser
