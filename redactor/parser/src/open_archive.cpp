#include "open_archive.h"

#include "archive_file.h"
#include "mapped_text.h"
#include "office_file.h"
#include "open_plain.h"

#include <archive_entry.h>

#include <algorithm>

namespace redactor::parser {
namespace {

std::string inside(const std::string& outer, const std::string& inner)
{
    return outer.empty() ? inner : outer + '/' + inner;
}

void open_members(Walk& walk, const std::string& member, ArchiveFile& file)
{
    for (ArchiveMember& one : file.members) {
        const std::string name = file.raw ? member : inside(member, one.path);
        if (auto rewritten = walk.open(name, one.bytes)) {
            one.bytes = std::move(*rewritten);
        }
    }
}

// Names are where people write `password=…zip`. All of an archive as one text, a line each.
void open_names(Walk& walk, const std::string& member, ArchiveFile& file)
{
    std::string names;
    for (const ArchiveMember& one : file.members) {
        names += one.path;
        names += '\n';
    }
    const std::vector<Edit> edits = walk.examine(member, names);
    std::size_t begin = 0;
    std::size_t next = 0;
    for (ArchiveMember& one : file.members) {
        std::vector<Edit> own;
        for (; next < edits.size() && edits[next].begin < begin + one.path.size(); ++next) {
            if (edits[next].begin >= begin) {
                own.push_back({edits[next].begin - begin,
                    std::min(edits[next].end - begin, one.path.size()), edits[next].with});
            }
        }
        begin += one.path.size() + 1;
        if (!own.empty()) {
            one.path = apply_edits(one.path, own);
            archive_entry_set_pathname(one.entry.get(), one.path.c_str());
        }
    }
}

// What else of an entry is text and goes into the rewritten archive: where links point, who owned it. None of it can be changed
// without changing what the archive unpacks to.
void examine_details(Walk& walk, const std::string& member, const ArchiveFile& file)
{
    std::string details;
    for (const ArchiveMember& one : file.members) {
        for (const char* text :
            {archive_entry_symlink(one.entry.get()), archive_entry_hardlink(one.entry.get()),
                archive_entry_uname(one.entry.get()), archive_entry_gname(one.entry.get())}) {
            if (text != nullptr && *text != '\0') {
                details += text;
                details += '\n';
            }
        }
    }
    if (!walk.examine(member, details).empty()) {
        walk.whole(member, WholeReason::not_rewritable);
    }
}

} // namespace

Rewritten open_archive(Walk& walk, const std::string& member, std::string_view bytes)
{
    ArchiveFile file = read_archive(walk, member, bytes);
    // What the magic promised is not there.
    const bool is_archive = file.fault ? !file.members.empty() : !file.raw || !file.filters.empty();
    if (!is_archive && !walk.ended()) {
        if (bytes.find('\0') == std::string_view::npos) {
            return open_text(walk, member, bytes);
        }
        file.fault = file.fault.value_or(WholeReason::binary);
    }
    if (is_office_file(file)) {
        open_office_file(walk, member, file);
    } else {
        open_members(walk, member, file);
    }
    if (!file.raw) {
        open_names(walk, member, file);
        examine_details(walk, member, file);
    }
    if (file.fault) {
        examine_runs(walk, member, bytes);
        walk.whole(member, *file.fault);
        return std::nullopt;
    }
    if (walk.ended()) {
        return std::nullopt;
    }
    // Also when nothing was found: comments, extra fields and what stands between or behind the members are text, too, that nobody
    // has examined. They do not come back.
    auto rewritten = write_archive(file);
    // A zip behind something else (a signature, a program) would lose it.
    if (!rewritten || (bytes.find("PK") != 0 && rewritten->starts_with("PK"))) {
        walk.whole(member, WholeReason::not_rewritable);
        return std::nullopt;
    }
    return std::move(*rewritten);
}

} // namespace redactor::parser
